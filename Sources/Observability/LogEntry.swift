/// One log message with its level, time and data.
package struct LogEntry: Sendable, Equatable {
    package struct Field: Sendable, Equatable {
        package var key: String
        package var value: LogValue
    }

    /// Milliseconds since 1970 UTC.
    package var timeMs: Int64
    package var level: LogLevel
    package var message: String
    package var fields: [Field]

    package subscript(key: String) -> LogValue? {
        fields.first { $0.key == key }?.value
    }
}
