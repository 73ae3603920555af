/// One value of a JSON5 text and where it begins.
package struct JSON5Value: Sendable {
    package enum Kind: Sendable {
        case null
        case bool(Bool)
        case number(JSON5Number)
        case string(String)
        case list([JSON5Value])
        case object([JSON5Member])
    }

    package let position: TextPosition
    package let kind: Kind

    package init(position: TextPosition, kind: Kind) {
        self.position = position
        self.kind = kind
    }
}

/// One key of an object with its value, in the order of the text.
package struct JSON5Member: Sendable {
    package let key: String
    package let position: TextPosition
    package let value: JSON5Value
}

/// A number as written, and as a whole number where it is one.
package struct JSON5Number: Hashable, Sendable {
    package let value: Double
    /// Nil: has a fraction, is not finite, or does not fit.
    package let whole: Int?
}

/// What a whole text holds.
package struct JSON5Document: Sendable {
    package let root: JSON5Value
    /// Keys that stand twice in one object: an error for whoever needs the text to be right.
    ///
    /// `root` has the first of them.
    package let repeatedKeys: [JSON5Error]
}

/// Why a text is no JSON5, and where.
package struct JSON5Error: Error, Hashable, Sendable {
    package let position: TextPosition
    package let message: String

    package init(position: TextPosition, message: String) {
        self.position = position
        self.message = message
    }
}
