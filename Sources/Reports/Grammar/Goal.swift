internal import RegularExpressions

/// Something visitors should do, as the configuration names it.
package struct Goal: Hashable, Sendable {
    package enum Trigger: Hashable, Sendable {
        /// A custom event of this name.
        case event(String)
        /// A pageview of a page: `*` stands for characters but a slash, `**` for any.
        case page(String)
        /// A pageview that was read down to so many percent, of a page or of all.
        case scroll(percent: Int, page: String?)
    }

    package let name: String
    package let trigger: Trigger

    package init(name: String, trigger: Trigger) {
        self.name = name
        self.trigger = trigger
    }

    /// Tells whether a path is one that `pattern` stands for; nil where the pattern is too long.
    static func matcher(of pattern: String) -> RegularExpression? {
        var expression = "^"
        var rest = pattern[...]
        while let character = rest.popFirst() {
            if character == "*" {
                if rest.first == "*" {
                    rest.removeFirst()
                    expression += ".*"
                } else {
                    expression += "[^/]*"
                }
            } else if character.isASCII, !character.isLetter, !character.isNumber {
                expression += "\\" + String(character)
            } else {
                expression.append(character)
            }
        }
        return RegularExpression(expression + "$")
    }

    /// Whether a pattern of pages can be matched.
    package static func isPattern(_ text: String) -> Bool {
        text.utf8.first == UInt8(ascii: "/") && matcher(of: text) != nil
    }
}
