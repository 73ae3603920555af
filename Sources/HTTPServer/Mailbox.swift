internal import CMicroHTTPDShim
internal import Glibc
internal import Synchronization

/// Brings answers of other threads to an event loop and wakes it.
final class Mailbox: Sendable {
    private struct State {
        var answers: [(exchange: Exchange, response: Response)] = []
        var isClosed = false
    }

    /// An eventfd, readable while something is in the box.
    let descriptor: Int32
    private let state = Mutex(State())

    init() throws(ServerError) {
        descriptor = shim_eventfd()
        guard descriptor >= 0 else { throw .noDescriptor(errno: errno) }
    }

    deinit {
        close(descriptor)
    }

    /// From any thread; after ``shut()`` the answer is dropped, for its connection is gone.
    func post(_ response: Response, to exchange: Exchange) {
        let mustWake = state.withLock { state in
            guard !state.isClosed else { return false }
            state.answers.append((exchange, response))
            return state.answers.count == 1
        }
        if mustWake { wake() }
    }

    /// Ends the loop's wait.
    func wake() {
        var one: UInt64 = 1
        _ = unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Empties the box; in the loop's thread.
    func take() -> [(exchange: Exchange, response: Response)] {
        // Before the list: an answer posted in between wakes once too often, never too seldom.
        var ignored: UInt64 = 0
        _ = unsafe read(descriptor, &ignored, MemoryLayout<UInt64>.size)
        return state.withLock { state in
            defer { state.answers.removeAll() }
            return state.answers
        }
    }

    func shut() {
        state.withLock { state in
            state.isClosed = true
            state.answers.removeAll()
        }
    }
}
