internal import Glibc

/// A thread that ends with the process.
enum Thread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs `body` in a new detached thread.
    static func start(_ body: @escaping @Sendable () -> Void) throws {
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(Body(body))
        let code = unsafe pthread_create(&thread, nil, entry, context.toOpaque())
        guard code == 0 else {
            unsafe context.release()
            throw CommandError("cannot start a thread: \(unsafe String(cString: strerror(code)))")
        }
        pthread_detach(thread)
    }

    /// Waits.
    static func sleep(milliseconds: Int) {
        var time = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
        unsafe nanosleep(&time, nil)
    }

    private static let entry:
        @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
            context in
            guard let context = unsafe context else { return nil }
            unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
            return unsafe UnsafeMutableRawPointer?.none
        }
}
