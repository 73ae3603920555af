internal import CSodium

/// Short keyed hashes: names that nobody without the key can guess or make collide.
package final class KeyedHash: Sendable {
    /// What BLAKE2b takes as a key.
    package static let keyByteCounts = 16...64

    private let key: SecretBytes
    /// SipHash has its own key, so that neither hash tells anything about the other.
    private let shortKey: SecretBytes

    package init(key: [UInt8]) throws(CryptoError) {
        guard Self.keyByteCounts.contains(key.count) else {
            throw .wrongSize(of: "the key for hashes", expected: "16 to 64", actual: key.count)
        }
        self.key = SecretBytes(key)
        let label = Array("assent short hash".utf8)
        shortKey = unsafe SecretBytes(count: Int(crypto_shorthash_KEYBYTES)) { output in
            unsafe crypto_generichash(
                output,
                Int(crypto_shorthash_KEYBYTES),
                label,
                UInt64(label.count),
                key,
                key.count
            )
        }
    }

    /// SipHash-2-4: 64 bits, enough for tables of millions, in about 20 ns.
    package func hash8(_ bytes: [UInt8]) -> UInt64 {
        unsafe bytes.withUnsafeBytes { unsafe hash8($0) }
    }

    @unsafe package func hash8(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        unsafe Self.sipHash(bytes, key: shortKey.pointer)
    }

    /// BLAKE2b-128: where a collision must not happen at all.
    package func hash16(_ bytes: [UInt8]) -> [UInt8] {
        unsafe bytes.withUnsafeBytes { unsafe hash16($0) }
    }

    @unsafe package func hash16(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 16) { buffer, initialized in
            unsafe writeHash16(of: bytes, into: UnsafeMutableRawBufferPointer(buffer))
            initialized = 16
        }
    }

    /// Writes the 16 bytes of the hash into the start of `output`, without an allocation.
    @unsafe package func writeHash16(
        of bytes: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) {
        guard output.count >= 16, let start = output.baseAddress else {
            preconditionFailure("the hash has 16 bytes")
        }
        unsafe crypto_generichash(
            start.assumingMemoryBound(to: UInt8.self),
            16,
            bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
            UInt64(bytes.count),
            key.pointer,
            key.count
        )
    }

    /// The hash as a little-endian number, as its authors write it.
    @unsafe static func sipHash(
        _ bytes: UnsafeRawBufferPointer,
        key: UnsafePointer<UInt8>
    ) -> UInt64 {
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 8) { output in
            guard let start = output.baseAddress else { return 0 }
            // An empty message may have no address, which the library does not take.
            let message = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? key
            _ = unsafe crypto_shorthash(start, message, UInt64(bytes.count), key)
            let hash = unsafe UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)
            return UInt64(littleEndian: hash)
        }
    }
}
