// Writes a made-up site's usage straight into a data directory, and the same rows as CSV for engines to
// compare with. The same arguments give the same rows.
//
//     bench-events DIRECTORY EVENTS DAYS LAST_DAY ROWS.csv

import Glibc
import Storage
import Synchronization
import Usage

let arguments = CommandLine.arguments
guard arguments.count == 6, let events = Int(arguments[2]), let days = Int(arguments[3]),
    let lastDay = CivilDate(arguments[4])
else {
    print("usage: bench-events DIRECTORY EVENTS DAYS LAST_DAY ROWS.csv")
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
let csv = CSVFile(path: arguments[5])
var site = MadeUpSite(events: events, days: days, firstDay: lastDay.days - Int32(days) + 1)
while let day = site.nextDay() {
    for row in day {
        now.store(row.timeMs, ordering: .relaxed)
        for event in site.events(of: row) where writer.append(event) != .stored {
            print("an event was refused")
            exit(1)
        }
        csv.write(row, of: site)
        if writer.pendingRows > 8_000 { try writer.commit() }
    }
    try writer.commit()
}
csv.close()
store.close()
print(site.rows)
