import CollectorTesting
import Consent
import Testing

@testable import Storage

/// The ledger against a list of all records, for random histories, a tiny cache and restarts.
@Suite struct LedgerPropertyTests {
    private struct Oracle {
        var records: [ConsentRecord] = []
        var erased: Set<ConsentID> = []

        func latest(of id: ConsentID, untilMs: Int64 = .max) -> RecordFacts? {
            records.filter { $0.consentID == id && $0.atMs <= untilMs && !erased.contains(id) }
                .max { ($0.atMs, $0.sequence) < ($1.atMs, $1.sequence) }?.facts
        }

        func newer(than record: ConsentRecord, of id: ConsentID) -> RecordFacts? {
            guard let latest = latest(of: id) else { return .noProof }
            return latest.sequence == record.sequence ? nil : latest
        }
    }

    @Test(arguments: 1...12)
    func `newer and in force are what the whole history says`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var fixture = try LedgerFixture(cached: Int.random(in: 1...6, using: &random))
        let ids = (0..<8).map { _ in ConsentID.random() }
        var oracle = Oracle()
        var clock: Int64 = 1_790_000_000_000
        for _ in 0..<60 {
            // Mostly on, sometimes back.
            clock += Int64.random(in: -50...100, using: &random)
            let drafts = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                let isHistory = Int.random(in: 0..<4, using: &random) == 0
                let usable = ids.filter { !oracle.erased.contains($0) }
                return ConsentRecordDraft(
                    .example(
                        atMs: isHistory
                            ? clock - Int64.random(in: 0...500, using: &random) : clock,
                        consentID: Int.random(in: 0..<6, using: &random) == 0
                            ? nil : usable.randomElement(using: &random),
                        choices: Choices(rawValue: .random(in: 0...7, using: &random))
                    ),
                    isHistory: isHistory
                )
            }
            let appended = try fixture.ledger.append(drafts)
            for (draft, record) in zip(drafts, appended) {
                if let id = record.consentID {
                    let before = oracle.latest(
                        of: id,
                        untilMs: draft.isHistory ? record.atMs : .max
                    )
                    #expect(record.previous == before?.sequence)
                    #expect(
                        record.atMs
                            == (draft.isHistory
                                ? draft.record.atMs : max(draft.record.atMs, before?.atMs ?? 0))
                    )
                }
                oracle.records.append(record)
            }
            if Int.random(in: 0..<10, using: &random) == 0 { try fixture.reopen() }
            if oracle.erased.count < 3, Int.random(in: 0..<20, using: &random) == 0,
                let id = ids.randomElement(using: &random)
            {
                let own = oracle.records.filter { $0.consentID == id }.count
                let count = try fixture.ledger.erase(id, atMs: clock)
                #expect(count == (oracle.erased.contains(id) ? 0 : own))
                oracle.erased.insert(id)
                oracle.records += Array(
                    repeating: .example(choices: []),
                    count: Int(fixture.ledger.count) - oracle.records.count
                )
            }
            for record in oracle.records.shuffled(using: &random).prefix(12) {
                guard let id = record.consentID else { continue }
                let newer = fixture.ledger.newer(than: record.sequence, of: id)
                #expect(newer == oracle.newer(than: record, of: id))
                let time = clock + Int64.random(in: -600...100, using: &random)
                let inForce = fixture.ledger.inForce(of: id, atMs: time)
                #expect(inForce == oracle.latest(of: id, untilMs: time))
                #expect(fixture.ledger.latest(of: id) == oracle.latest(of: id))
            }
        }
        let result = try fixture.ledger.verify()
        #expect(result.fault == nil)
    }
}

@Suite struct SequenceRangesTests {
    @Test(arguments: 1...30)
    func `ranges hold what a set holds`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var ranges = SequenceRanges()
        var set: Set<UInt64> = []
        for _ in 0..<30 {
            let first = UInt64.random(in: 0...60, using: &random)
            let last = first + UInt64.random(in: 0...4, using: &random)
            ranges.insert(first...last)
            set.formUnion(first...last)
            for sequence in 0...70 as ClosedRange<UInt64> {
                #expect(ranges.contains(sequence) == set.contains(sequence))
            }
            #expect(ranges.count == set.count)
            for (left, right) in zip(ranges.ranges, ranges.ranges.dropFirst()) {
                #expect(left.upperBound + 1 < right.lowerBound)
            }
        }
        #expect(SequenceRanges(set) == ranges)
    }
}
