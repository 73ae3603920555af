internal import CSodium

/// Random bytes from the kernel.
package enum Random {
    package static func bytes(_ count: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            unsafe fill(UnsafeMutableRawBufferPointer(buffer))
            initialized = count
        }
    }

    package static func uint64() -> UInt64 {
        var value: UInt64 = 0
        unsafe withUnsafeMutableBytes(of: &value) { unsafe fill($0) }
        return value
    }

    @unsafe package static func fill(_ buffer: UnsafeMutableRawBufferPointer) {
        guard let start = buffer.baseAddress else { return }
        Sodium.start()
        unsafe randombytes_buf(start, buffer.count)
    }
}
