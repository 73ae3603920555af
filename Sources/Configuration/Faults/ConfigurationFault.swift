/// One thing that is wrong with a configuration, and where.
package struct ConfigurationFault: Hashable, Sendable {
    package let fileName: String
    package let position: TextPosition
    /// The keys that lead to the place, such as `sites[0].origins[1]`; empty for the whole file.
    package let path: String
    package let message: String

    package var line: Int { position.line }
}

extension ConfigurationFault: CustomStringConvertible {
    /// `assent.json5:12: retention.usage_months: expected 1 to 24`.
    package var description: String {
        path.isEmpty
            ? "\(fileName):\(line): \(message)" : "\(fileName):\(line): \(path): \(message)"
    }
}
