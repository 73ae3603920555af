/// Things that are counted and belong to nobody, such as banners: so many that are alike.
package struct CountedThings: Sendable {
    fileprivate let mark: UInt64
    package let count: Int

    /// What is alike has the same `key`.
    package init(_ key: some Hashable, count: Int) {
        var hasher = Hasher()
        hasher.combine(key)
        mark = UInt64(truncatingIfNeeded: hasher.finalize())
        self.count = count
    }

    package enum Kind: Sendable {
        /// Records of the consent ledger.
        case choices
        /// Banners and what was answered in them.
        case banners
        /// Events that nobody had agreed to.
        case withheld
    }
}

extension GuardedAnswer {
    /// The figures to tell the role marketing about some things, whose own are `figures`: those of an
    /// earlier answer where fewer than `limit` things tell them apart (decision 0010).
    package func settled(
        _ figures: [Double],
        of things: [CountedThings],
        _ kind: CountedThings.Kind,
        site: String,
        limit: Int
    ) -> [Double] {
        let count = things.reduce(0) { $0 + $1.count }
        guard limit > 1, count > 0 else { return figures }
        let sketch = VisitorSketches(count: 1, limit: limit)
        for thing in things {
            for number in 0..<thing.count {
                sketch.add(Self.mixed(thing.mark, UInt64(number)), did: 1, to: 0)
            }
        }
        return settled(
            figures,
            for: sketch[0],
            visitors: count,
            family: .things(kind),
            site: site,
            limit: limit
        )
    }

    /// What stands for one of some things as a pseudonym does for a visitor (splitmix64).
    private static func mixed(_ mark: UInt64, _ number: UInt64) -> UInt64 {
        var mixed = mark &+ number &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
