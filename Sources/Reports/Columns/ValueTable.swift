/// Whole facts (a source, a device, a location) and their dense codes; code 0 is "none".
///
/// A fact is known by the text codes of its parts, and these stand by its code, so that a dimension
/// over many rows is a table lookup.
struct ValueTable {
    /// Distinct facts of one kind and site; what is beyond counts as one fact of "(other)" parts.
    private let capacity: Int

    /// The text codes of up to five parts.
    private struct Key: Hashable {
        var codes: (UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0, 0)

        init(_ parts: [UInt32]) {
            func part(_ index: Int) -> UInt32 { index < parts.count ? parts[index] : 0 }
            codes = (part(0), part(1), part(2), part(3), part(4))
        }

        static func == (left: Key, right: Key) -> Bool { left.codes == right.codes }

        func hash(into hasher: inout Hasher) {
            hasher.combine(UInt64(codes.0) << 32 | UInt64(codes.1))
            hasher.combine(UInt64(codes.2) << 32 | UInt64(codes.3))
            hasher.combine(codes.4)
        }
    }

    private var codes: [Key: UInt32] = [:]
    /// Text codes by part, then by the code of the fact.
    private(set) var parts: [[UInt32]]

    init(parts count: Int, capacity: Int = TextTable.capacity) {
        parts = Array(repeating: [0], count: count)
        self.capacity = capacity
    }

    var count: Int { parts[0].count }

    var isFull: Bool { count >= capacity }

    /// About what the table takes in memory.
    var byteCount: Int { codes.capacity * 32 + count * parts.count * 4 }

    /// The code of the fact whose parts have these text codes, a new one where it is new.
    mutating func code(ofParts texts: [UInt32]) -> UInt32 {
        let key = Key(texts)
        if let code = codes[key] { return code }
        let code = UInt32(count)
        codes[key] = code
        for (index, text) in texts.enumerated() { parts[index].append(text) }
        return code
    }
}
