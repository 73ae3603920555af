internal import Crypto

/// From when on a notice can have been shown.
package struct NoticeStatement: Hashable, Sendable {
    /// SHA-256 of the notice, 32 bytes.
    package let hash: [UInt8]
    /// SHA-256 of what must be asked again when it changes, 32 bytes.
    package let materialHash: [UInt8]
    /// ms since 1970 UTC.
    package let atMs: Int64

    package init(hash: [UInt8], materialHash: [UInt8], atMs: Int64) {
        self.hash = hash
        self.materialHash = materialHash
        self.atMs = atMs
    }

    init?(_ members: [String: CanonicalJSON], atMs: Int64) {
        guard let hash = members["notice"]?.string.flatMap({ Hex.decode($0) }),
            let material = members["material"]?.string.flatMap({ Hex.decode($0) }),
            hash.count == SHA256.byteCount, material.count == SHA256.byteCount
        else { return nil }
        self.init(hash: hash, materialHash: material, atMs: atMs)
    }

    var json: CanonicalJSON {
        .members([
            "at": .number(atMs),
            "kind": .string(LedgerEntryKind.notice.rawValue),
            "material": .string(Hex.encode(materialHash)),
            "notice": .string(Hex.encode(hash)),
        ])
    }
}
