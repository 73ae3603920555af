internal import CLibCrypto

/// AES-256-GCM (NIST SP 800-38D) with the key made ready once, for whoever seals again and again.
///
/// Sealed bytes are `nonce (12) | ciphertext | tag (16)`. Nonces are random: one key must not seal
/// more than 2^32 times (SP 800-38D, section 8.3), which a key a month is far from.
@safe package struct AES256GCM: ~Copyable {
    package static let overhead = 28

    private static let nonceByteCount = 12
    private static let tagByteCount = 16

    private let sealing: OpaquePointer
    private let opening: OpaquePointer

    package init(key: SymmetricKey) throws(CryptoError) {
        guard let sealing = unsafe Self.context(key, seals: true) else {
            throw .libraryFailed(operation: "preparing a key for sealing")
        }
        guard let opening = unsafe Self.context(key, seals: false) else {
            unsafe EVP_CIPHER_CTX_free(sealing)
            throw .libraryFailed(operation: "preparing a key for opening")
        }
        unsafe self.sealing = sealing
        unsafe self.opening = opening
    }

    deinit {
        // Freeing also clears the key schedule.
        unsafe EVP_CIPHER_CTX_free(sealing)
        unsafe EVP_CIPHER_CTX_free(opening)
    }

    package static func seal(
        _ plaintext: [UInt8],
        key: SymmetricKey,
        additional: [UInt8] = []
    ) throws(CryptoError) -> [UInt8] {
        var cipher = try AES256GCM(key: key)
        return try cipher.seal(plaintext, additional: additional)
    }

    package static func open(
        _ sealed: [UInt8],
        key: SymmetricKey,
        additional: [UInt8] = []
    ) throws(CryptoError) -> [UInt8] {
        var cipher = try AES256GCM(key: key)
        return try cipher.open(sealed, additional: additional)
    }

    /// Seals `plaintext`; `additional` is not kept but must be the same to open.
    package mutating func seal(
        _ plaintext: [UInt8],
        additional: [UInt8] = []
    ) throws(CryptoError) -> [UInt8] {
        try seal(plaintext, additional: additional, nonce: Random.bytes(Self.nonceByteCount))
    }

    mutating func seal(
        _ plaintext: [UInt8],
        additional: [UInt8],
        nonce: [UInt8]
    ) throws(CryptoError) -> [UInt8] {
        guard let length = Int32(exactly: plaintext.count),
            let additionalLength = Int32(exactly: additional.count)
        else {
            throw .wrongSize(of: "the plaintext", expected: "under 2^31", actual: plaintext.count)
        }
        var isSealed = false
        let context = unsafe sealing
        let size = plaintext.count + Self.overhead
        let sealed = unsafe [UInt8](unsafeUninitializedCapacity: size) { output, initialized in
            guard let start = output.baseAddress else { return }
            let text = unsafe start + Self.nonceByteCount
            let tag = unsafe text + plaintext.count
            var written: Int32 = 0
            unsafe start.initialize(from: nonce, count: Self.nonceByteCount)
            isSealed = unsafe EVP_EncryptInit_ex(context, nil, nil, nil, nonce) == 1
            if isSealed, additionalLength > 0 {
                isSealed =
                    unsafe EVP_EncryptUpdate(context, nil, &written, additional, additionalLength)
                    == 1
            }
            if isSealed, length > 0 {
                isSealed = unsafe EVP_EncryptUpdate(context, text, &written, plaintext, length) == 1
            }
            let size = Int32(Self.tagByteCount)
            isSealed =
                unsafe isSealed && EVP_EncryptFinal_ex(context, tag, &written) == 1
                && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, size, tag) == 1
            initialized = isSealed ? output.count : 0
        }
        guard isSealed else { throw .libraryFailed(operation: "sealing") }
        return sealed
    }

    /// The plaintext, or `.notAuthentic` with nothing revealed.
    package mutating func open(
        _ sealed: [UInt8],
        additional: [UInt8] = []
    ) throws(CryptoError) -> [UInt8] {
        guard sealed.count >= Self.overhead,
            let length = Int32(exactly: sealed.count - Self.overhead),
            let additionalLength = Int32(exactly: additional.count)
        else { throw .notAuthentic }
        let context = unsafe opening
        var isAuthentic = false
        let size = sealed.count - Self.overhead
        // One byte more than needed: an empty plaintext needs an address for the final step too.
        let plaintext = unsafe [UInt8](unsafeUninitializedCapacity: size + 1) {
            output,
            initialized in
            unsafe sealed.withUnsafeBufferPointer { sealed in
                guard let nonce = sealed.baseAddress, let start = output.baseAddress else { return }
                let text = unsafe nonce + Self.nonceByteCount
                let tag = unsafe UnsafeMutableRawPointer(mutating: text + size)
                var written: Int32 = 0
                isAuthentic = unsafe EVP_DecryptInit_ex(context, nil, nil, nil, nonce) == 1
                if isAuthentic, additionalLength > 0 {
                    isAuthentic =
                        unsafe EVP_DecryptUpdate(
                            context,
                            nil,
                            &written,
                            additional,
                            additionalLength
                        )
                        == 1
                }
                if isAuthentic, length > 0 {
                    isAuthentic =
                        unsafe EVP_DecryptUpdate(context, start, &written, text, length) == 1
                }
                let tagSize = Int32(Self.tagByteCount)
                isAuthentic =
                    unsafe isAuthentic
                    && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, tagSize, tag) == 1
                    && EVP_DecryptFinal_ex(context, start + size, &written) == 1
            }
            if !isAuthentic, let start = output.baseAddress {
                // What was deciphered before the tag was found wrong must not lie around.
                unsafe OPENSSL_cleanse(start, size)
            }
            initialized = isAuthentic ? size : 0
        }
        guard isAuthentic else { throw .notAuthentic }
        return plaintext
    }

    private static func context(_ key: SymmetricKey, seals: Bool) -> OpaquePointer? {
        guard let context = unsafe EVP_CIPHER_CTX_new() else { return nil }
        let bytes = unsafe key.secret.pointer
        guard
            unsafe EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, bytes, nil, seals ? 1 : 0)
                == 1
        else {
            unsafe EVP_CIPHER_CTX_free(context)
            return nil
        }
        return unsafe context
    }
}
