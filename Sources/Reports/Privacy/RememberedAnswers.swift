/// Which answer keeps which of the remembered sets, so that the largest answers lose theirs first.
///
/// What is forgotten can be asked for again and held against what was told before. Answers of many rows
/// are cheap to ask for, so no answer loses a set while another keeps more.
struct RememberedAnswers {
    private struct Kept {
        /// How many sets it told, also those that an answer before it keeps.
        var told = 0
        var isOver = false
        /// By number, which counts up with time.
        var sets: [Int: AnswerMemory.Key] = [:]
        /// What answers before it kept when it told the same.
        var repeated: [(set: Int, key: AnswerMemory.Key)] = []
    }

    /// By number, which counts up with time.
    private var answers: [Int: Kept] = [:]
    /// The answer that keeps a set.
    private var owners: [Int: Int] = [:]

    /// How many sets all answers keep.
    var count: Int { owners.count }

    /// A new set was told.
    mutating func told(_ set: Int, _ key: AnswerMemory.Key, in answer: Int) {
        answers[answer, default: Kept()].told += 1
        answers[answer]?.sets[set] = key
        owners[set] = answer
    }

    /// A remembered set was told again.
    mutating func repeated(_ set: Int, _ key: AnswerMemory.Key, in answer: Int) {
        answers[answer, default: Kept()].told += 1
        answers[answer]?.repeated.append((set, key))
    }

    /// Of what an answer repeated it keeps what answers kept that told more.
    mutating func end(_ answer: Int) {
        guard let ended = answers[answer] else { return }
        answers[answer]?.isOver = true
        answers[answer]?.repeated = []
        for (set, key) in ended.repeated {
            guard let owner = owners[set], let before = answers[owner], before.told > ended.told
            else { continue }
            answers[owner]?.sets[set] = nil
            answers[answer]?.sets[set] = key
            owners[set] = answer
            dropIfEmpty(owner)
        }
        dropIfEmpty(answer)
    }

    private mutating func dropIfEmpty(_ answer: Int) {
        guard let kept = answers[answer], kept.isOver, kept.sets.isEmpty else { return }
        answers[answer] = nil
    }

    /// Forgets sets of the largest answers until `goal` are left, of the oldest where all keep one;
    /// returns what is forgotten.
    mutating func forget(downTo goal: Int) -> [AnswerMemory.Key: Set<Int>] {
        var forgotten: [AnswerMemory.Key: Set<Int>] = [:]
        let most = largest(within: goal)
        let inOrder = answers.sorted { $0.key < $1.key }
        // The first rows of an answer mostly have the most visitors.
        for (answer, kept) in inOrder where kept.sets.count > most {
            forget(kept.sets.count - most, of: answer, &forgotten)
        }
        for (answer, _) in inOrder where count > goal { forget(most, of: answer, &forgotten) }
        return forgotten
    }

    /// How many sets each answer may keep, so that all together keep `goal`; one at least.
    private func largest(within goal: Int) -> Int {
        let sizes = answers.values.map(\.sets.count).sorted()
        var left = goal
        for (place, size) in sizes.enumerated() {
            let share = left / (sizes.count - place)
            if size > share { return max(1, share) }
            left -= size
        }
        return goal
    }

    private mutating func forget(
        _ count: Int,
        of answer: Int,
        _ forgotten: inout [AnswerMemory.Key: Set<Int>]
    ) {
        let sets = answers[answer]?.sets ?? [:]
        for (set, key) in sets.sorted(by: { $0.key < $1.key }).prefix(count) {
            answers[answer]?.sets[set] = nil
            owners[set] = nil
            forgotten[key, default: []].insert(set)
        }
        dropIfEmpty(answer)
    }
}
