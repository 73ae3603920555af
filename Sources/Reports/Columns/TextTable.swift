/// Texts and the dense codes that stand for them; code 0 is "no value".
struct TextTable {
    /// Distinct values of one dimension and site; what is beyond counts as "(other)".
    static let capacity = 1 << 20

    static let other = "(other)"

    private let capacity: Int
    private(set) var texts: [String] = [""]
    private var codes: [String: UInt32] = [:]
    /// What the bytes of the texts take, which up to 15 stand in the tables themselves.
    private var textBytes = 0

    init(capacity: Int = TextTable.capacity) { self.capacity = capacity }

    /// How many codes there are, with 0.
    var count: Int { texts.count }

    /// About what the table takes in memory.
    var byteCount: Int { textBytes + texts.capacity * 16 + codes.capacity * 32 }

    /// The code of `text` where it has one.
    func known(_ text: String) -> UInt32? { codes[text] }

    /// The code of `text`, a new one where it is new.
    mutating func code(of text: String?) -> UInt32 {
        guard let text else { return 0 }
        if let code = codes[text] { return code }
        guard texts.count < capacity else { return code(of: Self.other, evenWhenFull: true) }
        return code(of: text, evenWhenFull: true)
    }

    private mutating func code(of text: String, evenWhenFull: Bool) -> UInt32 {
        if let code = codes[text] { return code }
        let code = UInt32(texts.count)
        let length = text.utf8.count
        if length > 15 { textBytes += 32 + (length + 15) / 16 * 16 }
        texts.append(text)
        codes[text] = code
        return code
    }
}
