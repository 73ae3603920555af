import Glibc
import Synchronization

/// Writes JSON lines to a file descriptor, standard error as a rule, and never waits for its reader.
///
/// The descriptor is not made non-blocking: that flag belongs to the open file and would change it
/// for every other program that shares the terminal. `poll` asks for room instead, and a line that
/// finds none is dropped and counted.
package final class DescriptorLogSink: LogSink {
    private let descriptor: Int32
    private let dropped = Atomic<Int>(0)
    private let reported = Mutex<Int>(0)

    /// Does not own the descriptor.
    package init(descriptor: Int32 = STDERR_FILENO) {
        self.descriptor = descriptor
    }

    /// Lines that were lost because the reader did not keep up.
    package var droppedLines: Int {
        dropped.load(ordering: .relaxed)
    }

    package func write(_ entry: LogEntry) {
        let line = LogLine.render(entry)
        // Between poll and write nobody else of this process may take the room.
        reported.withLock { reported in
            let lost = dropped.load(ordering: .relaxed)
            if lost > reported {
                let notice = LogEntry(
                    timeMs: entry.timeMs,
                    level: .warning,
                    message: "log lines were dropped",
                    fields: [.init(key: "lines", value: .int(lost - reported))]
                )
                if send(LogLine.render(notice)) { reported = lost }
            }
            if !send(line) { dropped.add(1, ordering: .relaxed) }
        }
    }

    private func send(_ line: [UInt8]) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        var ready: Int32
        repeat {
            ready = unsafe poll(&request, 1, 0)
        } while ready < 0 && errno == EINTR
        guard ready == 1, request.revents & Int16(POLLOUT) != 0 else { return false }
        var written: Int
        repeat {
            written = unsafe line.withUnsafeBytes { bytes in
                unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            }
        } while written < 0 && errno == EINTR
        return written == line.count
    }
}
