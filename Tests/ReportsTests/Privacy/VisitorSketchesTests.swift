import CollectorTesting
import Testing

@testable import Reports

@Suite struct VisitorSketchesTests {
    @Test func `sets that few tell apart are near, equal ones too`() {
        let sketches = VisitorSketches(count: 4, limit: 5)
        for visitor in 1...1000 as ClosedRange<UInt64> {
            let pseudonym = visitor &* 0x9E37_79B9_7F4A_7C15
            for set in 0..<4 { sketches.add(pseudonym, did: visitor, to: set) }
            if visitor <= 4 { sketches.add(pseudonym, did: 7, to: 2) }
            if visitor <= 12 { sketches.add(pseudonym, did: 7, to: 3) }
        }
        #expect(sketches[0] == sketches[1])
        #expect(VisitorSketches.areNear(sketches[0], sketches[2], limit: 5))
        #expect(!VisitorSketches.areNear(sketches[0], sketches[3], limit: 5))
    }
}
