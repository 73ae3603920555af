/// In which hours something changed, so that what was worked out from others is still true.
///
/// An hour changes when an event of it comes or goes, and when the visit of one of its events does.
final class ChangedHours {
    private static let hourMs: Int64 = 3_600_000
    /// 2100-01-01; what is later counts as then.
    private static let lastHour = 1_139_544

    /// By hour since the first that is known, the clock of its latest change.
    private var clocks: [UInt32] = []
    private var first = 0
    private var clock: UInt32 = 1
    /// The hour noted last, where nothing ticked since: nearly all notes are about it.
    private var latest = -1

    var byteCount: Int { clocks.capacity * 4 }

    /// Notes a change at `time`, ms.
    @inline(__always)
    func note(_ time: Int64) {
        let hour = Self.hour(time)
        if hour != latest { note(hours: hour...hour) }
    }

    /// Notes a change of something that lasts.
    @inline(__always)
    func note(from start: Int64, through end: Int64) {
        let (from, to) = (Self.hour(start), Self.hour(end))
        if from != latest || to != latest { note(hours: from...max(from, to)) }
    }

    /// What is read from now on holds until something changes after this clock.
    func tick() -> UInt32 {
        clock += 1
        latest = -1
        return clock
    }

    /// Whether nothing within `period` changed since the clock ticked so.
    func isUnchanged(_ period: Range<Int64>, since clock: UInt32) -> Bool {
        guard !clocks.isEmpty, !period.isEmpty else { return true }
        let from = max(0, Self.hour(period.lowerBound) - first)
        let to = min(clocks.count - 1, Self.hour(period.upperBound - 1) - first)
        guard from <= to else { return true }
        return clocks[from...to].allSatisfy { $0 < clock }
    }

    @inline(__always)
    private static func hour(_ time: Int64) -> Int { min(lastHour, Int(max(0, time) / hourMs)) }

    private func note(hours: ClosedRange<Int>) {
        if clocks.isEmpty { first = hours.lowerBound }
        if hours.lowerBound < first {
            clocks.insert(contentsOf: repeatElement(0, count: first - hours.lowerBound), at: 0)
            first = hours.lowerBound
        }
        while clocks.count <= hours.upperBound - first { clocks.append(0) }
        for hour in hours { clocks[hour - first] = clock }
        latest = hours.upperBound
    }
}
