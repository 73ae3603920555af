/// A piece of data that goes with a log message.
///
/// The four cases are all there is on purpose: no arbitrary value can be interpolated into a log
/// line, so that nothing personal gets there by accident.
package enum LogValue: Sendable, Equatable {
    case string(String)
    case integer(Int64)
    case double(Double)
    case bool(Bool)

    /// A whole number of any width; what Int64 cannot hold is clamped.
    package static func int(_ value: some BinaryInteger) -> LogValue {
        .integer(Int64(clamping: value))
    }
}
