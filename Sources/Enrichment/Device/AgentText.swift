/// A user agent's bytes, with the searches that the rules need.
struct AgentText {
    /// Longer ones are no browsers; the rest is not read.
    private static let longest = 1024

    private let bytes: [UInt8]

    init(_ text: some StringProtocol) { bytes = Array(text.utf8.prefix(Self.longest)) }

    var isEmpty: Bool { bytes.isEmpty }

    func has(_ mark: String) -> Bool { end(of: mark) != nil }

    /// The whole number behind a mark; nil where the mark or the number is absent.
    func number(after mark: String) -> String? {
        text(after: mark) { ASCII.isDigit($0) }
    }

    /// The first two numbers of a version behind a mark, as in "10.0".
    func version(after mark: String) -> String? {
        text(after: mark) { ASCII.isDigit($0) || $0 == UInt8(ascii: ".") }
    }

    private func text(after mark: String, while isPart: (UInt8) -> Bool) -> String? {
        guard let start = end(of: mark) else { return nil }
        // No browser has a version of more than six characters before the next dot or space.
        let part = bytes[start...].prefix(6).prefix(while: isPart)
        return part.isEmpty ? nil : String(decoding: part, as: UTF8.self)
    }

    private func end(of mark: String) -> Int? {
        let mark = mark.utf8
        guard let first = mark.first, bytes.count >= mark.count else { return nil }
        for start in 0...(bytes.count - mark.count) where bytes[start] == first {
            if bytes[start..<start + mark.count].elementsEqual(mark) { return start + mark.count }
        }
        return nil
    }
}
