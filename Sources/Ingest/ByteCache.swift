/// A bounded cache from raw bytes to what was worked out from them.
///
/// Visitors of a site share a few browsers, pages and referrers, so rules run once for each distinct
/// text and not once a beacon (hashing a 110-byte text: 13 ns; the rules: microseconds). A slot holds
/// one entry and the bytes are compared, so a collision costs a miss and never a wrong answer.
struct ByteCache<Value> {
    private struct Entry {
        var scope: UInt64
        var key: [UInt8]
        var value: Value
    }

    private var slots: [Entry?]
    private let mask: UInt64

    /// `capacity` is a power of two.
    init(capacity: Int) {
        slots = Array(repeating: nil, count: capacity)
        mask = UInt64(capacity - 1)
    }

    /// The value for `bytes` within `scope`, made by `make` where it is not known yet.
    mutating func value(
        of bytes: UnsafeRawBufferPointer,
        scope: UInt64,
        make: (UnsafeRawBufferPointer) -> Value
    ) -> Value {
        let slot = unsafe Int((Self.hash(bytes) &+ scope &* 0x9E37_79B9_7F4A_7C15) & mask)
        if let entry = slots[slot], entry.scope == scope, unsafe Self.equal(entry.key, bytes) {
            return entry.value
        }
        let value = unsafe make(bytes)
        slots[slot] = unsafe Entry(scope: scope, key: Array(bytes), value: value)
        return value
    }

    private static func equal(_ key: [UInt8], _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard key.count == bytes.count else { return false }
        return unsafe key.withUnsafeBytes { known in
            var offset = 0
            while offset &+ 8 <= known.count {
                let ours = unsafe known.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                let theirs = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                if ours != theirs { return false }
                offset &+= 8
            }
            while offset < known.count {
                if unsafe known[offset] != bytes[offset] { return false }
                offset &+= 1
            }
            return true
        }
    }

    /// Multiply and fold, eight bytes at a time; who forces collisions only slows the own requests.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash = UInt64(bytes.count) &* 0x9E37_79B9_7F4A_7C15
        var offset = 0
        while offset &+ 8 <= bytes.count {
            let word = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            hash = (hash ^ word) &* 0xBF58_476D_1CE4_E5B9
            hash ^= hash >> 32
            offset &+= 8
        }
        var tail: UInt64 = 0
        while offset < bytes.count {
            unsafe tail = tail << 8 | UInt64(bytes[offset])
            offset &+= 1
        }
        hash = (hash ^ tail) &* 0x94D0_49BB_1331_11EB
        return hash ^ (hash >> 31)
    }
}
