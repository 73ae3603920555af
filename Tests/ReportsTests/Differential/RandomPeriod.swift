import CollectorTesting
import Usage

@testable import Reports

/// A `date_range` and the same as a condition on the rows of ``PlainSQL``.
struct RandomPeriod {
    let json: String
    /// What `time` stands for; nil where the period's length is near a boundary of the choice.
    let timeUnit: Dimension?
    private let condition: String

    /// From one day to another, both included.
    init(days from: String, _ until: String) {
        json = "[\"\(from)\", \"\(until)\"]"
        condition = "DATE(X.local / 1000, 'unixepoch') BETWEEN '\(from)' AND '\(until)'"
        timeUnit = nil
    }

    init(zone: String, nowMs: Int64, firstMs: Int64, using random: inout SeededGenerator) {
        func local(_ ms: Int64) -> Int64 { ms + PlainSQL.offsetMs(zone, at: ms) }
        func day(_ ms: Int64) -> CivilDate { CivilDate(days: Instant.utcDay(local(ms))) }
        func anyMs() -> Int64 {
            Int64.random(in: firstMs...nowMs, using: &random)
        }
        let today = day(nowMs)
        func days(_ json: String, _ from: CivilDate, _ until: CivilDate) -> (String, String, Int) {
            let condition = "DATE(X.local / 1000, 'unixepoch') BETWEEN '\(from)' AND '\(until)'"
            return (json, condition, Int(until.days - from.days) + 1)
        }
        let chosen: (json: String, condition: String, days: Int)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: chosen = days("\"day\"", today, today)
        case 1:
            let hour: Int64 = 3_600_000
            let end = (local(nowMs) / hour + 1) * hour - local(nowMs) + nowMs
            chosen = ("\"24h\"", "X.t >= \(end - 24 * hour) AND X.t < \(end)", 1)
        case 2:
            let count = random.pick([7, 28, 30, 91, 1, 2, 300])
            chosen = days("\"\(count)d\"", today.adding(days: 1 - count), today)
        case 3: chosen = days("\"month\"", today.monthStart, today)
        case 4:
            let count = random.pick([1, 2, 6, 12])
            let start = today.adding(months: 1 - count).monthStart
            chosen = days("\"\(count)mo\"", start, today)
        case 5: chosen = days("\"year\"", today.yearStart, today)
        case 6, 7: chosen = days("\"all\"", day(firstMs), today)
        case 8:
            let ends = [day(anyMs()), day(anyMs())].sorted()
            chosen = days("[\"\(ends[0])\", \"\(ends[1])\"]", ends[0], ends[1])
        default:
            let ends = [anyMs(), anyMs()].sorted()
            let hours = (ends[1] - ends[0]) / 3_600_000
            chosen = (
                "[\"\(Instant.text(ends[0]))\", \"\(Instant.text(ends[1]))\"]",
                "X.t BETWEEN \(ends[0]) AND \(ends[1])",
                hours < 40 ? 1 : (60..<2200).contains(hours) ? 30 : hours > 2300 ? 120 : 95
            )
        }
        json = chosen.json
        condition = chosen.condition
        timeUnit =
            switch chosen.days {
            case ...2: .hour
            case 94...96: nil
            case ...95: .day
            default: .month
            }
    }

    /// `basis` is "e" for events, "v" for visits.
    func sql(_ basis: String) -> String {
        condition.split(separator: "X.", omittingEmptySubsequences: false)
            .joined(separator: "\(basis).")
    }
}
