/// Renders a log entry as one line of JSON.
///
///     {"time":"2026-11-24T02:51:12.123Z","level":"info","message":"listening","port":8080}
package enum LogLine {
    /// 4,096 bytes are `PIPE_BUF` on Linux: a line up to that length is written whole or not at all,
    /// and does not block where `poll` promised room (pipe(7)).
    package static let maximumBytes = 4096
    /// 512 bytes: enough for a path or a system error, and several of them fit a line.
    package static let maximumValueBytes = 512

    /// The line with its newline, never longer than `maximumBytes`; fields that do not fit are left
    /// out and `"truncated":true` says so.
    package static func render(_ entry: LogEntry) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(256)
        line.append(contentsOf: "{\"time\":\"".utf8)
        line.append(contentsOf: timestamp(entry.timeMs).utf8)
        line.append(contentsOf: "\",\"level\":\"".utf8)
        line.append(contentsOf: entry.level.name.utf8)
        line.append(contentsOf: "\",\"message\":".utf8)
        appendString(entry.message, to: &line)

        let ending = Array(",\"truncated\":true}\n".utf8)
        var isTruncated = false
        for field in entry.fields {
            let before = line.count
            line.append(UInt8(ascii: ","))
            appendString(field.key, to: &line)
            line.append(UInt8(ascii: ":"))
            append(field.value, to: &line)
            guard line.count + ending.count > maximumBytes else { continue }
            line.removeSubrange(before...)
            isTruncated = true
        }
        if isTruncated {
            line.append(contentsOf: ending)
        } else {
            line.append(contentsOf: "}\n".utf8)
        }
        return line
    }

    private static func append(_ value: LogValue, to line: inout [UInt8]) {
        switch value {
        case .string(let text): appendString(text, to: &line)
        case .integer(let number): line.append(contentsOf: String(number).utf8)
        // JSON has no word for infinities and NaN (RFC 8259, 6).
        case .double(let number) where !number.isFinite: appendString("\(number)", to: &line)
        case .double(let number): line.append(contentsOf: "\(number)".utf8)
        case .bool(let flag): line.append(contentsOf: (flag ? "true" : "false").utf8)
        }
    }

    private static func appendString(_ text: String, to line: inout [UInt8]) {
        line.append(UInt8(ascii: "\""))
        let start = line.count
        for scalar in text.unicodeScalars {
            // A cut inside one value keeps the line valid JSON; a scalar takes at most 6 bytes.
            guard line.count - start + 6 <= maximumValueBytes else { break }
            switch scalar {
            case "\"": line.append(contentsOf: "\\\"".utf8)
            case "\\": line.append(contentsOf: "\\\\".utf8)
            case "\n": line.append(contentsOf: "\\n".utf8)
            case "\r": line.append(contentsOf: "\\r".utf8)
            case "\t": line.append(contentsOf: "\\t".utf8)
            // C0, DEL and C1 controls: a terminal that shows the log must not obey them.
            case _ where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value):
                line.append(contentsOf: "\\u00".utf8)
                line.append(hexDigit(scalar.value >> 4))
                line.append(hexDigit(scalar.value & 15))
            default:
                line.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        line.append(UInt8(ascii: "\""))
    }

    private static func hexDigit(_ value: UInt32) -> UInt8 {
        let digit = UInt8(truncatingIfNeeded: value & 15)
        return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }

    /// RFC 3339 in UTC with milliseconds.
    package static func timestamp(_ timeMs: Int64) -> String {
        let dayMs: Int64 = 86_400_000
        let clamped = min(max(timeMs, 0), 253_402_300_799_999)
        let (days, rest) = clamped.quotientAndRemainder(dividingBy: dayMs)
        let (year, month, day) = civil(days)
        let seconds = rest / 1000
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
            + "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):"
            + "\(padded(seconds % 60, 2)).\(padded(rest % 1000, 3))Z"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Year, month and day of a day number since 1970: eras of 400 years that begin on 1 March, as in
    /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
