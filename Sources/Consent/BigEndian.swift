extension [UInt8] {
    /// The low `count` bytes of `value`, the most significant first.
    mutating func append(bigEndian value: UInt64, count: Int) {
        for index in (0..<count).reversed() {
            append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index)))
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The number in the `count` bytes from `offset`, the most significant first.
    @unsafe func bigEndian(at offset: Int, count: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in offset..<offset + count { value = unsafe value << 8 | UInt64(self[index]) }
        return value
    }
}
