internal import CTimeZones
internal import Synchronization

/// Offsets and days of one time zone, from a table made once.
///
/// The table reaches from 1970 to 2100; instants outside have the offset of its nearer end.
package final class TimeZone: Sendable {
    package let identifier: String

    /// The first millisecond of each offset; the first stands for all time before.
    private let starts: [Int64]
    private let offsetsMs: [Int64]
    /// Where the latest question was answered: nearly all are about now.
    private let latest = Atomic<Int>(0)

    private static let fromSeconds: Int64 = 0
    /// 2100-01-01.
    private static let untilSeconds: Int64 = 4_102_444_800

    /// A zone by its name in the IANA database, such as `Europe/Berlin`; nil where the system's copy
    /// does not have it.
    package init?(identifier: String) {
        guard ZoneNames.isName(identifier), let table = Self.transitions(identifier) else {
            return nil
        }
        self.identifier = identifier
        var starts: [Int64] = []
        var offsetsMs: [Int64] = []
        for transition in table {
            let offsetMs = Int64(transition.offset_s) * 1000
            // Some transitions change only a name or a flag.
            if offsetsMs.last == offsetMs { continue }
            starts.append(starts.isEmpty ? .min : transition.from_s * 1000)
            offsetsMs.append(offsetMs)
        }
        self.starts = starts
        self.offsetsMs = offsetsMs
    }

    private init() {
        identifier = "UTC"
        starts = [.min]
        offsetsMs = [0]
    }

    /// Coordinated Universal Time, also on a system without a tz database.
    package static let utc = TimeZone()

    /// The names of all zones the system has, in order, to suggest one for a misspelt name.
    package static var knownIdentifiers: [String] { ZoneNames.all() }

    // MARK: - From instants

    package func offsetSeconds(atMs ms: Int64) -> Int32 {
        Int32(offsetsMs[index(atMs: ms)] / 1000)
    }

    /// The local date of an instant, in days since 1970-01-01.
    package func day(ofMs ms: Int64) -> Int32 {
        Int32(floorDivide(local(ms), Self.dayMs))
    }

    /// The local hour of an instant, 0 to 23.
    package func hour(ofMs ms: Int64) -> Int32 {
        Int32(floorRemainder(local(ms), Self.dayMs) / Self.hourMs)
    }

    package func localTime(ofMs ms: Int64) -> LocalTime {
        LocalTime(localMs: local(ms))
    }

    // MARK: - To instants

    /// The first instant of a local date, in ms since 1970 UTC.
    ///
    /// Where clocks skip midnight that is the end of the gap; a date that a zone skipped altogether
    /// starts where the next one does.
    package func startOfDay(day: Int32) -> Int64 {
        firstInstant(localMs: Int64(day) * Self.dayMs)
    }

    /// The first instant of an hour of a local date; the end of the gap where clocks skip it.
    package func startOfHour(day: Int32, hour: Int32) -> Int64 {
        firstInstant(localMs: Int64(day) * Self.dayMs + Int64(hour) * Self.hourMs)
    }

    /// The instant of a local time: the earlier where clocks show it twice; where they skip it, the
    /// one that many minutes after the gap's beginning.
    package func instant(of time: LocalTime) -> Int64 {
        switch resolve(time.localMs) {
        case .instant(let ms): ms
        case .gap(_, let offsetMs): time.localMs - offsetMs
        }
    }

    private enum Resolved {
        case instant(Int64)
        /// Where the gap is, and the offset before it.
        case gap(Int64, offsetMs: Int64)
    }

    private static let hourMs: Int64 = 3_600_000
    private static let dayMs: Int64 = 86_400_000
    /// No zone is or was further from UTC than this.
    private static let largestOffsetMs: Int64 = 26 * 3_600_000

    private func firstInstant(localMs: Int64) -> Int64 {
        switch resolve(localMs) {
        case .instant(let ms): ms
        case .gap(let start, _): start
        }
    }

    private func resolve(_ localMs: Int64) -> Resolved {
        // The first range whose end, in its own local time, lies after the wanted time: an earlier
        // one cannot hold it, and a later one would be the second of two answers.
        var index = search(localMs - Self.largestOffsetMs)
        while index + 1 < starts.count, starts[index + 1] <= localMs - offsetsMs[index] {
            index += 1
        }
        let ms = localMs - offsetsMs[index]
        if index > 0, ms < starts[index] {
            return .gap(starts[index], offsetMs: offsetsMs[index - 1])
        }
        return .instant(ms)
    }

    private func local(_ ms: Int64) -> Int64 {
        ms + offsetsMs[index(atMs: ms)]
    }

    private func index(atMs ms: Int64) -> Int {
        let guess = latest.load(ordering: .relaxed)
        if starts[guess] <= ms, guess + 1 == starts.count || ms < starts[guess + 1] { return guess }
        let index = search(ms)
        latest.store(index, ordering: .relaxed)
        return index
    }

    /// The last range that begins at or before `ms`.
    private func search(_ ms: Int64) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= ms { low = middle } else { high = middle }
        }
        return low
    }

    private static func transitions(_ identifier: String) -> [TimeZoneTransition]? {
        // Two a year for 130 years is what nearly all zones need; Ramadan makes four in some.
        var capacity = 600
        while true {
            var count: Int64 = 0
            let table = unsafe [TimeZoneTransition](
                unsafeUninitializedCapacity: capacity
            ) { buffer, initialized in
                count = unsafe time_zone_transitions(
                    identifier,
                    fromSeconds,
                    untilSeconds,
                    buffer.baseAddress,
                    Int64(capacity)
                )
                initialized = max(0, min(capacity, Int(count)))
            }
            if count < 0 { return nil }
            if count <= capacity { return table }
            capacity = Int(count)
        }
    }
}

extension TimeZone: Hashable {
    package static func == (left: TimeZone, right: TimeZone) -> Bool {
        left.identifier == right.identifier
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(identifier)
    }
}
