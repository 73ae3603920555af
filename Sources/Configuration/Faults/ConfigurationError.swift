/// Why there is no configuration.
package enum ConfigurationError: Error, Hashable, Sendable {
    case unreadable(path: String, reason: String)
    /// Everything that is wrong, in the order of the file.
    case faulty([ConfigurationFault])

    /// What is wrong with the contents; empty where they could not be read.
    package var faults: [ConfigurationFault] {
        switch self {
        case .unreadable: []
        case .faulty(let faults): faults
        }
    }
}

extension ConfigurationError: CustomStringConvertible {
    /// One line for each fault.
    package var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "cannot read the configuration \(path): \(reason)"
        case .faulty(let faults): faults.map(\.description).joined(separator: "\n")
        }
    }
}
