/// The one reader and writer behind both alphabets.
struct Base64Codec {
    /// The characters for 62 and 63.
    let last: (UInt8, UInt8)
    let isPadded: Bool

    private static let padding = UInt8(ascii: "=")

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
                    unsafe output[written] = character(value)
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
        for position in 0..<length {
            let value = unsafe value(text[position])
            guard value < 64 else { return nil }
            group = group << 6 | UInt32(value)
            guard position % 4 == 3 else { continue }
            unsafe output[written] = UInt8(truncatingIfNeeded: group >> 16)
            unsafe output[written + 1] = UInt8(truncatingIfNeeded: group >> 8)
            unsafe output[written + 2] = UInt8(truncatingIfNeeded: group)
            written += 3
            group = 0
        }
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

    private func character(_ value: UInt8) -> UInt8 {
        switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + value - 26
        case 52..<62: UInt8(ascii: "0") + value - 52
        case 62: last.0
        default: last.1
        }
    }

    /// 0 to 63, or 64 for what is not of the alphabet.
    private func value(_ character: UInt8) -> UInt8 {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case last.0: 62
        case last.1: 63
        default: 64
        }
    }
}
