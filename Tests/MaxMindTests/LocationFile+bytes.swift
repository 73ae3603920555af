import MaxMind

extension LocationFile {
    /// The place of an address of 4 or 16 bytes in network order.
    func lookup(_ bytes: [UInt8]) -> Entry? {
        func word(_ bytes: some Sequence<UInt8>) -> UInt64 {
            bytes.reduce(0) { $0 << 8 | UInt64($1) }
        }
        if bytes.count == 4 { return lookup(high: 0, low: 0xFFFF << 32 | word(bytes)) }
        return lookup(high: word(bytes.prefix(8)), low: word(bytes.suffix(8)))
    }
}
