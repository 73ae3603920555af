/// Why a location file cannot be used.
package enum LocationError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(path: String)
    case unreadable(path: String, reason: String)
    /// Not an `.mmdb` file, or one that was cut or damaged.
    case damaged(path: String, reason: String)
    /// A good file of another kind, such as one of networks and their owners.
    case withoutLocations(path: String, type: String)

    package var description: String {
        switch self {
        case .missing(let path):
            "there is no location file at \(path); visits are stored without a location until there is"
        case .unreadable(let path, let reason):
            "the location file \(path) cannot be read: \(reason); check its owner and mode"
        case .damaged(let path, let reason):
            "\(path) is not a usable .mmdb file: \(reason); download it again, and replace it by"
                + " renaming, not by writing into it"
        case .withoutLocations(let path, let type):
            "\(path) holds no countries, its type is \(type); use a City or Country file"
        }
    }
}
