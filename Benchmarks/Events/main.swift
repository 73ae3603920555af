// Writes a made-up site's usage straight into a data directory, and the same rows as CSV for engines to
// compare with. The same arguments give the same rows. Prints how many events and how many KiB it took.
//
//     bench-events DIRECTORY EVENTS DAYS LAST_DAY [ROWS.csv|-] [ROWS_A_COMMIT]

import Glibc
import Storage
import Synchronization
import Usage

let arguments = CommandLine.arguments
guard (5...7).contains(arguments.count), let events = Int(arguments[2]),
    let days = Int(arguments[3]),
    let lastDay = CivilDate(arguments[4]),
    let rowsACommit = arguments.count > 6 ? Int(arguments[6]) : 8_000
else {
    print("usage: bench-events DIRECTORY EVENTS DAYS LAST_DAY [ROWS.csv|-] [ROWS_A_COMMIT]")
    exit(2)
}

/// The time of the event that is being written, so that none is too old.
let now = Atomic<Int64>(0)
let directory = arguments[1]
let store = try UsageStore(
    directory: directory,
    keys: try KeyRing(dataDirectory: directory),
    durability: .relaxed,
    clock: { now.load(ordering: .relaxed) }
)
let writer = store.makeWriter()
let csv = arguments.count > 5 && arguments[5] != "-" ? CSVFile(path: arguments[5]) : nil
var site = MadeUpSite(events: events, days: days, firstDay: lastDay.days - Int32(days) + 1)
let append = { (event: UsageEvent) in
    guard writer.append(event) == .stored else {
        print("an event was refused")
        exit(1)
    }
}
while let day = site.nextDay() {
    for row in day {
        now.store(row.timeMs, ordering: .relaxed)
        append(site.event(of: row))
        if let engagement = site.engagement(of: row) { append(engagement) }
        csv?.write(row, of: site)
        if writer.pendingRows > rowsACommit { try writer.commit() }
    }
    try writer.commit()
}
csv?.close()
store.close()
/// The most memory this took, KiB.
var usage = rusage()
_ = unsafe getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
print(site.rows, usage.ru_maxrss)
