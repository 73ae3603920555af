internal import Crypto

/// The name of one consent record, told to the visitor once: 16 random bytes.
package struct RecordID: Hashable, Sendable {
    package let bytes: [UInt8]

    /// A new one from the system's random source.
    package static func random() -> RecordID { RecordID(checked: Random.bytes(16)) }

    package init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// From 22 characters of base64url.
    package init?(text: String) {
        guard let bytes = Base64URL.decode(text) else { return nil }
        self.init(bytes: bytes)
    }

    private init(checked bytes: [UInt8]) { self.bytes = bytes }

    /// 22 characters of base64url.
    package var text: String { Base64URL.encode(bytes) }
}
