/// What was found for whole days, so that a question asked again counts only what changed since.
///
/// A day's totals are those of its groups under one question's dimensions, filters and metrics. They
/// hold until something changes within the day (``ChangedHours``). They take no more memory than
/// ``capacity``; what was not asked for longest goes.
final class DayTotals {
    /// What makes two questions ask the same of a day.
    struct Question: Hashable {
        let dimensions: [Dimension]
        let filters: [Filter]
        let metrics: Set<Metric>
        /// Whether visitors are counted whatever is asked.
        let countsPeople: Bool
        let zone: String
    }

    /// The groups of one day, without their time.
    struct Day {
        /// When it was counted.
        let clock: UInt32
        let groups: GroupCodes
        let totals: GroupTotals

        fileprivate var byteCount: Int {
            200 + groups.count * groups.width * 4 + totals.byteCount
        }
    }

    private struct Answer {
        var days: [Int32: Day] = [:]
        var byteCount = 1000
        var lastUse = 0
        /// Whether its days would take too much.
        var isTooLarge = false
    }

    /// Bytes.
    static let capacity = 16 << 20

    private var answers: [Question: Answer] = [:]
    private var uses = 0
    /// About how many bytes all days take.
    private(set) var byteCount = 0

    /// Whether days of the question are worth keeping, as far as is known.
    func isKept(_ question: Question) -> Bool { answers[question]?.isTooLarge != true }

    /// The days that were found before, those that changed since left out.
    func days(
        of question: Question,
        where holds: (_ day: Int32, _ clock: UInt32) -> Bool
    ) -> [Int32: Day] {
        guard var answer = answers[question] else { return [:] }
        let stale = answer.days.filter { !holds($0.key, $0.value.clock) }
        for (day, found) in stale {
            answer.days[day] = nil
            answer.byteCount -= found.byteCount
            byteCount -= found.byteCount
        }
        uses += 1
        answer.lastUse = uses
        answers[question] = answer
        return answer.days
    }

    func keep(_ days: [Int32: Day], of question: Question) {
        uses += 1
        var answer = answers[question] ?? Answer()
        byteCount -= answer.byteCount
        answer.lastUse = uses
        for (day, found) in days {
            if let old = answer.days.updateValue(found, forKey: day) {
                answer.byteCount -= old.byteCount
            }
            answer.byteCount += found.byteCount
        }
        if answer.byteCount > Self.capacity / 2 {
            answer = Answer(lastUse: uses, isTooLarge: true)
        }
        byteCount += answer.byteCount
        answers[question] = answer
        while byteCount > Self.capacity,
            let oldest = answers.min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            byteCount -= oldest.value.byteCount
            answers[oldest.key] = nil
        }
    }
}
