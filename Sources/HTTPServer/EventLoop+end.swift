internal import CMicroHTTPD
internal import Observability

/// How an event loop changes its certificate, and how it ends.
extension EventLoop {
    /// New connections get the new certificate, open ones keep the old until they end.
    func replaceCertificate(_ material: TLSMaterial) {
        for (position, old) in listeners.enumerated() {
            guard let socket = old.socket else { continue }
            do throws(ServerError) {
                let new = try Listener.start(
                    socket,
                    number: old.number,
                    of: self,
                    material: material
                )
                old.quiesce()
                listeners[position] = new
                retiring.append(old)
                new.run()
            } catch {
                log.error(
                    "the new certificate was not taken",
                    ["reason": .string(error.description)]
                )
            }
        }
    }

    /// Ends the listeners of earlier certificates that have served their last connection.
    func retireListeners() {
        for listener in retiring where listener.connections == 0 { listener.stop() }
        retiring.removeAll { $0.connections == 0 }
    }

    /// Answers what was accepted, then closes.
    func drain(until endNs: Int64) {
        for listener in listeners { stopAccepting(on: listener) }
        let beganNs = Monotonic.nanoseconds()
        // A client that sends request after request would keep its connection busy for ever.
        let refuseNs = beganNs + min(1_000_000_000, (endNs - beganNs) / 2)
        while !connections.isEmpty {
            let now = Monotonic.nanoseconds()
            if now >= endNs { break }
            isRefusing = now >= refuseNs
            for connection in connections where isDone(connection) { connection.cut() }
            turn(atMostMs: 5)
        }
        if !held.isEmpty { endTurn() }
        abandonSuspended()
        for listener in allListeners { listener.stop() }
        listeners.removeAll()
        retiring.removeAll()
    }

    private func stopAccepting(on listener: Listener) {
        // For its client, what waits in the kernel's queue is accepted. 10 a run, 4,096 in the queue.
        var rounds = 0
        while let socket = listener.socket, socket.hasWaiting, rounds < 512 {
            listener.run()
            rounds += 1
        }
        listener.quiesce()
    }

    /// Whether a connection has nothing left to be answered.
    private func isDone(_ connection: Connection) -> Bool {
        switch connection.exchange?.stage {
        case nil: !connection.hasUnread
        case .readingHeader, .readingBody, .discardingBody: isRefusing
        case .waiting, .answered: false
        }
    }

    /// Tells those who wait for another thread to come back: a daemon must not stop while a connection is
    /// suspended.
    private func abandonSuspended() {
        guard suspended > 0 else { return }
        deliver()
        for connection in connections {
            guard let exchange = connection.exchange, exchange.isSuspended else { continue }
            exchange.respond(refuse(.stopping))
        }
        for connection in connections {
            guard let exchange = connection.exchange, exchange.isSuspended,
                let raw = unsafe exchange.raw
            else { continue }
            // Another thread answers at this very moment, too late: the connection just closes.
            exchange.stage = .answered
            exchange.isSuspended = false
            suspended -= 1
            unsafe MHD_resume_connection(raw)
        }
        // To resume, to queue and to write.
        for listener in allListeners {
            for _ in 0..<3 { listener.run() }
        }
    }
}
