internal import Glibc

/// Runs two halves of a large piece of work beside each other.
enum TwoThreads {
    private final class Half {
        let work: () -> Void

        init(_ work: @escaping () -> Void) { self.work = work }
    }

    private static let entry:
        @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
            { half in
                if let half = unsafe half {
                    unsafe Unmanaged<Half>.fromOpaque(half).takeRetainedValue().work()
                }
                return nil
            }

    /// Runs `work(0)` and `work(1)`, which write to nothing in common; returns when both are done.
    static func run(_ work: (Int) -> Void) {
        withoutActuallyEscaping(work) { work in
            let half = unsafe Unmanaged.passRetained(Half { work(1) })
            var thread = pthread_t()
            let code = unsafe pthread_create(&thread, nil, entry, half.toOpaque())
            work(0)
            if code == 0 {
                pthread_join(thread, nil)
            } else {
                // Without a thread the work is slower, not undone.
                unsafe half.takeRetainedValue().work()
            }
        }
    }

    /// Gives each of `parts` to `work`, two of them beside each other.
    static func run<Part>(_ parts: [Part], _ work: (Part) -> Void) {
        if parts.count == 2 {
            run { work(parts[$0]) }
        } else {
            for part in parts { work(part) }
        }
    }
}
