internal import CMicroHTTPD
internal import CMicroHTTPDShim
internal import Synchronization

/// One request and its answer.
///
/// An event loop owns it until it is answered. What reads the request is for that loop's thread, and for
/// any other after ``takeBody()``, which copies it out of the connection's memory; ``respond(_:)`` is for
/// any thread.
@safe
package final class Exchange: @unchecked Sendable {
    /// What becomes of the request next; in the loop's thread only.
    enum Stage {
        case readingHeader
        case readingBody
        /// The body is read and thrown away, then the request refused.
        case discardingBody(Refusal, bytes: Int)
        /// The delegate has it.
        case waiting
        /// The library has the answer.
        case answered
    }

    package private(set) var method = HTTPMethod.other
    /// Percent-decoded, without the query.
    ///
    /// Up to 15 bytes are kept in the value itself: no allocation for the paths that must be fast.
    package private(set) var path = ""
    /// 4 bytes, or 16 of an IPv6 address.
    package let peerAddress: [UInt8]
    /// Which of ``ServerSettings/listen`` it came to.
    package let localListener: Int
    /// Whether it came over TLS.
    package let isSecure: Bool

    let target: RequestTarget
    let listener: Listener
    var stage = Stage.readingHeader
    var isSuspended = false
    /// The body as far as it is read, until the delegate has seen it.
    var bodyBuffer: BodyBuffer?
    /// What is sent; other threads reach it through the mailbox.
    private(set) var answer: Response?
    private let isAnswered = Atomic<Bool>(false)

    /// The library's connection, nil once the request has ended.
    private var connection: OpaquePointer?
    private var fields = FieldIndex()
    private var copied: (fields: RequestFields, query: RequestFields)?

    init(
        _ target: RequestTarget,
        on connection: OpaquePointer,
        peer: [UInt8],
        of listener: Listener
    ) {
        unsafe self.connection = connection
        self.target = target
        self.listener = listener
        peerAddress = peer
        localListener = listener.number
        isSecure = listener.isSecure
    }

    // MARK: The answer

    /// Answers the request; what is sent after the first call is ignored.
    package func respond(_ response: Response) {
        guard !isAnswered.exchange(true, ordering: .acquiringAndReleasing) else { return }
        let loop = listener.loop
        if loop.isCurrentThread {
            take(response)
        } else {
            // Copied into the library's memory here, not in the loop.
            loop.mailbox.post(.prepared(response.prepared), to: self)
        }
    }

    /// In the loop's thread: what is sent on the connection's next run.
    func take(_ response: Response) {
        answer = response
        listener.loop.answered(self)
    }

    /// Whether somebody has answered; the answer may still be on its way to the loop.
    var hasAnswer: Bool { isAnswered.load(ordering: .acquiring) }

    // MARK: The request

    /// Decoded names and values of the query, in their order.
    package var query: [(String, String)] {
        if let copied { return copied.query.all.map { ($0.name, $0.value) } }
        guard let connection = unsafe connection else { return [] }
        return unsafe RequestFields(of: connection, .GET_ARGUMENT_KIND).all.map {
            ($0.name, $0.value)
        }
    }

    /// The first value of a query parameter.
    package func query(_ name: String) -> String? {
        query.first { $0.0 == name }?.1
    }

    /// A header field's value; of several fields the one the library finds first.
    package func header(_ name: String) -> String? {
        if let copied { return copied.fields.values(name).first }
        guard let connection = unsafe connection else { return nil }
        var value: UnsafePointer<CChar>?
        var count = 0
        var name = name
        let isThere = name.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { bytes in
                unsafe MHD_lookup_connection_value_n(
                    connection,
                    .HEADER_KIND,
                    bytes.baseAddress,
                    bytes.count,
                    &value,
                    &count
                )
            }
        }
        guard isThere == .YES else { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(start: value, count: count)
        return unsafe String(decoding: RequestFields.trimmed(bytes), as: UTF8.self)
    }

    /// The values of all fields of a name, in their order.
    package func headers(_ name: String) -> [String] {
        if let copied { return copied.fields.values(name) }
        guard let connection = unsafe connection else { return [] }
        return unsafe RequestFields.values(name, of: connection)
    }

    /// The first value of a header field without a copy, valid until the request is answered; in the
    /// loop's thread.
    package func field(_ field: IndexedField) -> UnsafeRawBufferPointer? {
        guard unsafe connection != nil else { return nil }
        return unsafe fields[field]
    }

    /// Whether a field came more than once.
    package func isRepeated(_ field: IndexedField) -> Bool { fields.isRepeated(field) }

    /// The body, valid within ``LoopDelegate/handle(_:)``; at least 64 bytes behind its end are readable.
    package var body: UnsafeRawBufferPointer {
        unsafe bodyBuffer?.bytes ?? UnsafeRawBufferPointer(start: nil, count: 0)
    }

    /// Copies the body, and the header and query with it, for another thread; within `handle`.
    package func takeBody() -> [UInt8] {
        if copied == nil, let connection = unsafe connection {
            copied = unsafe (
                RequestFields(of: connection, .HEADER_KIND),
                RequestFields(of: connection, .GET_ARGUMENT_KIND)
            )
        }
        return unsafe [UInt8](body)
    }

    // MARK: For the loop

    /// Takes what the complete header says; false of a target of no known form.
    func begin(
        _ method: UnsafePointer<CChar>,
        _ url: UnsafePointer<CChar>,
        _ fields: FieldIndex
    ) -> Bool {
        self.fields = fields
        unsafe self.method = HTTPMethod(method)
        guard let path = unsafe RequestTarget.path(url) else { return false }
        self.path = path
        return true
    }

    /// The library's connection ends or takes its next request.
    func end() {
        unsafe connection = nil
    }

    /// The connection while the request lives.
    var raw: OpaquePointer? { unsafe connection }
}
