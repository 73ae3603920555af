/// Writes numbers and text into memory that was sized for the worst case before.
///
/// Every write checks that there is room: a size reckoned wrong must trap, not overwrite.
@safe struct ByteWriter {
    private let start: UnsafeMutablePointer<UInt8>
    private let capacity: Int
    private(set) var count = 0

    /// The memory must outlive the writer.
    @unsafe init(_ memory: UnsafeMutableBufferPointer<UInt8>) {
        guard let start = memory.baseAddress else { preconditionFailure("no memory to write to") }
        unsafe self.start = start
        capacity = memory.count
    }

    @inline(__always)
    mutating func byte(_ value: UInt8) {
        precondition(count < capacity, "the size was reckoned wrong")
        unsafe start[count] = value
        count &+= 1
    }

    /// Eight bytes, the least significant first.
    @inline(__always)
    mutating func fixed64(_ value: UInt64) {
        precondition(capacity &- count >= 8, "the size was reckoned wrong")
        unsafe UnsafeMutableRawPointer(start + count)
            .storeBytes(of: value.littleEndian, as: UInt64.self)
        count &+= 8
    }

    /// LEB128: seven bits a byte, the least significant first; at most 10 bytes.
    @inline(__always)
    mutating func varint(_ value: UInt64) {
        precondition(capacity &- count >= 10, "the size was reckoned wrong")
        var rest = value
        while rest >= 0x80 {
            unsafe start[count] = UInt8(truncatingIfNeeded: rest) | 0x80
            count &+= 1
            rest >>= 7
        }
        unsafe start[count] = UInt8(truncatingIfNeeded: rest)
        count &+= 1
    }

    /// A number near zero of either sign in few bytes.
    @inline(__always)
    mutating func zigzag(_ value: Int64) {
        varint(UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    /// Length and UTF-8; nil is not the same as empty.
    mutating func text(_ value: String?) {
        guard var value else { return varint(0) }
        value.withUTF8 { bytes in
            varint(UInt64(bytes.count) + 1)
            precondition(capacity &- count >= bytes.count, "the size was reckoned wrong")
            if let source = bytes.baseAddress {
                unsafe (start + count).update(from: source, count: bytes.count)
            }
            count &+= bytes.count
        }
    }

    /// The most bytes ``text(_:)`` takes.
    static func bound(_ value: String?) -> Int { 10 + (value?.utf8.count ?? 0) }
}
