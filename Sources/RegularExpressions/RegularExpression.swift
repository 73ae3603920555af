internal import CRegularExpressions

/// A pattern in RE2's syntax: matching takes time in proportion to the text, whatever the pattern.
@safe
package final class RegularExpression {
    /// Bytes of UTF-8: longer patterns are lists that belong into `is` or `contains`.
    package static let longest = 500

    private let state: OpaquePointer

    /// Nil where `pattern` is none, is longer than ``longest`` or would take over a MiB of memory.
    package init?(_ pattern: String, isCaseSensitive: Bool = true) {
        var pattern = pattern
        let compiled = pattern.withUTF8 { bytes -> OpaquePointer? in
            guard bytes.count <= Self.longest else { return nil }
            return unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                // An empty text may have no address.
                var none: CChar = 0
                guard let start = characters.baseAddress else {
                    return unsafe regular_expression_compile(&none, 0, isCaseSensitive)
                }
                return unsafe regular_expression_compile(
                    start,
                    characters.count,
                    isCaseSensitive
                )
            }
        }
        guard let compiled = unsafe compiled else { return nil }
        unsafe state = compiled
    }

    deinit { unsafe regular_expression_free(state) }

    /// Whether the pattern is found anywhere in `text`.
    package func isFound(in text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                var none: CChar = 0
                guard let start = characters.baseAddress else {
                    return unsafe regular_expression_finds(state, &none, 0)
                }
                return unsafe regular_expression_finds(state, start, characters.count)
            }
        }
    }
}
