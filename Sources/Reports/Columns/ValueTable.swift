/// Whole facts (a source, a device, a location) and their dense codes; code 0 is "none".
///
/// Each fact is taken apart once into the text codes of its parts, so that a dimension over many
/// rows is a table lookup.
struct ValueTable<Value: Hashable> {
    private var codes: [Value: UInt32] = [:]
    /// Text codes by part, then by the code of the fact.
    private(set) var parts: [[UInt32]]

    init(parts count: Int) { parts = Array(repeating: [0], count: count) }

    var count: Int { codes.count + 1 }

    /// The code of `value`, whose parts have these text codes.
    mutating func code(of value: Value, parts texts: [UInt32]) -> UInt32 {
        if let code = codes[value] { return code }
        let code = UInt32(codes.count + 1)
        codes[value] = code
        for (index, text) in texts.enumerated() { parts[index].append(text) }
        return code
    }
}
