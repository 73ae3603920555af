/// Base64 for URLs and headers, without padding (RFC 4648, section 5).
package enum Base64URL {
    private static let codec = Base64Codec(
        last: (UInt8(ascii: "-"), UInt8(ascii: "_")),
        isPadded: false
    )

    package static func encode(_ bytes: [UInt8]) -> String {
        codec.encode(bytes)
    }

    /// The bytes of canonical text; nil for anything else, also where the unused bits of the last
    /// character are not zero: two texts for the same bytes would be two names for one thing.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        codec.decode(Array(text.utf8))
    }

    package static func decode(_ text: [UInt8]) -> [UInt8]? {
        codec.decode(text)
    }

    /// Decodes into the start of `output` without an allocation.
    ///
    /// Returns how many bytes were written; nil where the text is not canonical or `output` is too
    /// small, and then `output` may hold some of them.
    @unsafe package static func decode(
        _ text: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) -> Int? {
        unsafe codec.decode(text, into: output)
    }
}
