internal import CMicroHTTPD
internal import CMicroHTTPDShim
internal import Glibc
internal import Observability

/// What the library tells an event loop, in the order of a connection's life.
extension EventLoop {
    /// Whether a connection may be opened.
    func admits(_ peer: SocketAddress) -> Bool {
        switch admissions.verdict(on: peer.bytes) {
        case .admitted:
            return true
        case .tooMany:
            metrics.overTotal.add()
        case .tooManyOfAddress:
            metrics.overAddress.add()
        }
        return false
    }

    func opened(_ raw: OpaquePointer, on listener: Listener) -> Connection {
        progress &+= 1
        let peer = unsafe mhd_shim_peer(raw).flatMap { unsafe SocketAddress($0) }
        let connection = unsafe Connection(
            socket: mhd_shim_socket(raw),
            peerAddress: peer?.bytes ?? [],
            deadlineMs: nowMs + settings.headerDeadlineMs
        )
        connection.index = connections.count
        connections.append(connection)
        listener.connections += 1
        admissions.opened(connection.peerAddress)
        return connection
    }

    func closed(_ connection: Connection, on listener: Listener) {
        if let last = connections.popLast(), last !== connection {
            connections[connection.index] = last
            last.index = connection.index
        }
        if connection.hasUnread { connection.dropUnread() }
        activity.forget(connection.lastActive)
        listener.connections -= 1
        admissions.closed(connection.peerAddress)
    }

    /// The request line is in.
    func began(
        _ target: RequestTarget,
        on connection: Connection,
        _ raw: OpaquePointer,
        of listener: Listener
    ) -> Exchange {
        progress &+= 1
        let exchange = unsafe Exchange(
            target,
            on: raw,
            peer: connection.peerAddress,
            of: listener
        )
        connection.exchange = exchange
        connection.deadlineMs = nowMs + settings.headerDeadlineMs
        return exchange
    }

    /// The header is complete: refuses the request or reads its body.
    func receivedHeader(
        of exchange: Exchange,
        _ url: UnsafePointer<CChar>,
        _ method: UnsafePointer<CChar>,
        _ version: UnsafePointer<CChar>
    ) -> MHD_Result {
        guard let raw = unsafe exchange.raw, let connection = unsafe Self.connection(raw) else {
            return .NO
        }
        connection.deadlineMs = nowMs + settings.bodyDeadlineMs
        let framing = unsafe Framing(of: raw, method: method, version: version)
        let isSound =
            unsafe exchange.target.isFollowed(by: version)
            && exchange.begin(method, url, framing.fields)
        let refusal: Refusal?
        if !isSound || !framing.isSound || !exchange.target.isSound {
            refusal = .malformed
        } else if exchange.target.count > settings.maxURIBytes
            || exchange.target.hasTooManyParameters
        {
            refusal = .uriTooLong
        } else if isTooLarge(framing) {
            refusal = .headerTooLarge
        } else if framing.contentLength > settings.maxBodyBytes {
            refusal = .bodyTooLarge
        } else {
            refusal = isRefusing ? .stopping : nil
        }
        guard let refusal else {
            exchange.stage = .readingBody
            return .YES
        }
        if isFull(framing) {
            metrics.count(refusal)
            if !exchange.isSecure { connection.send(refusal.text) }
            return .NO
        }
        // An answer before the body makes the library close the connection after it.
        exchange.respond(refuse(refusal))
        return unsafe send(exchange, to: connection, raw)
    }

    private func isTooLarge(_ framing: Framing) -> Bool {
        framing.headerBytes > settings.maxHeaderBytes
            || framing.memory > settings.connectionMemory - Self.answerHeadBytes
    }

    /// Whether the library has no room left for the head of a refusal, which is below 512 bytes.
    private func isFull(_ framing: Framing) -> Bool {
        framing.memory > settings.connectionMemory - 1024
    }

