package import Consent
package import Ingest

/// How many events of one request were stored, withheld and refused, and why.
///
/// A request has at most 100 events, so one byte counts a reason and eight fit a word: the tally is
/// made for every beacon and allocates nothing.
package struct OutcomeTally: Hashable, Sendable {
    package private(set) var stored = 0
    private var withheld: UInt64 = 0
    private var refused: UInt64 = 0

    /// Whether nothing was withheld and nothing refused.
    package var isAllStored: Bool { withheld | refused == 0 }

    package mutating func countStored() { stored += 1 }

    package mutating func count(_ reason: WithheldReason) {
        if let index = WithheldReason.allCases.firstIndex(of: reason) {
            withheld += 1 << (8 * index)
        }
    }

    package mutating func count(_ reason: RefusedReason) {
        if let index = RefusedReason.allCases.firstIndex(of: reason) { refused += 1 << (8 * index) }
    }

    /// In the order of ``WithheldReason``.
    package var withheldCounts: [Int] { Self.counts(withheld, WithheldReason.allCases.count) }
    /// In the order of ``RefusedReason``.
    package var refusedCounts: [Int] { Self.counts(refused, RefusedReason.allCases.count) }

    package var withheldTotal: Int { withheldCounts.reduce(0, +) }
    package var refusedTotal: Int { refusedCounts.reduce(0, +) }

    /// Each reason that occurred with its count, in the vocabulary's order.
    package var reasons: [(name: String, count: Int)] {
        let withheldNames = WithheldReason.allCases.map(\.rawValue)
        let refusedNames = RefusedReason.allCases.map(\.rawValue)
        let counts = withheldCounts + refusedCounts
        return zip(withheldNames + refusedNames, counts).filter { $0.1 > 0 }.map { ($0.0, $0.1) }
    }

    /// The body of the answer to `POST /v1/events`.
    package var json: String {
        let list = reasons.map { "\"\($0.name)\":\($0.count)" }.joined(separator: ",")
        return "{\"stored\":\(stored),\"withheld\":\(withheldTotal),\"refused\":\(refusedTotal),"
            + "\"reasons\":{\(list)}}"
    }

    /// The value of `Assent-Outcome`.
    package var header: String {
        "stored=\(stored), withheld=\(withheldTotal), refused=\(refusedTotal)"
    }

    private static func counts(_ word: UInt64, _ count: Int) -> [Int] {
        (0..<count).map { Int(word >> (8 * $0) & 0xFF) }
    }
}
