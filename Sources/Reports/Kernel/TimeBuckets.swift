internal import TimeZones
internal import Usage

/// The buckets of a time dimension over a period, in the site's time zone.
///
/// Since 2012 all offsets of the time-zone database change on a quarter of an hour (St. John's was the
/// last to do so a minute later), so one table of quarters gives the bucket of a row without asking
/// the zone. Of an hour that a clock set back
/// repeats both are one bucket: they carry the same label.
struct TimeBuckets {
    private static let quarterMs: Int64 = 900_000

    /// In order of time; `2026-11-25 14:00:00` for hours, else the first day, `2026-11-25`.
    private(set) var labels: [String] = []
    private let codes: OwnedLane<UInt32>
    private let firstQuarter: Int64

    init(_ dimension: Dimension, over period: Range<Int64>, in zone: TimeZone) {
        let unit = Self.unit(dimension, over: period)
        firstQuarter = period.lowerBound / Self.quarterMs
        guard !period.isEmpty else {
            codes = OwnedLane(Lane(repeating: 0, count: 1))
            return
        }
        let lastQuarter = (period.upperBound - 1) / Self.quarterMs
        let codes = Lane<UInt32>(uninitialized: Int(lastQuarter - firstQuarter + 1))
        self.codes = OwnedLane(codes)
        var known: [Int64: UInt32] = [:]
        var lastKey: Int64 = .min
        var lastCode: UInt32 = 0
        for quarter in firstQuarter...lastQuarter {
            let at = quarter * Self.quarterMs
            let key = Self.key(ofLocal: at + Int64(zone.offsetSeconds(atMs: at)) * 1000, unit)
            if key != lastKey {
                lastKey = key
                if let code = known[key] {
                    lastCode = code
                } else {
                    lastCode = UInt32(labels.count)
                    known[key] = lastCode
                    labels.append(Self.label(key, unit))
                }
            }
            codes[Int(quarter - firstQuarter)] = lastCode
        }
    }

    /// The bucket of a time within the period.
    @inline(__always)
    func code(ofMs time: Int64) -> UInt32 {
        codes.lane[Int(time / Self.quarterMs - firstQuarter)]
    }

    /// What `time` stands for: hours within two days, days up to about three months, else months.
    static func unit(_ dimension: Dimension, over period: Range<Int64>) -> Dimension {
        guard dimension == .time else { return dimension }
        let hours = Int64(period.count) / 3_600_000
        if hours <= 49 { return .hour }
        return hours <= 95 * 24 ? .day : .month
    }

    /// Local hours, days or first days, counted from 1970-01-01.
    private static func key(ofLocal local: Int64, _ unit: Dimension) -> Int64 {
        if unit == .hour { return floorDivide(local, 3_600_000) }
        let day = floorDivide(local, 86_400_000)
        switch unit {
        case .week:
            return Int64(CivilDate(days: Int32(day)).weekStart.days)
        case .weekFrom(let start):
            return Int64(CivilDate(days: Int32(day)).weekStart(on: start.weekday).days)
        case .month:
            return Int64(CivilDate(days: Int32(day)).monthStart.days)
        default: return day
        }
    }

    private static func label(_ key: Int64, _ unit: Dimension) -> String {
        guard unit == .hour else { return CivilDate(days: Int32(key)).description }
        let day = floorDivide(key, 24)
        let hour = key - day * 24
        return CivilDate(days: Int32(day)).description + (hour < 10 ? " 0\(hour)" : " \(hour)")
            + ":00:00"
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : (value - divisor + 1) / divisor
    }
}
