/// Reads JSON5 (spec.json5.org) into values that know their line (decision 0005).
///
/// Stops at the first place that is no JSON5; repeated keys are listed beside the values. Depth and
/// size are bounded, so that no text can exhaust the stack or the memory.
package struct JSON5Reader {
    /// 1 MiB: a configuration of a thousand sites is a tenth of that.
    package static let maxBytes = 1 << 20
    /// Ten times what a configuration needs, far from the end of the stack.
    package static let maxDepth = 64

    let scalars: [Unicode.Scalar]
    var index = 0
    private var counter = PositionCounter()
    private var repeatedKeys: [JSON5Error] = []

    private init(_ text: String) { scalars = Array(text.unicodeScalars) }

    /// The value `text` holds.
    package static func read(_ text: String) throws(JSON5Error) -> JSON5Document {
        guard text.utf8.count <= maxBytes else {
            throw JSON5Error(
                position: TextPosition(line: 1, column: 1),
                message: "the text is longer than \(maxBytes) bytes"
            )
        }
        var reader = JSON5Reader(text)
        try reader.skipSpace()
        let root = try reader.value(depth: 0)
        try reader.skipSpace()
        guard reader.next == nil else { throw reader.unexpected(wanted: "the end of the text") }
        return JSON5Document(root: root, repeatedKeys: reader.repeatedKeys)
    }

    var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    func peek(_ distance: Int) -> Unicode.Scalar? {
        index + distance < scalars.count ? scalars[index + distance] : nil
    }

    mutating func position(of offset: Int) -> TextPosition {
        counter.position(of: offset, in: scalars)
    }

    mutating func fault(at offset: Int, _ message: String) -> JSON5Error {
        JSON5Error(position: position(of: offset), message: message)
    }

    mutating func unexpected(wanted: String) -> JSON5Error {
        let found = next.map(\.shown) ?? "the end of the text"
        return fault(at: index, "expected \(wanted), found \(found)")
    }

    // MARK: Structure

    private mutating func value(depth: Int) throws(JSON5Error) -> JSON5Value {
        let start = position(of: index)
        guard let first = next else { throw unexpected(wanted: "a value") }
        let kind: JSON5Value.Kind
        switch first {
        case "{": kind = .object(try members(depth: depth + 1))
        case "[": kind = .list(try elements(depth: depth + 1))
        case "\"", "'": kind = .string(try string(quote: first))
        case "+", "-", ".", "0"..."9": kind = .number(try number())
        default: kind = try word()
        }
        return JSON5Value(position: start, kind: kind)
    }

    private mutating func members(depth: Int) throws(JSON5Error) -> [JSON5Member] {
        try open(depth: depth)
        var members: [JSON5Member] = []
        var seen: [String: TextPosition] = [:]
        while try !close("}") {
            let start = position(of: index)
            let key = try self.key()
            try skipSpace()
            guard next == ":" else { throw unexpected(wanted: "\":\" after the key \"\(key)\"") }
            index += 1
            try skipSpace()
            let value = try self.value(depth: depth)
            if let first = seen[key] {
                repeatedKeys.append(
                    JSON5Error(
                        position: start,
                        message: "the key \"\(key)\" stands here again, first on line \(first.line)"
                    )
                )
            } else {
                seen[key] = start
                members.append(JSON5Member(key: key, position: start, value: value))
            }
            try separate(closing: "}")
        }
        return members
    }

    private mutating func elements(depth: Int) throws(JSON5Error) -> [JSON5Value] {
        try open(depth: depth)
        var elements: [JSON5Value] = []
        while try !close("]") {
            elements.append(try value(depth: depth))
            try separate(closing: "]")
        }
        return elements
    }

    private mutating func open(depth: Int) throws(JSON5Error) {
        guard depth <= Self.maxDepth else {
            throw fault(at: index, "more than \(Self.maxDepth) levels inside one another")
        }
        index += 1
    }

    /// Whether the list or object ends here.
    private mutating func close(_ bracket: Unicode.Scalar) throws(JSON5Error) -> Bool {
        try skipSpace()
        guard next == bracket else { return false }
        index += 1
        return true
    }

    private mutating func separate(closing bracket: Unicode.Scalar) throws(JSON5Error) {
        try skipSpace()
        if next == "," {
            index += 1
        } else if next != bracket {
            throw unexpected(wanted: "\",\" or \"\(bracket)\"")
        }
    }

    private mutating func key() throws(JSON5Error) -> String {
        switch next {
        case "\"": return try string(quote: "\"")
        case "'": return try string(quote: "'")
        case let scalar? where scalar.startsJSON5Name || scalar == "\\": return try name()
        default: throw unexpected(wanted: "a key or \"}\"")
        }
    }

    /// `null`, `true`, `false`, `Infinity` or `NaN`.
    private mutating func word() throws(JSON5Error) -> JSON5Value.Kind {
        guard let first = next, first.startsJSON5Name || first == "\\" else {
            throw unexpected(wanted: "a value")
        }
        let start = index
        switch try name() {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "Infinity": return .number(JSON5Number(value: .infinity, whole: nil))
        case "NaN": return .number(JSON5Number(value: .nan, whole: nil))
        case let other:
            throw fault(at: start, "expected a value, found the word \(other); text needs quotes")
        }
    }

    // MARK: Space and comments

    mutating func skipSpace() throws(JSON5Error) {
        while let scalar = next {
            if scalar.isJSON5Space {
                index += 1
            } else if scalar == "/" {
                try skipComment()
            } else {
                return
            }
        }
    }

    private mutating func skipComment() throws(JSON5Error) {
        let start = index
        switch peek(1) {
        case "/":
            while let scalar = next, !scalar.isJSON5LineEnd { index += 1 }
        case "*":
            index += 2
            while next != "*" || peek(1) != "/" {
                guard next != nil else {
                    throw fault(at: start, "the comment that begins here has no \"*/\"")
                }
                index += 1
            }
            index += 2
        default:
            throw unexpected(wanted: "a value, a key or a comment")
        }
    }
}
