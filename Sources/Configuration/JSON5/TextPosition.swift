/// A place in a text: line and column, both counted from 1.
package struct TextPosition: Hashable, Comparable, Sendable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (left: TextPosition, right: TextPosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// Turns offsets into positions; cheap while the offsets grow.
struct PositionCounter {
    private var offset = 0
    private var line = 1
    private var column = 1

    /// The position of the scalar at `target`, which may be one past the end.
    mutating func position(of target: Int, in scalars: [Unicode.Scalar]) -> TextPosition {
        if target < offset { self = PositionCounter() }
        while offset < target {
            let scalar = scalars[offset]
            offset += 1
            let isReturnBeforeNewline =
                scalar == "\r" && offset < scalars.count && scalars[offset] == "\n"
            // U+2028 and U+2029 end a JSON5 comment but no editor counts them as lines.
            if scalar == "\n" || (scalar == "\r" && !isReturnBeforeNewline) {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        return TextPosition(line: line, column: column)
    }
}
