/// A bounded cache from raw bytes to what was worked out from them.
///
/// Visitors of a site share a few browsers, pages and referrers, so rules run once for each distinct
/// text and not once a beacon (hashing a 110-byte text: 13 ns; the rules: microseconds). A text has four
/// places, so that those that meet do not drive each other out; its bytes are compared, so a collision
/// costs a miss and never a wrong answer.
struct ByteCache<Value> {
    private static var ways: Int { 4 }

    private struct Entry {
        var key: [UInt8]
        var value: Value
    }

    /// The hash of the text in each place, by which most others are told apart.
    private var hashes: [UInt64]
    private var entries: [Entry?]
    private let mask: UInt64

    /// `capacity` is a power of two.
    init(capacity: Int) {
        hashes = Array(repeating: 0, count: capacity)
        entries = Array(repeating: nil, count: capacity)
        mask = UInt64(capacity - Self.ways)
    }

    /// The value for `bytes` within `scope`, made by `make` where it is not known yet.
    mutating func value(
        of bytes: UnsafeRawBufferPointer,
        scope: UInt64,
        make: (UnsafeRawBufferPointer) -> Value
    ) -> Value {
        let hash = unsafe Self.hash(bytes, scope)
        let first = Int(truncatingIfNeeded: hash & mask)
        for place in first..<(first + Self.ways) where hashes[place] == hash {
            if let value = unsafe value(at: place, of: bytes) { return value }
        }
        let value = unsafe make(bytes)
        // The newest text stands first, and the oldest goes.
        for place in ((first + 1)..<(first + Self.ways)).reversed() {
            hashes.swapAt(place, place - 1)
            entries.swapAt(place, place - 1)
        }
        hashes[first] = hash
        entries[first] = unsafe Entry(key: Array(bytes), value: value)
        return value
    }

    private func value(at place: Int, of bytes: UnsafeRawBufferPointer) -> Value? {
        guard let entry = entries[place], unsafe Self.equal(entry.key, bytes) else { return nil }
        return entry.value
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
    private static func hash(_ bytes: UnsafeRawBufferPointer, _ scope: UInt64) -> UInt64 {
        var hash = (UInt64(bytes.count) ^ scope << 32) &* 0x9E37_79B9_7F4A_7C15
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
