/// The one reader and writer behind both alphabets.
struct Base64Codec {
    /// The characters for 62 and 63.
    private let last: (UInt8, UInt8)
    private let isPadded: Bool
    /// What each byte stands for: 0 to 63, or 64 for what is not of the alphabet.
    private let values: [UInt8]

    private static let padding = UInt8(ascii: "=")

    init(last: (UInt8, UInt8), isPadded: Bool) {
        self.last = last
        self.isPadded = isPadded
        var values = [UInt8](repeating: 64, count: 256)
        for value: UInt8 in 0..<64 { values[Int(Self.character(value, last))] = value }
        self.values = values
    }

    func encode(_ bytes: [UInt8]) -> String {
        let remainder = bytes.count % 3
        let bare = bytes.count / 3 * 4 + (remainder == 0 ? 0 : remainder + 1)
        let size = isPadded ? (bare + 3) / 4 * 4 : bare
        return unsafe String(unsafeUninitializedCapacity: size) { output in
            var written = 0
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let count = min(3, bytes.count - start)
                var group: UInt32 = 0
                for offset in 0..<3 {
                    group = group << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0)
                }
                for offset in 0...count {
                    let value = UInt8(truncatingIfNeeded: group >> UInt32(18 - 6 * offset)) & 0x3F
                    unsafe output[written] = Self.character(value, last)
                    written += 1
                }
            }
            while written < size {
                unsafe output[written] = Self.padding
                written += 1
            }
            return written
        }
    }

    func decode(_ text: [UInt8]) -> [UInt8]? {
        var count: Int?
        let capacity = text.count / 4 * 3 + 3
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, initialized in
            count = unsafe text.withUnsafeBytes { text in
                unsafe decode(text, into: UnsafeMutableRawBufferPointer(output))
            }
            initialized = count ?? 0
        }
        return count == nil ? nil : bytes
    }

    @unsafe func decode(
        _ text: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) -> Int? {
        var length = text.count
        if isPadded {
            guard length.isMultiple(of: 4) else { return nil }
            var pads = 0
            while pads < 2, length > 0, unsafe text[length - 1] == Self.padding {
                length -= 1
                pads += 1
            }
        }
        let remainder = length % 4
        guard remainder != 1 else { return nil }
        let size = length / 4 * 3 + (remainder == 0 ? 0 : remainder - 1)
        guard size <= output.count else { return nil }
        var written = 0
        var group: UInt32 = 0
        var seen: UInt8 = 0
        // Looked up and not told apart by branches, which nobody could foretell: a token comes with each beacon.
        unsafe values.withUnsafeBufferPointer { values in
            for position in 0..<length {
                let value = unsafe values[Int(text[position])]
                seen |= value
                group = group << 6 | UInt32(value & 0x3F)
                guard position & 3 == 3 else { continue }
                unsafe output[written] = UInt8(truncatingIfNeeded: group >> 16)
                unsafe output[written + 1] = UInt8(truncatingIfNeeded: group >> 8)
                unsafe output[written + 2] = UInt8(truncatingIfNeeded: group)
                written += 3
                group = 0
            }
        }
        guard seen < 64 else { return nil }
        if remainder == 2 {
            guard group & 0x0F == 0 else { return nil }
            unsafe output[written] = UInt8(truncatingIfNeeded: group >> 4)
        } else if remainder == 3 {
            guard group & 0x03 == 0 else { return nil }
            unsafe output[written] = UInt8(truncatingIfNeeded: group >> 10)
            unsafe output[written + 1] = UInt8(truncatingIfNeeded: group >> 2)
        }
        return size
    }

    private static func character(_ value: UInt8, _ last: (UInt8, UInt8)) -> UInt8 {
        switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + value - 26
        case 52..<62: UInt8(ascii: "0") + value - 52
        case 62: last.0
        default: last.1
        }
    }
}
