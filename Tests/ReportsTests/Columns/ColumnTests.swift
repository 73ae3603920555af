import CollectorTesting
import Storage
import Testing

@testable import Reports

@Suite struct ColumnTests {
    private let memory = ColumnMemory { () throws(StorageError) in
        throw .impossible(what: "no scratch here", hint: "")
    }

    /// Numbers of all widths, around the edges of blocks too.
    private static let values: [Int64] = {
        var random = SeededGenerator(seed: 7)
        return (0..<150_000).map { row in
            switch row % 50_000 {
            case 0..<300: 0
            case 300..<20_000: Int64.random(in: 0...255, using: &random)
            case 20_000..<30_000: Int64.random(in: 0...65_535, using: &random)
            case 30_000..<49_990: Int64.random(in: 0...4_294_967_295, using: &random)
            default: Int64.random(in: 0...(1 << 50), using: &random)
            }
        }
    }()

    @Test(arguments: [nil, 1 << 15, 1 << 31] as [Int64?])
    func `a column gives back what it was given`(slack: Int64?) {
        let column = Column(memory, slack: slack)
        for value in Self.values { column.append(value) }
        #expect(column.count == Self.values.count)
        #expect(Self.values.indices.allSatisfy { column[$0] == Self.values[$0] })
    }

    @Test func `a number that is set again may need more bytes or lie below the base`() {
        let column = Column(memory, slack: 100)
        for row in 0..<70_000 { column.append(Int64(1_000_000 + row % 50)) }
        column[65_535] = 3
        column[65_536] = 1 << 40
        #expect(column[65_535] == 3)
        #expect(column[65_536] == 1 << 40)
        #expect(column[65_534] == 1_000_034)
        #expect(column[65_537] == 1_000_037)
        #expect(column[0] == 1_000_000)
    }

    @Test(arguments: [nil, 1 << 15, 1 << 31] as [Int64?])
    func `numbers that are appended together are those appended one by one`(slack: Int64?) {
        let column = Column(memory, slack: slack)
        var start = 0
        while start < Self.values.count {
            let count = min([1, 300, 8192, 70_000][start % 4], Self.values.count - start)
            let part = Lane(Array(Self.values[start..<start + count]))
            column.append(part, count: count)
            part.free()
            start += count
        }
        #expect(column.count == Self.values.count)
        #expect(Self.values.indices.allSatisfy { column[$0] == Self.values[$0] })
    }

    @Test func `many rows at once are the rows one by one`() {
        let column = Column(memory, slack: 1 << 15)
        let values = Self.values.map { $0 & 0xFFFF_FFFF }
        for value in values { column.append(value) }
        let lane = Lane<UInt32>(uninitialized: TimeBlocks.size)
        let wide = Lane<Int64>(uninitialized: TimeBlocks.size)
        defer {
            lane.free()
            wide.free()
        }
        for start in [0, 61_440, 65_536, 131_072, 147_456] {
            let count = min(TimeBlocks.size, values.count - start)
            column.read(from: start, count: count, into: lane)
            column.read(from: start, count: count, into: wide)
            #expect((0..<count).allSatisfy { Int64(lane[$0]) == values[start + $0] })
            #expect((0..<count).allSatisfy { wide[$0] == values[start + $0] })
        }
        let rows = Lane<UInt32>([0, 65_535, 65_536, 131_071, 131_072, 3, 149_999])
        defer { rows.free() }
        column.gather(rows, count: 7, into: lane)
        #expect((0..<7).allSatisfy { Int64(lane[$0]) == values[Int(rows[$0])] })
    }

    @Test func `small numbers take little`() {
        let column = Column(memory)
        for row in 0..<65_536 { column.append(Int64(row % 200)) }
        #expect(memory.resident == 65_536)
    }
}
