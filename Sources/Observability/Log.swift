import Glibc

/// Writes log entries: constant text and data beside it.
///
/// The message is a `StaticString`, so that a value can only enter through a field, where a reader
/// of the code sees it. Cheap to copy; safe from any thread.
package struct Log: Sendable {
    /// Entries below this level are not even built.
    package let level: LogLevel
    private let sink: any LogSink
    private let clock: @Sendable () -> Int64

    /// A log that writes to `sink`; `clock` tells milliseconds since 1970 UTC.
    package init(
        level: LogLevel = .info,
        sink: any LogSink,
        clock: @escaping @Sendable () -> Int64 = Log.systemClock
    ) {
        self.level = level
        self.sink = sink
        self.clock = clock
    }

    /// A log that keeps nothing.
    package static let silent = Log(level: .error, sink: SilentLogSink())

    package func debug(
        _ message: StaticString,
        _ fields: @autoclosure () -> KeyValuePairs<StaticString, LogValue> = [:]
    ) {
        write(.debug, message, fields)
    }

    package func info(
        _ message: StaticString,
        _ fields: @autoclosure () -> KeyValuePairs<StaticString, LogValue> = [:]
    ) {
        write(.info, message, fields)
    }

    package func warning(
        _ message: StaticString,
        _ fields: @autoclosure () -> KeyValuePairs<StaticString, LogValue> = [:]
    ) {
        write(.warning, message, fields)
    }

    package func error(
        _ message: StaticString,
        _ fields: @autoclosure () -> KeyValuePairs<StaticString, LogValue> = [:]
    ) {
        write(.error, message, fields)
    }

    /// Writes whatever the level: who looked at what must be on record.
    package func audit(
        _ message: StaticString,
        _ fields: KeyValuePairs<StaticString, LogValue>
    ) {
        sink.write(
            LogEntry(
                timeMs: clock(),
                level: .info,
                message: message.description,
                fields: fields.map { .init(key: $0.key.description, value: $0.value) }
            )
        )
    }

    private func write(
        _ level: LogLevel,
        _ message: StaticString,
        _ fields: () -> KeyValuePairs<StaticString, LogValue>
    ) {
        guard level >= self.level else { return }
        let entry = LogEntry(
            timeMs: clock(),
            level: level,
            message: message.description,
            fields: fields().map { .init(key: $0.key.description, value: $0.value) }
        )
        sink.write(entry)
    }

    /// The machine's clock, in milliseconds since 1970 UTC.
    @Sendable package static func systemClock() -> Int64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }
}

private struct SilentLogSink: LogSink {
    func write(_ entry: LogEntry) {}
}
