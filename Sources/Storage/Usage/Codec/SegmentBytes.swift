/// The bytes of a segment while it is written: numbers, and columns of numbers.
struct SegmentBytes {
    private(set) var bytes: [UInt8] = []

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    /// Eight bytes, the least significant first.
    mutating func fixed64(_ value: UInt64) {
        for shift in stride(from: 0 as UInt64, to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func zigzag(_ value: Int64) { varint(value.zigzag) }

    /// A block whose size the reader knows: its packed size and its bytes, or 0 and the bytes as they
    /// are where packing gains nothing.
    mutating func block(_ block: [UInt8]) {
        if let packed = Zstandard.compress(block) {
            varint(UInt64(packed.count))
            bytes += packed
        } else {
            varint(0)
            bytes += block
        }
    }

    /// A column whose length the reader knows: how many bytes each number takes, then a block for the
    /// lowest byte of all numbers, one for the next byte, and so on.
    mutating func column<Number: FixedWidthInteger & UnsignedInteger>(_ numbers: [Number]) {
        var all: Number = 0
        for number in numbers { all |= number }
        let width = (Number.bitWidth - all.leadingZeroBitCount + 7) / 8
        byte(UInt8(width))
        for index in 0..<width {
            let shift = Number(8 * index)
            block(numbers.map { UInt8(truncatingIfNeeded: $0 &>> shift) })
        }
    }
}

extension Int64 {
    /// A number near zero of either sign as a small one without.
    var zigzag: UInt64 { UInt64(bitPattern: self << 1 ^ self >> 63) }

    init(zigzag: UInt64) {
        self = Int64(bitPattern: zigzag >> 1) ^ -Int64(bitPattern: zigzag & 1)
    }
}

extension ByteReader {
    /// A block of `count` bytes; the caller has bounded the number.
    mutating func block(_ count: Int) throws(LogDamage) -> [UInt8] {
        let packed = try varint()
        guard packed > 0 else { return try unsafe [UInt8](take(count)) }
        guard packed <= UInt64(remaining) else { throw LogDamage("a block within the row") }
        return try unsafe Zstandard.expand(take(Int(packed)), to: count)
    }

    /// A column of `count` numbers; the caller has bounded the number.
    mutating func column<Number: FixedWidthInteger & UnsignedInteger>(
        _ count: Int,
        of type: Number.Type = Number.self
    ) throws(LogDamage) -> [Number] {
        let width = Int(try byte())
        guard width <= Number.bitWidth / 8 else { throw LogDamage("numbers of that width") }
        var numbers = [Number](repeating: 0, count: count)
        for index in 0..<width {
            let shift = Number(8 * index)
            let bytes = try block(count)
            for row in numbers.indices {
                numbers[row] |= Number(truncatingIfNeeded: bytes[row]) &<< shift
            }
        }
        return numbers
    }
}
