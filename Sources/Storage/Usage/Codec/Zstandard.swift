internal import CZstd

/// Compresses blocks and expands them again to a size that is known before.
enum Zstandard {
    /// Columns are mostly entropy: higher levels take longer and save next to nothing.
    private static let level: Int32 = 1

    /// The bytes compressed; nil where that does not make them fewer.
    static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count > 16 else { return nil }
        // Room for less than the bytes themselves: with more there is nothing to gain.
        let packed = unsafe [UInt8](unsafeUninitializedCapacity: bytes.count - 1) { memory, count in
            let result = unsafe bytes.withUnsafeBytes { bytes in
                unsafe ZSTD_compress(
                    memory.baseAddress,
                    memory.count,
                    bytes.baseAddress,
                    bytes.count,
                    level
                )
            }
            count = ZSTD_isError(result) == 0 ? result : 0
        }
        return packed.isEmpty ? nil : packed
    }

    /// Expands to exactly `count` bytes, whatever the block says of itself, or throws.
    ///
    /// The caller has bounded `count`.
    @unsafe static func expand(
        _ packed: UnsafeBufferPointer<UInt8>,
        to count: Int
    ) throws(LogDamage) -> [UInt8] {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { memory, initialized in
            let result = unsafe ZSTD_decompress(
                memory.baseAddress,
                memory.count,
                packed.baseAddress,
                packed.count
            )
            initialized = ZSTD_isError(result) == 0 ? result : 0
        }
        guard bytes.count == count else { throw LogDamage("a block of its size") }
        return bytes
    }
}
