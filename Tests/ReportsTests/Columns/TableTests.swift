import CollectorTesting
import Testing
import Usage

@testable import Reports

@Suite struct TableTests {
    @Test func `texts beyond the capacity are "(other)"`() {
        var texts = TextTable(capacity: 3)
        #expect(texts.code(of: "a") == 1)
        #expect(texts.code(of: "b") == 2)
        let other = texts.code(of: "c")
        #expect(texts.texts[Int(other)] == TextTable.other)
        #expect(texts.code(of: "d") == other)
        #expect(texts.code(of: "a") == 1)
        #expect(texts.code(of: nil) == 0)
    }

    @Test func `a fact has one code whatever its parts`() {
        var table = ValueTable(parts: 2, capacity: 3)
        #expect(table.code(ofParts: [1, 2]) == 1)
        #expect(table.code(ofParts: [2, 1]) == 2)
        #expect(table.code(ofParts: [1, 2]) == 1)
        #expect(table.isFull)
        #expect(table.parts == [[0, 1, 2], [0, 2, 1]])
    }

    @Test func `visitors keep their ordinals while the table grows`() {
        let table = VisitorTable()
        var random = SeededGenerator(seed: 3)
        var expected: [UInt64: UInt32] = [:]
        for _ in 0..<50 {
            // Many share their low bits, some all but the highest.
            let pseudonyms = (0..<500).map { _ in
                UInt64.random(in: 0..<4000, using: &random) << 44 | 7
            }
            let lane = Lane(pseudonyms)
            let ordinals = Lane<UInt32>(uninitialized: pseudonyms.count)
            table.ordinals(of: lane, count: pseudonyms.count, into: ordinals)
            for (index, pseudonym) in pseudonyms.enumerated() {
                let known = expected[pseudonym, default: UInt32(expected.count)]
                expected[pseudonym] = known
                #expect(ordinals[index] == known)
                #expect(table.pseudonym(of: known) == pseudonym)
            }
            lane.free()
            ordinals.free()
        }
        #expect(table.count == expected.count)
    }
}
