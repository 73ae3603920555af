internal import Glibc

/// What an event loop knows of one open connection; confined to the loop's thread.
final class Connection {
    let socket: Int32
    /// 4 or 16 bytes.
    let peerAddress: [UInt8]
    /// Where it stands in its loop's list.
    var index = 0
    /// Monotonic milliseconds after which it is cut.
    var deadlineMs: Int64
    /// The period of its last held request, for ``Activity``.
    var lastActive: UInt32 = 0
    /// The request that is being read or answered.
    var exchange: Exchange?

    /// Whether to look for the peer's end once.
    ///
    /// When it came together with the last request, the library has not seen it: its events are
    /// edge-triggered.
    var mayHaveEnded = false

    init(socket: Int32, peerAddress: [UInt8], deadlineMs: Int64) {
        self.socket = socket
        self.peerAddress = peerAddress
        self.deadlineMs = deadlineMs
    }

    /// Ends both directions: the library then sees an error and closes.
    func cut() {
        deadlineMs = .max
        shutdown(socket, Int32(SHUT_RDWR))
    }

    /// Whether the peer has sent something nobody has read.
    var hasUnread: Bool { peek() > 0 }

    /// Whether the peer has closed and everything it sent is read.
    var hasEnded: Bool { peek() == 0 }

    /// Reads and drops what the peer has sent: closing with unread bytes would reset the connection, and the
    /// peer could lose the answer that tells it why.
    func dropUnread() {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        unsafe buffer.withUnsafeMutableBytes { bytes in
            // 256 KiB: what a socket's buffer holds as a rule.
            for _ in 0..<16 {
                let count = unsafe recv(socket, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT))
                if count < bytes.count { return }
            }
        }
    }

    /// Sends a few bytes past the library, which has no memory left to do so.
    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { buffer in
            unsafe Glibc.send(
                socket,
                buffer.baseAddress,
                buffer.count,
                Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
            )
        }
    }

    private func peek() -> Int {
        var byte: UInt8 = 0
        return unsafe recv(socket, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
    }
}
