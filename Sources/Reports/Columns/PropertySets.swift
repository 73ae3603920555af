internal import JSON
internal import Usage

/// The distinct sets of properties that events carry, and their dense codes; code 0 is "none".
///
/// Events of one kind carry few distinct sets, so that a breakdown by one key looks its value up once
/// for each set and not for each event.
struct PropertySets {
    /// More is a property that differs with every event; those count as "(other)" in each key.
    private static let capacity = 1 << 18

    private(set) var sets: [[Property]] = [[]]
    private var codes: [[Property]: UInt32] = [:]
    private var crowded: UInt32?

    var count: Int { sets.count }

    /// About what the sets take in memory, each as key and in the list.
    private(set) var byteCount = 0

    /// The code of `properties`, a new one where it is new.
    mutating func code(of properties: [Property]) -> UInt32 {
        guard !properties.isEmpty else { return 0 }
        if let code = codes[properties] { return code }
        if sets.count >= Self.capacity {
            if let crowded { return crowded }
            crowded = UInt32(sets.count)
            sets.append([])
            return UInt32(sets.count - 1)
        }
        let code = UInt32(sets.count)
        byteCount += 64 + properties.reduce(0) { $0 + 80 + $1.name.utf8.count }
        sets.append(properties)
        codes[properties] = code
        return code
    }

    /// By set, the code of the value of `key` in `texts`; 0 where a set has none.
    func values(of key: String) -> (codes: [UInt32], texts: TextTable) {
        var texts = TextTable()
        let codes = sets.indices.map { set -> UInt32 in
            if set == crowded.map(Int.init) { return texts.code(of: TextTable.other) }
            let property = sets[set].first { $0.name == key }
            return texts.code(of: property.map { Self.text($0.value) })
        }
        return (codes, texts)
    }

    private static func text(_ value: Property.Value) -> String {
        switch value {
        case .string(let text): text
        case .number(let number): JSONValue.number(number).text
        }
    }
}
