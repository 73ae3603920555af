internal import Consent

/// What every beacon asks of the ledger, in memory: the latest record of the consent ids that were
/// seen lately, and which records' contents are gone.
///
/// Two generations bound it: when the younger is full, the older is forgotten.
struct LatestRecords {
    /// Consent ids in one generation; with 72 bytes each both stay under 10 MB.
    static let usualCapacity = 32_768

    private let capacity: Int
    private var younger: [ConsentID: RecordFacts] = [:]
    private var older: [ConsentID: RecordFacts] = [:]
    /// How often a generation was forgotten.
    private(set) var turns = 0

    var removed: SequenceRanges
    /// How many entries the ledger has.
    var size: UInt64

    init(removed: SequenceRanges, size: UInt64, capacity: Int = usualCapacity) {
        self.removed = removed
        self.size = size
        self.capacity = capacity
    }

    /// Nil where it must be looked up.
    func latest(of id: ConsentID) -> RecordFacts? {
        younger[id] ?? older[id]
    }

    /// Takes the record as the latest, unless a later one is known.
    mutating func add(_ facts: RecordFacts, of id: ConsentID) {
        if let known = latest(of: id), (known.atMs, known.sequence) > (facts.atMs, facts.sequence) {
            return
        }
        if younger.count >= capacity {
            older = younger
            younger = [:]
            turns += 1
        }
        younger[id] = facts
    }

    /// Takes what a look-up found while the generations stood at `turns`; something later may have
    /// been added and forgotten since.
    mutating func add(lookedUp facts: RecordFacts, of id: ConsentID, turns: Int) {
        if turns == self.turns { add(facts, of: id) }
    }

    mutating func forget(_ id: ConsentID) {
        younger[id] = nil
        older[id] = nil
    }
}

extension RecordFacts {
    /// Stands in place of a record that cannot be shown: it permits nothing.
    static let noProof = RecordFacts(
        sequence: 0,
        siteTag: 0,
        choices: [],
        noticeMaterial: 0,
        atMs: 0,
        expiresMs: 0,
        isWithdrawal: true
    )
}
