internal import CLibCrypto

/// SHA-256 (FIPS 180-4), at once or part by part.
package struct SHA256 {
    package static let byteCount = 32

    private var state = SHA256_CTX()

    package init() {
        unsafe SHA256_Init(&state)
    }

    package mutating func update(_ byte: UInt8) {
        unsafe withUnsafeBytes(of: byte) { unsafe update($0) }
    }

    package mutating func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe update($0) }
    }

    @unsafe package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        unsafe SHA256_Update(&state, start, bytes.count)
    }

    /// The hash of what was given so far; more can still be added.
    package func finalize() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, initialized in
            var last = state
            unsafe SHA256_Final(buffer.baseAddress, &last)
            initialized = Self.byteCount
        }
    }

    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        unsafe bytes.withUnsafeBytes { unsafe hash($0) }
    }

    @unsafe package static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var hash = SHA256()
        unsafe hash.update(bytes)
        return hash.finalize()
    }

    /// The hash of `prefix` and the parts one after the other, without joining them.
    package static func hash(prefix: UInt8, _ parts: [UInt8]...) -> [UInt8] {
        var hash = SHA256()
        hash.update(prefix)
        for part in parts { hash.update(part) }
        return hash.finalize()
    }

    /// The hash as 64 lower-case hexadecimal digits.
    package static func hex(_ bytes: [UInt8]) -> String {
        Hex.encode(hash(bytes))
    }

    /// The first 8 bytes of the hash as a big-endian number, for tables and cache keys.
    package static func hash64(_ bytes: [UInt8]) -> UInt64 {
        hash(bytes).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
