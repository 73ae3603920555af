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

    private func peek() -> Int {
        var byte: UInt8 = 0
        return unsafe recv(socket, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
    }
}