    /// A piece of the body.
    func received(_ bytes: UnsafeRawBufferPointer, of exchange: Exchange) -> MHD_Result {
        progress &+= 1
        switch exchange.stage {
        case .readingBody:
            guard (exchange.bodyBuffer?.count ?? 0) + bytes.count <= settings.maxBodyBytes else {
                recycle(exchange)
                exchange.stage = .discardingBody(.bodyTooLarge, bytes: bytes.count)
                return .YES
            }
            if exchange.bodyBuffer == nil { exchange.bodyBuffer = spareBuffer() }
            unsafe exchange.bodyBuffer?.append(bytes)
            return .YES
        case .discardingBody(let refusal, let count):
            let total = count + bytes.count
            // Only a chunked body comes here, and it can be answered only at its end.
            guard total <= 4 * settings.maxBodyBytes else { return .NO }
            exchange.stage = .discardingBody(refusal, bytes: total)
            return .YES
        case .readingHeader, .waiting, .answered:
            return .YES
        }
    }

    /// The request is complete, or is asked about again.
    func completed(_ exchange: Exchange) -> MHD_Result {
        guard let raw = unsafe exchange.raw, let connection = unsafe Self.connection(raw) else {
            return .NO
        }
        switch exchange.stage {
        case .readingBody:
            ask(exchange, connection)
        case .discardingBody(let refusal, _):
            exchange.respond(refuse(refusal))
        case .waiting:
            break
        case .readingHeader, .answered:
            return .YES
        }
        if exchange.answer != nil { return unsafe send(exchange, to: connection, raw) }
        return .YES
    }

    /// Lets the delegate decide.
    private func ask(_ exchange: Exchange, _ connection: Connection) {
        exchange.stage = .waiting
        connection.deadlineMs = .max
        let disposition = delegate.handle(exchange)
        recycle(exchange)
        switch disposition {
        case .answered:
            guard !exchange.hasAnswer else { return }
            log.error("a request was not answered by its endpoint")
            exchange.respond(refuse(.failed))
        case .heldForTurn:
            held.append(exchange)
            exchange.listener.held += 1
            connection.lastActive = activity.note(connection.lastActive)
        case .later:
            guard exchange.answer == nil, let raw = unsafe exchange.raw else { return }
            exchange.isSuspended = true
            suspended += 1
            unsafe MHD_suspend_connection(raw)
        }
    }

    /// An answer is there: it is queued on the connection's next run.
    func answered(_ exchange: Exchange) {
        guard exchange.isSuspended, let raw = unsafe exchange.raw else { return }
        exchange.isSuspended = false
        suspended -= 1
        exchange.listener.hasResumed = true
        unsafe MHD_resume_connection(raw)
    }

    private func send(
        _ exchange: Exchange,
        to connection: Connection,
        _ raw: OpaquePointer
    ) -> MHD_Result {
        guard let response = exchange.answer?.prepared else { return .YES }
        exchange.stage = .answered
        let transferMs = response.byteCount * 1000 / max(1, settings.minResponseBytesPerSecond)
        connection.deadlineMs = nowMs + settings.responseDeadlineMs + Int64(transferMs)
        metrics.countAnswer(response.status)
        return unsafe MHD_queue_response(raw, UInt32(clamping: response.status), response.raw)
    }

    /// The answer is sent, or the connection closes without it.
    func ended(_ exchange: Exchange, _ raw: OpaquePointer) {
        progress &+= 1
        exchange.end()
        recycle(exchange)
        guard let connection = unsafe Self.connection(raw) else { return }
        connection.exchange = nil
        connection.mayHaveEnded = true
        connection.deadlineMs = nowMs + settings.idleDeadlineMs
    }

    // MARK: Body buffers

    /// 64 spare buffers of up to 64 KiB: what slow uploads of a busy moment need.
    private static let spareLimit = 64

    /// The buffer that was used last, so that bodies which arrive in one piece all share it.
    private func spareBuffer() -> BodyBuffer {
        spareBuffers.popLast() ?? BodyBuffer(capacity: 4096)
    }

    private func recycle(_ exchange: Exchange) {
        guard let buffer = exchange.bodyBuffer else { return }
        exchange.bodyBuffer = nil
        buffer.clear()
        if spareBuffers.count < Self.spareLimit { spareBuffers.append(buffer) }
    }

    static func connection(_ raw: OpaquePointer) -> Connection? {
        guard let context = unsafe mhd_shim_context(raw) else { return nil }
        return unsafe Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
    }
}
