import Synchronization

/// Keeps the newest entries in memory, for tests.
package final class MemoryLogSink: LogSink {
    private let kept = Mutex<[LogEntry]>([])
    private let capacity: Int

    package init(capacity: Int = 10_000) {
        self.capacity = max(1, capacity)
    }

    package func write(_ entry: LogEntry) {
        kept.withLock { entries in
            if entries.count >= capacity { entries.removeFirst() }
            entries.append(entry)
        }
    }

    package var entries: [LogEntry] {
        kept.withLock { $0 }
    }

    package var messages: [String] {
        entries.map(\.message)
    }
}
