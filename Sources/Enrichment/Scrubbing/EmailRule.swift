/// Replaces e-mail addresses, also cut ones and ones with quotes or letters beyond ASCII.
enum EmailRule {
    private static let placeholder = Array("[email]".unicodeScalars)

    static func replaced(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains(where: isAt) else { return text }
        var output: [Unicode.Scalar] = []
        var index = 0
        while index < text.count {
            guard isAt(text[index]), removeLocalPart(of: &output) else {
                output.append(text[index])
                index += 1
                continue
            }
            output += placeholder
            index = end(ofDomainAt: index + 1, in: text)
        }
        return output
    }

    /// The commercial at, of full width and small too.
    private static func isAt(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "@" || scalar.value == 0xFF20 || scalar.value == 0xFE6B
    }

    /// Takes back what belongs to the address; false where nothing does, as in "@name".
    private static func removeLocalPart(of output: inout [Unicode.Scalar]) -> Bool {
        if output.last == "\"" {
            output.removeLast()
            while let last = output.popLast(), last != "\"" {}
            return true
        }
        let before = output.count
        while let last = output.last, !ends(last) { output.removeLast() }
        return output.count < before
    }

    private static func end(ofDomainAt start: Int, in text: [Unicode.Scalar]) -> Int {
        var index = start
        if index < text.count, text[index] == "[" {
            while index < text.count, text[index] != "]" { index += 1 }
            return min(index + 1, text.count)
        }
        while index < text.count, !ends(text[index]), text[index] != "?", text[index] != "&" {
            index += 1
        }
        return index
    }

    /// Whether an address cannot go on here; generous, as "?" and "=" may stand in a local part.
    private static func ends(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "<", ">", "(", ")", "[", "]", "{", "}", ":", ";", ",", "\"", "/", "\\", "|": true
        default: scalar.isBlank
        }
    }
}
