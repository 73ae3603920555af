internal import CMicroHTTPDShim
internal import Glibc
internal import Synchronization

/// A few threads that do what is too slow for an event loop, from a queue with a limit.
@safe
package final class WorkerPool: @unchecked Sendable {
    private struct State {
        var queue: [@Sendable () -> Void] = []
        var isStopping = false
    }

    private let limit: Int
    private let state = Mutex(State())
    /// Counts the work in the queue, and one for each thread that shall end.
    private let semaphore: UnsafeMutablePointer<sem_t>
    private let threads = Mutex<[ServerThread]>([])
    private let threadCount: Int

    /// Starts `threads` threads; more than `queueLimit` works at a time do not wait.
    package init(threads count: Int, queueLimit: Int) throws(ServerError) {
        limit = max(1, queueLimit)
        threadCount = max(1, count)
        unsafe semaphore = .allocate(capacity: 1)
        unsafe sem_init(semaphore, 0, 0)
        for index in 0..<threadCount {
            do throws(ServerError) {
                let thread = try ServerThread(named: "worker-\(index)") { [self] in work() }
                threads.withLock { $0.append(thread) }
            } catch {
                stop()
                throw error
            }
        }
    }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    /// Queues `work`; false when the queue is full or the pool stops.
    package func submit(_ work: @escaping @Sendable () -> Void) -> Bool {
        let isQueued = state.withLock { state in
            guard !state.isStopping, state.queue.count < limit else { return false }
            state.queue.append(work)
            return true
        }
        if isQueued { unsafe sem_post(semaphore) }
        return isQueued
    }

    /// Work that waits for a thread.
    package var queueDepth: Int {
        state.withLock { $0.queue.count }
    }

    /// Takes no more work, does what is queued and ends the threads; must be called before release.
    package func stop() {
        let isFirst = state.withLock { state in
            defer { state.isStopping = true }
            return !state.isStopping
        }
        guard isFirst else { return }
        for _ in 0..<threadCount { unsafe sem_post(semaphore) }
        for thread in threads.withLock({ $0 }) { thread.join() }
        threads.withLock { $0.removeAll() }
    }

    /// How patient the calling thread is: the greater the more.
    package static var patience: Int { Int(shim_niceness()) }

    private func work() {
        // A loop that wakes up must not wait until a report has had its share: with as many reports as
        // processors that made the slowest hundredth of beacons 2.5 times as slow.
        shim_give_way()
        while true {
            while unsafe sem_wait(semaphore) != 0 {}
            // The posts of stop() come after those of all queued work, so an empty queue means the end.
            let next = state.withLock { state in
                state.queue.isEmpty ? nil : state.queue.removeFirst()
            }
            guard let next else { return }
            next()
        }
    }
}
