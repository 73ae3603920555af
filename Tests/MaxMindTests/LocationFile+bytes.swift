import MaxMind
import Testing

extension LocationFile {
    /// The place of an address of 4 or 16 bytes in network order; of IPv4 by both ways down the tree.
    func lookup(_ bytes: [UInt8]) -> Entry? {
        func word(_ bytes: some Sequence<UInt8>) -> UInt64 {
            bytes.reduce(0) { $0 << 8 | UInt64($1) }
        }
        if bytes.count == 4 {
            let bits = UInt32(truncatingIfNeeded: word(bytes))
            let entry = lookup(bits, below: branch(prefix: UInt16(bits >> 16)))
            #expect(lookup(high: 0, low: 0xFFFF << 32 | UInt64(bits)) == entry)
            return entry
        }
        return lookup(high: word(bytes.prefix(8)), low: word(bytes.suffix(8)))
    }
}
