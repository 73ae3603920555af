import CollectorTesting
import Testing

@testable import Reports

/// What was told a role that may not see single people is remembered, that of few rows longest.
@Suite(.tags(.privacy)) struct AnswerMemoryTests {
    private let memory = AnswerMemory()

    /// What is told of the set `number`, whose own figure is `figure`.
    private func settled(_ number: Int, _ figure: Double, in answer: GuardedAnswer) -> Double {
        answer.settled(
            [figure],
            for: (0..<64).map { $0 < 8 ? UInt32(number) : 0 },
            visitors: 10 + number * 20,
            family: .events,
            site: "a",
            limit: 5
        )[0]
    }

    /// Tells some sets in one answer; returns their figures.
    @discardableResult
    private func tell(_ sets: some Sequence<Int>, _ figure: Double) -> [Double] {
        let answer = memory.begin()
        return sets.map { settled($0, figure, in: answer) }
    }

    @Test func `a set that was told is told alike`() {
        #expect(tell([1, 2], 1) == [1, 1])
        #expect(tell([2, 1, 3], 2) == [1, 1, 2])
        #expect(memory.count == 3)
    }

    @Test func `answers of very many rows make the memory forget no answer of few`() {
        for answer in 0..<100 { tell(answer * 20..<answer * 20 + 20, 1) }
        for large in 1...6 { tell(large * 100_000..<large * 100_000 + 10_000, 2) }
        for answer in 0..<100 {
            #expect(tell(answer * 20..<answer * 20 + 20, 3).allSatisfy { $0 == 1 })
        }
        #expect(memory.count <= AnswerMemory.capacity)
        #expect(memory.count > AnswerMemory.capacity * 3 / 4)
    }

    @Test func `large answers lose alike, whichever came first`() {
        for large in 1...6 { tell(large * 100_000..<large * 100_000 + 10_000, 1) }
        // Of the oldest about a sixth of all is left, as of the others.
        #expect(tell(100_000..<110_000, 2).count { $0 == 1 } > 5000)
    }

    @Test func `what an answer of few rows repeated of one of many stays`() {
        tell(0..<10_000, 1)
        tell([5, 7], 2)
        for large in 1...6 { tell(large * 100_000..<large * 100_000 + 10_000, 3) }
        #expect(tell([5, 7], 4) == [1, 1])
        #expect(tell([6], 4) == [4])
    }

    @Test func `an answer of many rows takes over none that one of few told`() {
        tell([5, 7], 1)
        tell(0..<10_000, 2)
        for large in 1...6 { tell(large * 100_000..<large * 100_000 + 10_000, 3) }
        #expect(tell([5, 7], 4) == [1, 1])
    }

    @Test func `where all answers are small the oldest are forgotten`() {
        for number in 0...AnswerMemory.capacity { tell([number], 1) }
        #expect(tell([AnswerMemory.capacity], 2) == [1])
        #expect(tell([0], 2) == [2])
        #expect(memory.count <= AnswerMemory.capacity)
    }
}
