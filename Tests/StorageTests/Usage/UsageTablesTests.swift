import CollectorTesting
import Testing

@testable import Storage

@Suite struct UsageTablesTests {
    @Test func `a set of hashes holds what a set holds`() {
        var random = SeededGenerator(seed: 2)
        var table = HashTable(maxCount: 10_000)
        var set: Set<UInt64> = []
        for _ in 0..<20_000 {
            // Few low bits, so that many fall into the same slots.
            let hash = UInt64.random(in: 1...5000, using: &random) << 32 | 5
            #expect(table.insert(hash) == set.insert(hash).inserted)
        }
        #expect(table.count == set.count)
        #expect(set.allSatisfy { table.contains($0) })
        #expect(!table.contains(7))
        table.removeAll()
        #expect(table.count == 0 && !set.contains { table.contains($0) })
    }

    @Test(arguments: [0, 1, 100, 5_000, 200_000])
    func `many hashes at once are what they are one by one`(count: Int) {
        var random = SeededGenerator(seed: 3)
        var table = HashTable(maxCount: .max)
        table.insert(7)
        table.insert(9)
        var hashes = (0..<count).map { _ in UInt64.random(in: 1 ... .max, using: &random) }
        // 0 is no hash, and some come twice or are there already.
        hashes += [0, 7] + hashes.prefix(10)
        table.insert(hashes)
        let set = Set(hashes).union([7, 9]).subtracting([0])
        #expect(table.count == set.count)
        #expect(set.allSatisfy { table.contains($0) })
        table.insert(hashes)
        #expect(table.count == set.count && !table.contains(8))
    }

    @Test func `codes are found by their numbers`() {
        var table = CodeTable()
        for number in 1...10_000 as ClosedRange<UInt64> {
            table.insert(number << 4 | 1, code: UInt32(number))
        }
        #expect((1...10_000).allSatisfy { table.code($0 << 4 | 1) == UInt32($0) })
        #expect(table.code(2) == 0)
    }

    @Test func `an id is remembered until the end of the next day`() {
        let day: Int64 = 86_400_000
        var duplicates = Duplicates(nowMs: 10 * day)
        duplicates.insert(5, site: "a", day: 10)
        duplicates.roll(nowMs: 11 * day + day - 1)
        #expect(duplicates.contains(5))
        duplicates.roll(nowMs: 9 * day)
        #expect(duplicates.contains(5))
        duplicates.roll(nowMs: 12 * day)
        #expect(!duplicates.contains(5))
    }

    @Test func `after two days without an event nothing is remembered`() {
        var duplicates = Duplicates(nowMs: 0)
        duplicates.insert(5, site: "a", day: 0)
        duplicates.roll(nowMs: 2 * 86_400_000)
        #expect(!duplicates.contains(5))
    }

    @Test func `what is stored of a remembered day is remembered with it`() {
        var duplicates = Duplicates(nowMs: 0)
        #expect(duplicates.historyContains(5, site: "a", day: 3) == nil)
        duplicates.remember(
            Duplicates.History(site: "a", days: 1...3, hashes: HashTable(maxCount: 10))
        )
        #expect(duplicates.historyContains(5, site: "a", day: 3) == false)
        duplicates.insert(5, site: "a", day: 2)
        duplicates.insert(6, site: "b", day: 2)
        #expect(duplicates.historyContains(5, site: "a", day: 3) == true)
        #expect(duplicates.historyContains(6, site: "a", day: 3) == false)
        #expect(duplicates.historyContains(5, site: "b", day: 3) == nil)
    }

    @Test func `a file is named by its month and edition`() {
        let names = [MonthName(month: 202_611), MonthName(month: 202_611, edition: 12)]
        #expect(names.map(\.file) == ["usage-202611.db", "usage-202611-12.db"])
        #expect(names.map { MonthName(file: $0.file) } == names)
        let others = [
            "usage-202611.db-wal", "usage-202613.db", "usage-202611-1.db", "usage-20261.db",
            "consent.db", "usage-202611-2.db.new", "usage-202611-2-3.db",
        ]
        #expect(others.allSatisfy { MonthName(file: $0) == nil })
    }
}
