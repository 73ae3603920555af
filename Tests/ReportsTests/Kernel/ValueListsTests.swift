import CollectorTesting
import Testing

@testable import Reports

@Suite struct ValueListsTests {
    @Test func `each group has its values, however many and in however many calls`() {
        var random = SeededGenerator(seed: 11)
        var lists = ValueLists()
        defer { lists.free() }
        var expected: [[UInt32]] = []
        for round in 0..<60 {
            // Few groups at first, then many; some get thousands of values and some none.
            let known = 1 + round * 40
            while expected.count < known { expected.append([]) }
            var (groups, values): ([UInt32], [UInt32]) = ([], [])
            for _ in 0..<Int.random(in: 0...2000, using: &random) {
                let group =
                    Bool.random(using: &random)
                    ? 0 : Int.random(in: 0..<known, using: &random) / 2 * 2
                let value = UInt32.random(in: 0...500, using: &random)
                groups.append(UInt32(min(group, known - 1)))
                values.append(value)
                expected[min(group, known - 1)].append(value)
            }
            let (groupLane, valueLane) = (Lane(groups), Lane(values))
            lists.append(groupLane, valueLane, count: groups.count, known: known)
            groupLane.free()
            valueLane.free()
        }
        for (group, values) in expected.enumerated() {
            var found: [UInt32] = []
            lists.forEach(group) { found.append($0) }
            #expect(lists.count(group) == values.count)
            #expect(found.sorted() == values.sorted())
        }
        #expect(lists.count(expected.count + 5) == 0)
    }

    @Test func `distinct values are counted over two threads' lists and over joined groups`() {
        let values: [UInt32] = [5, 5, 9, 64, 64, 5, 70, 9]
        let groups: [UInt32] = [0, 0, 0, 1, 1, 1, 2, 2]
        let distinct = DistinctValues(values, groups: groups, count: 4, bound: 71)
        #expect(distinct.counts() == [2, 2, 2, 0])
        let seen = distinct.makeSet()
        #expect(distinct.count(of: [0, 1], using: seen) == 3)
        // The set is empty again.
        #expect(distinct.count(of: [0, 1, 2, 3], using: seen) == 4)
        #expect(seen.count == 0)
    }
}
