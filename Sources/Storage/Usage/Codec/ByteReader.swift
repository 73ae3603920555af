/// Bytes of a log row that are not what a writer writes.
struct LogDamage: Error, Hashable {
    /// What was expected, in constant words.
    let what: StaticString

    init(_ what: StaticString) { self.what = what }

    static func == (left: LogDamage, right: LogDamage) -> Bool {
        left.what.description == right.what.description
    }

    func hash(into hasher: inout Hasher) { hasher.combine(what.description) }
}

/// Reads what ``ByteWriter`` wrote; whatever the bytes are, it reads within them or throws.
@safe struct ByteReader {
    private let start: UnsafePointer<UInt8>
    private let end: Int
    private var position = 0

    /// The memory must outlive the reader.
    @unsafe init(_ memory: UnsafeBufferPointer<UInt8>) throws(LogDamage) {
        guard let start = memory.baseAddress else { throw LogDamage("some bytes") }
        unsafe self.start = start
        end = memory.count
    }

    var remaining: Int { end &- position }

    @inline(__always)
    mutating func byte() throws(LogDamage) -> UInt8 {
        guard position < end else { throw LogDamage("one byte more") }
        defer { position &+= 1 }
        return unsafe start[position]
    }

    @inline(__always)
    mutating func fixed64() throws(LogDamage) -> UInt64 {
        guard remaining >= 8 else { throw LogDamage("eight bytes more") }
        defer { position &+= 8 }
        return unsafe UInt64(
            littleEndian: UnsafeRawPointer(start + position).loadUnaligned(as: UInt64.self)
        )
    }

    /// The next bytes where they are: valid as long as the reader's memory is.
    @unsafe mutating func take(_ count: Int) throws(LogDamage) -> UnsafeBufferPointer<UInt8> {
        guard count <= remaining else { throw LogDamage("as many bytes more") }
        defer { position &+= count }
        return unsafe UnsafeBufferPointer(start: start + position, count: count)
    }

    @inline(__always)
    mutating func varint() throws(LogDamage) -> UInt64 {
        let first = try byte()
        guard first >= 0x80 else { return UInt64(first) }
        let second = try byte()
        let value = UInt64(first & 0x7F) | UInt64(second & 0x7F) << 7
        guard second >= 0x80 else { return value }
        return try longVarint(value)
    }

    private mutating func longVarint(_ start: UInt64) throws(LogDamage) -> UInt64 {
        var value = start
        var shift: UInt64 = 14
        while true {
            let next = try byte()
            // The tenth byte has room for one bit.
            guard shift < 63 || next < 2 else { throw LogDamage("a number of 64 bits") }
            value |= UInt64(next & 0x7F) << shift
            guard next >= 0x80 else { return value }
            shift += 7
        }
    }

    @inline(__always)
    mutating func varint32() throws(LogDamage) -> UInt32 {
        guard let value = UInt32(exactly: try varint()) else {
            throw LogDamage("a number of 32 bits")
        }
        return value
    }

    @inline(__always)
    mutating func zigzag() throws(LogDamage) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func text() throws(LogDamage) -> String? {
        let length = try varint()
        guard length > 0 else { return nil }
        guard length - 1 <= UInt64(remaining) else { throw LogDamage("a text of its length") }
        let count = Int(length - 1)
        defer { position &+= count }
        let bytes = unsafe UnsafeBufferPointer(start: start + position, count: count)
        // Most texts are ASCII, which needs no such care: validating takes five times as long.
        if unsafe Self.isASCII(bytes) { return unsafe String(decoding: bytes, as: UTF8.self) }
        guard let text = unsafe String(validating: bytes, as: UTF8.self) else {
            throw LogDamage("UTF-8")
        }
        return text
    }

    @unsafe private static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var all: UInt8 = 0
        for index in 0..<bytes.count { all |= unsafe bytes[index] }
        return all < 0x80
    }
}
