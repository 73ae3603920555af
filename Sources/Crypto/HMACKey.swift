internal import CLibCrypto
internal import CSodium

/// A key for HMAC-SHA-256 codes (RFC 2104).
///
/// Keeps the hash states after the two padded keys, so that a code costs two blocks and no
/// allocation: a fifth of the time of `HMAC()`.
package final class HMACKey: Sendable {
    package static let byteCount = 32
    package static let codeByteCount = 32

    private static let blockByteCount = 64

    /// The inner and the outer `SHA256_CTX`, one after the other.
    private let states: SecretBytes

    /// Takes a key of 32 bytes.
    package convenience init(key: [UInt8]) throws(CryptoError) {
        guard key.count == Self.byteCount else {
            throw .wrongSize(of: "the key for codes", expected: "32", actual: key.count)
        }
        self.init(keyOfAnyLength: key)
    }

    init(keyOfAnyLength key: [UInt8]) {
        // Keys longer than a block are hashed first (RFC 2104, section 2).
        let short = key.count > Self.blockByteCount ? SHA256.hash(key) : key
        var padded = short + [UInt8](repeating: 0, count: Self.blockByteCount - short.count)
        let stride = MemoryLayout<SHA256_CTX>.stride
        states = unsafe SecretBytes(count: 2 * stride) { memory in
            for (index, pad) in [UInt8(0x36), 0x5C].enumerated() {
                for position in padded.indices { padded[position] ^= pad }
                var state = SHA256_CTX()
                unsafe SHA256_Init(&state)
                unsafe SHA256_Update(&state, padded, padded.count)
                unsafe UnsafeMutableRawPointer(memory).storeBytes(
                    of: state,
                    toByteOffset: index * stride,
                    as: SHA256_CTX.self
                )
                for position in padded.indices { padded[position] ^= pad }
                unsafe sodium_memzero(&state, stride)
            }
        }
        unsafe sodium_memzero(&padded, padded.count)
    }

    package func authenticationCode(_ message: [UInt8]) -> [UInt8] {
        unsafe message.withUnsafeBytes { unsafe authenticationCode($0) }
    }

    @unsafe package func authenticationCode(_ message: UnsafeRawBufferPointer) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: Self.codeByteCount) { buffer, initialized in
            unsafe writeCode(of: message, into: UnsafeMutableRawBufferPointer(buffer))
            initialized = Self.codeByteCount
        }
    }

    /// Writes the 32 bytes of the code into the start of `output`.
    @unsafe package func writeCode(
        of message: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) {
        precondition(output.count >= Self.codeByteCount, "a code has 32 bytes")
        let stride = MemoryLayout<SHA256_CTX>.stride
        let kept = unsafe UnsafeRawPointer(states.pointer)
        var inner = unsafe kept.load(as: SHA256_CTX.self)
        var outer = unsafe kept.load(fromByteOffset: stride, as: SHA256_CTX.self)
        let code = unsafe output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        if message.count > 0 { unsafe SHA256_Update(&inner, message.baseAddress, message.count) }
        unsafe SHA256_Final(code, &inner)
        unsafe SHA256_Update(&outer, code, Self.codeByteCount)
        unsafe SHA256_Final(code, &outer)
    }

    /// Whether `code` is the code of `message`, compared in constant time.
    package func isValid(code: [UInt8], for message: [UInt8]) -> Bool {
        unsafe code.withUnsafeBytes { code in
            unsafe message.withUnsafeBytes { message in
                unsafe isValid(code: code, for: message)
            }
        }
    }

    @unsafe package func isValid(
        code: UnsafeRawBufferPointer,
        for message: UnsafeRawBufferPointer
    ) -> Bool {
        unsafe withUnsafeTemporaryAllocation(byteCount: Self.codeByteCount, alignment: 8) { right in
            unsafe writeCode(of: message, into: right)
            return unsafe ConstantTime.areEqual(UnsafeRawBufferPointer(right), code)
        }
    }
}
