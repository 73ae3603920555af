/// Times as text (RFC 3339), in milliseconds since 1970 UTC.
package enum Instant {
    /// A day without leap seconds, as Unix time counts.
    package static let millisecondsPerDay: Int64 = 86_400_000

    /// The time of "2026-11-25T04:24:38.123+01:00"; nil without a date, a time to the second and an
    /// offset or `Z`.
    ///
    /// What is finer than a millisecond is cut off. A leap second (:60) is refused: Unix time has none.
    package static func milliseconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, let date = CivilDate(text.prefix(10)),
            bytes[10] | 0x20 == UInt8(ascii: "t"),
            let clock = clock(bytes[11..<19]),
            let (fraction, zone) = fraction(bytes, from: 19),
            let offsetMinutes = offset(bytes[zone...])
        else { return nil }
        let seconds = Int64(date.days) * 86_400 + clock - Int64(offsetMinutes) * 60
        return seconds * 1000 + fraction
    }

    /// "2026-11-25T03:24:38.123Z".
    package static func text(_ milliseconds: Int64) -> String {
        let day = milliseconds.flooredQuotient(by: millisecondsPerDay)
        let rest = Int(milliseconds.flooredRemainder(by: millisecondsPerDay))
        let clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60]
            .map { Digits.text($0, width: 2) }
            .joined(separator: ":")
        let date = CivilDate(days: Int32(clamping: day))
        return "\(date)T\(clock).\(Digits.text(rest % 1000, width: 3))Z"
    }

    /// The day in UTC, counted from 1970-01-01.
    package static func utcDay(_ milliseconds: Int64) -> Int32 {
        Int32(clamping: milliseconds.flooredQuotient(by: millisecondsPerDay))
    }

    /// Seconds since midnight of "HH:MM:SS".
    private static func clock(_ bytes: ArraySlice<UInt8>) -> Int64? {
        let start = bytes.startIndex
        guard bytes[start + 2] == UInt8(ascii: ":"), bytes[start + 5] == UInt8(ascii: ":"),
            let hour = Digits.value(bytes[start..<start + 2]), hour < 24,
            let minute = Digits.value(bytes[start + 3..<start + 5]), minute < 60,
            let second = Digits.value(bytes[start + 6..<start + 8]), second < 60
        else { return nil }
        return Int64(hour * 3600 + minute * 60 + second)
    }

    /// The milliseconds of ".123456", and where the zone begins.
    private static func fraction(_ bytes: [UInt8], from start: Int) -> (Int64, zone: Int)? {
        guard bytes[start] == UInt8(ascii: ".") else { return (0, start) }
        var end = start + 1
        while end < bytes.count, bytes[end] >= UInt8(ascii: "0"), bytes[end] <= UInt8(ascii: "9") {
            end += 1
        }
        guard end > start + 1, end < bytes.count else { return nil }
        let known = bytes[(start + 1)..<min(end, start + 4)]
        guard var value = Digits.value(known) else { return nil }
        for _ in known.count..<3 { value *= 10 }
        return (Int64(value), end)
    }

    /// Minutes east of UTC of "Z" or "+01:00".
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let sign = bytes.first else { return nil }
        if sign | 0x20 == UInt8(ascii: "z") { return bytes.count == 1 ? 0 : nil }
        let start = bytes.startIndex
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), bytes.count == 6,
            bytes[start + 3] == UInt8(ascii: ":"),
            let hours = Digits.value(bytes[start + 1..<start + 3]), hours < 24,
            let minutes = Digits.value(bytes[start + 4..<start + 6]), minutes < 60
        else { return nil }
        let total = hours * 60 + minutes
        return sign == UInt8(ascii: "-") ? -total : total
    }
}
