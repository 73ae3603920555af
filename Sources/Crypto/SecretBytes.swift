internal import CSodium

/// Bytes in memory of their own that is never written to a core dump, and is zeroed before it is
/// given back.
///
/// `@unchecked Sendable`: the bytes are written once, in `init`, and only read afterwards.
@safe final class SecretBytes: @unchecked Sendable {
    private let memory: UnsafeMutablePointer<UInt8>
    let count: Int

    /// Lets `fill` write exactly `count` bytes, which are zero before.
    init(count: Int, fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        Sodium.start()
        // Guarded pages cannot be had only when the process is out of memory or of mappings; a key
        // in ordinary memory instead would be a silent loss of a promise.
        guard let raw = unsafe sodium_malloc(count) else {
            fatalError("no memory for a key of \(count) bytes")
        }
        let memory = unsafe raw.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        unsafe fill(memory)
        unsafe sodium_mprotect_readonly(raw)
        unsafe self.memory = memory
        self.count = count
    }

    convenience init(_ bytes: [UInt8]) {
        unsafe self.init(count: bytes.count) { unsafe $0.update(from: bytes, count: bytes.count) }
    }

    deinit { unsafe sodium_free(memory) }

    /// The bytes, valid as long as this object is.
    @unsafe var pointer: UnsafePointer<UInt8> { unsafe UnsafePointer(memory) }

    /// A copy in ordinary memory, for whoever must store the key.
    var copy: [UInt8] { unsafe [UInt8](UnsafeBufferPointer(start: memory, count: count)) }
}
