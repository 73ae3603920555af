internal import Glibc

/// A thread that ends with the process.
enum Thread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs `body` in a new detached thread; the name (at most 15 bytes) shows in `top -H`.
    static func start(named name: String, _ body: @escaping @Sendable () -> Void) throws {
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(Body(body))
        let code = unsafe pthread_create(&thread, nil, entry, context.toOpaque())
        guard code == 0 else {
            unsafe context.release()
            throw CommandError("cannot start a thread: \(unsafe String(cString: strerror(code)))")
        }
        unsafe pthread_setname_np(thread, String(name.prefix(15)))
        pthread_detach(thread)
    }

    private static let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
        context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        return unsafe UnsafeMutableRawPointer?.none
    }
}
