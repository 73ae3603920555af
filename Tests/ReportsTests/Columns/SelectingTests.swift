import CollectorTesting
import Storage
import Testing

@testable import Reports

/// Rows are found by their codes in whatever width they are stored.
@Suite struct SelectingTests {
    private let memory = ColumnMemory { () throws(StorageError) in
        throw .impossible(what: "no scratch here", hint: "")
    }

    @Test(arguments: [1, 200, 40_000, 300_000])
    func `rows with one of some codes are those that a plain search finds`(largest: Int) {
        var random = SeededGenerator(seed: UInt64(largest))
        let column = Column(memory)
        let rows = Lane<UInt32>(uninitialized: TimeBlocks.size)
        defer { rows.free() }
        var codes = (0..<9000).map { _ in UInt32.random(in: 0..<UInt32(largest), using: &random) }
        // The largest there is, at either end of a machine word, too.
        for place in [0, 7, 8, 4095, 4096, 8999] { codes[place] = UInt32(largest - 1) }
        for code in codes { column.append(code) }
        for few in [1, 2, 4, 5, 40] {
            let passes = Lane<UInt8>(repeating: 0, count: largest)
            passes[largest - 1] = 1
            for _ in 1..<few { passes[Int(codes.randomElement(using: &random) ?? 0)] = 1 }
            let set = CodeSet(passes, count: largest)
            for (start, count) in [(0, 4096), (4096, 4096), (8192, 808), (5, 3), (17, 1000)] {
                let expected = (start..<start + count).filter { set.contains(codes[$0]) }
                let found = column.select(set, from: start, count: count, into: rows)
                #expect((0..<found).map { Int(rows[$0]) } == expected)
                for index in 0..<count { rows[index] = UInt32(start + index) }
                let kept = column.keep(set, among: rows, count: count)
                #expect((0..<kept).map { Int(rows[$0]) } == expected)
            }
        }
    }

    @Test func `a code that a block has no room for is in none of its rows`() {
        let column = Column(memory)
        for _ in 0..<100 { column.append(3 as UInt32) }
        let rows = Lane<UInt32>(uninitialized: 100)
        defer { rows.free() }
        let passes = Lane<UInt8>(repeating: 0, count: 1000)
        passes[3 + 256] = 1
        let set = CodeSet(passes, count: 1000)
        #expect(column.select(set, from: 0, count: 100, into: rows) == 0)
    }
}
