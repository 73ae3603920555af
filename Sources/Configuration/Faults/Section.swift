/// An object of the configuration: a key is known when it was asked for.
///
/// So there is no list of keys beside the code that reads them, and a key that nothing reads is an
/// error.
final class Section {
    let position: TextPosition
    let path: String
    let faults: FaultList
    let members: [JSON5Member]
    private var asked: [String] = []

    init(members: [JSON5Member], position: TextPosition, path: String, faults: FaultList) {
        self.members = members
        self.position = position
        self.path = path
        self.faults = faults
    }

    func fault(_ message: String) {
        faults.add(message, at: position, path: path)
    }

    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func field(_ key: String) -> Field? {
        asked.append(key)
        guard let member = members.first(where: { $0.key == key }) else { return nil }
        return Field(value: member.value, path: path(of: key), faults: faults)
    }

    /// The field, and a fault where it is missing.
    func required(_ key: String) -> Field? {
        let field = field(key)
        if field == nil { fault("\"\(key)\" is missing") }
        return field
    }

    func integer(_ key: String, _ range: ClosedRange<Int>, default standard: Int) -> Int {
        field(key)?.integer(range) ?? standard
    }

    func texts(_ key: String, maxLength: Int = 200) -> [String] {
        field(key)?.list { $0.text(maxLength: maxLength) } ?? []
    }

    func section<Result>(_ key: String, _ read: (Section) -> Result?) -> Result? {
        field(key)?.section(read)
    }

    func refuseUnknownKeys() {
        for member in members where !asked.contains(member.key) {
            var message = "unknown key \"\(member.key)\""
            if let meant = nearest(to: member.key, among: asked) {
                message += "; did you mean \"\(meant)\"?"
            } else {
                message += "; known here: \(asked.sorted().joined(separator: ", "))"
            }
            faults.add(message, at: member.position, path: path)
        }
    }
}
