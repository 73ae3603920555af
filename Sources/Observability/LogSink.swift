/// Where log entries go; called from any thread, must not block.
package protocol LogSink: Sendable {
    func write(_ entry: LogEntry)
}
