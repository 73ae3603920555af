internal import CMicroHTTPDShim
internal import Glibc

/// A thread that is joined and never handles the process's signals.
final class ServerThread: @unchecked Sendable {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(_ name: String, _ run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    // Written once, before anybody else sees the object.
    private var thread = pthread_t()

    /// Runs `body`; the name (at most 15 bytes) shows in `top -H`.
    init(named name: String, _ body: @escaping @Sendable () -> Void) throws(ServerError) {
        // A new thread inherits the mask. SIGPIPE too: a write to a closed connection is an error code.
        var blocked = sigset_t()
        var before = sigset_t()
        unsafe sigemptyset(&blocked)
        for signal in [SIGTERM, SIGINT, SIGHUP, SIGPIPE] {
            unsafe sigaddset(&blocked, signal)
        }
        unsafe pthread_sigmask(SIG_BLOCK, &blocked, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        let context = unsafe Unmanaged.passRetained(Body(String(name.prefix(15)), body))
        let code = unsafe pthread_create(&thread, nil, Self.entry, context.toOpaque())
        guard code == 0 else {
            unsafe context.release()
            throw .noThread(errno: code)
        }
    }

    /// Waits for the end of the body; called once.
    func join() {
        pthread_join(thread, nil)
    }

    private static let entry:
        @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
            context in
            guard let context = unsafe context else { return nil }
            let body = unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
            unsafe shim_name_thread(body.name)
            body.run()
            return unsafe UnsafeMutableRawPointer?.none
        }
}
