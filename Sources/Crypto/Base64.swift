/// Base64 with padding (RFC 4648, section 4), as signed notes use it.
package enum Base64 {
    private static let codec = Base64Codec(
        last: (UInt8(ascii: "+"), UInt8(ascii: "/")),
        isPadded: true
    )

    package static func encode(_ bytes: [UInt8]) -> String {
        codec.encode(bytes)
    }

    /// The bytes of canonical text; nil for anything else, also for text that lacks its padding.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        codec.decode(Array(text.utf8))
    }
}
