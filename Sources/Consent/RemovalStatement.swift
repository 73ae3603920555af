/// Which records' contents were removed, by their places: a content that is missing without such a
/// statement was taken away by somebody.
///
/// A place tells nothing about a person once the content is gone.
package struct RemovalStatement: Hashable, Sendable {
    package enum Reason: String, CaseIterable, Sendable {
        /// A person asked for it.
        case erasure
        /// Its time was over.
        case retention
    }

    package let reason: Reason
    /// Sequences, in order and apart.
    package let sequences: [ClosedRange<UInt64>]
    /// ms since 1970 UTC.
    package let atMs: Int64

    package init(reason: Reason, sequences: [ClosedRange<UInt64>], atMs: Int64) {
        self.reason = reason
        self.sequences = sequences
        self.atMs = atMs
    }

    init?(_ members: [String: CanonicalJSON], atMs: Int64) {
        guard let reason = members["reason"]?.string.flatMap({ Reason(rawValue: $0) }),
            let pairs = members["sequences"]?.array
        else { return nil }
        var sequences: [ClosedRange<UInt64>] = []
        for pair in pairs {
            guard let bounds = pair.array, bounds.count == 2,
                let first = bounds[0].number.flatMap({ UInt64(exactly: $0) }),
                let last = bounds[1].number.flatMap({ UInt64(exactly: $0) }), first <= last
            else { return nil }
            sequences.append(first...last)
        }
        self.init(reason: reason, sequences: sequences, atMs: atMs)
    }

    var json: CanonicalJSON {
        .members([
            "at": .number(atMs),
            "kind": .string(LedgerEntryKind.removal.rawValue),
            "reason": .string(reason.rawValue),
            "sequences": .array(
                sequences.map {
                    .array([.number(Int64($0.lowerBound)), .number(Int64($0.upperBound))])
                }
            ),
        ])
    }
}
