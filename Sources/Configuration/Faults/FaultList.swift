/// Gathers what is wrong while a text is read, so that all of it can be told at once.
final class FaultList {
    let fileName: String
    private(set) var faults: [ConfigurationFault] = []

    init(fileName: String) { self.fileName = fileName }

    func add(_ message: String, at position: TextPosition, path: String = "") {
        faults.append(
            ConfigurationFault(
                fileName: fileName,
                position: position,
                path: path,
                message: message
            )
        )
    }

    /// The faults as an error, in the order of the text; nil while there is none.
    var error: ConfigurationError? {
        faults.isEmpty ? nil : .faulty(faults.sorted { $0.position < $1.position })
    }
}
