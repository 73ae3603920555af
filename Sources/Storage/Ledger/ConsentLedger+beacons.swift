package import Consent
internal import Observability
internal import Synchronization

/// What the consent gate asks, for every beacon. What cannot be proved permits nothing.
extension ConsentLedger {
    /// The latest record of a consent id, where it is not the one at `sequence`.
    ///
    /// Where the record at `sequence` was removed, or is not of this ledger, the answer is a record
    /// that permits nothing: a token alone is no proof.
    package func newer(than sequence: UInt64, of id: ConsentID) -> RecordFacts? {
        let facts: RecordFacts
        switch state(of: sequence, id) {
        case .gone: return .noProof
        case .known(let known): facts = known
        case .unknown(let turns): facts = lookUp(id, turns: turns) ?? .noProof
        }
        return facts.sequence == sequence ? nil : facts
    }

    /// The latest record of a consent id.
    package func latest(of id: ConsentID) -> RecordFacts? {
        let (known, turns) = latest.withLock { ($0.latest(of: id), $0.turns) }
        return known ?? lookUp(id, turns: turns)
    }

    /// The record of a consent id in force at `atMs` (ms since 1970 UTC), be it a withdrawal or one
    /// whose time is over.
    package func inForce(of id: ConsentID, atMs: Int64) -> RecordFacts? {
        if let known = latest.withLock({ $0.latest(of: id) }), known.atMs <= atMs { return known }
        return reading { (reader) throws(StorageError) in try reader.facts(of: id, untilMs: atMs) }
    }

    /// Whether the content of a record was erased or expired: its consent id must not be used again.
    package func isRemoved(_ sequence: UInt64) -> Bool {
        latest.withLock { $0.removed.contains(sequence) }
    }

    private enum Known {
        case gone
        case known(RecordFacts)
        case unknown(turns: Int)
    }

    private func state(of sequence: UInt64, _ id: ConsentID) -> Known {
        latest.withLock { latest in
            guard sequence > 0, sequence <= latest.size, !latest.removed.contains(sequence) else {
                return .gone
            }
            if let facts = latest.latest(of: id) { return .known(facts) }
            return .unknown(turns: latest.turns)
        }
    }

    private func lookUp(_ id: ConsentID, turns: Int) -> RecordFacts? {
        let found = reading { (reader) throws(StorageError) in
            try reader.facts(of: id, untilMs: .max)
        }
        guard let found else { return nil }
        return latest.withLock { latest in
            guard !latest.removed.contains(found.sequence) else { return nil }
            latest.add(lookedUp: found, of: id, turns: turns)
            return latest.latest(of: id) ?? found
        }
    }

    private func reading(
        _ question: (LedgerReader) throws(StorageError) -> RecordFacts?
    ) -> RecordFacts? {
        do throws(StorageError) {
            return try quick.withLock { (reader) throws(StorageError) in try question(reader) }
        } catch {
            log.error(
                "a consent record cannot be read; its beacons are withheld",
                ["error": .string(error.description)]
            )
            return nil
        }
    }
}
