internal import Usage

/// The bytes of a segment before they are sealed: many rows of one day as columns, with a dictionary of
/// all they use.
///
/// ```
/// version       1 byte, 2
/// epoch         8 bytes
/// day           zigzag
/// visitors      varint; 8 bytes each, in the order of their first rows
/// values        varint: how many bytes; a block of them, as in version 1
/// time          zigzag: what the first row's difference starts from
/// columns       flags of each row, visitor, time, and what the flags announce
/// ```
///
/// There are as many rows as ids beside the row. What a visitor or a page mostly has in common with the
/// row before is not repeated: a flag says where it is another. The pageview of an engagement is mostly
/// among the rows too, then it is the distance to it. Numbers take as many bytes as the largest of their
/// column needs, the bytes of one significance stand together, and each of these blocks is compressed.
enum SegmentCodec {
    static let version: UInt8 = 2

    /// 64 MiB of text: more than any segment is built with.
    static let maxTextBytes = 64 << 20

    /// The bits of a row's flags; bits 0 and 1 are its kind.
    enum Flag {
        /// Another consent record than the visitor's row before.
        static let record: UInt8 = 1 << 2
        /// Another source, campaign, device, location or screen than the visitor's row before.
        static let context: UInt8 = 1 << 3
        /// Another title than the page's row before.
        static let title: UInt8 = 1 << 4
        static let pageview: UInt8 = 1 << 5
        static let engagement: UInt8 = 1 << 6
        /// A name or properties.
        static let name: UInt8 = 1 << 7
    }

    /// What mostly stays the same between two rows of a visitor.
    struct Context: Hashable {
        var source: UInt32 = 0
        var campaign: UInt32 = 0
        var device: UInt32 = 0
        var location: UInt32 = 0
        var screen: UInt32 = 0
    }

    /// Columns as they are written and read.
    struct Columns {
        var flags: [UInt8] = []
        var visitor: [UInt32] = []
        /// Difference to the row before in ms, in zigzag.
        var time: [UInt64] = []
        var page: [UInt32] = []
        var record: [UInt64] = []
        var source: [UInt32] = []
        var campaign: [UInt32] = []
        var device: [UInt32] = []
        var location: [UInt32] = []
        var screen: [UInt32] = []
        var title: [UInt32] = []
        /// The distance to the pageview's row, in zigzag; 0: it is elsewhere, see ``hash``.
        var pageview: [UInt64] = []
        var hash: [UInt64] = []
        var engaged: [UInt32] = []
        var scroll: [UInt32] = []
        var name: [UInt32] = []
        var properties: [UInt32] = []
    }

    /// Whether a segment has rows of a visitor, without expanding it.
    static func holds(_ visitor: UInt64, in bytes: [UInt8]) throws(LogDamage) -> Bool {
        try unsafe bytes.withUnsafeBufferPointer { (bytes) throws(LogDamage) in
            var reader = try unsafe ByteReader(bytes)
            guard try reader.byte() == version else { throw LogDamage("a segment") }
            _ = try reader.fixed64()
            _ = try reader.zigzag()
            let count = try reader.varint()
            guard count <= UInt64(reader.remaining / 8) else {
                throw LogDamage("that many visitors")
            }
            for _ in 0..<count where try reader.fixed64() == visitor { return true }
            return false
        }
    }
}
