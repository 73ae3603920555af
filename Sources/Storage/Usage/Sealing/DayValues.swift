internal import Usage

/// The values that the rows of a day use, each once, whatever number of epochs have entries for it.
final class DayValues {
    /// 64 MiB of text: a day with more is not taken into memory.
    private static let maxTextBytes = 64 << 20

    /// By the field's number: the values in the order in which they were seen.
    private(set) var values: [[FieldValue]]
    /// By the field's number: where a value is among ``values``.
    private var places: [[FieldValue: UInt32]]
    /// By epoch, then by field and code: one more than the place of the value; 0: there is no entry.
    private var epochs: [UInt64: [[UInt32]]] = [:]
    private var textBytes = 0

    static let fields = (Field.allCases.map { Int($0.rawValue) }.max() ?? 0) + 1

    init() {
        values = Array(repeating: [], count: Self.fields)
        places = Array(repeating: [:], count: Self.fields)
    }

    /// Whether it is more than memory is for.
    var isTooMuch: Bool { textBytes > Self.maxTextBytes }

    /// Takes the entries of a batch.
    func note(_ batch: LogBatch) {
        guard !batch.newValues.isEmpty else { return }
        var tables = epochs.removeValue(forKey: batch.epoch) ?? Self.none
        for entry in batch.newValues {
            let (field, code) = (Int(entry.field.rawValue), Int(entry.code))
            // A writer's codes have no gaps, so no table is larger than what was stored.
            while tables[field].count <= code { tables[field].append(0) }
            tables[field][code] = place(of: entry.value, field) + 1
        }
        epochs[batch.epoch] = tables
    }

    private static let none = [[UInt32]](repeating: [], count: fields)

    private func place(of value: FieldValue, _ field: Int) -> UInt32 {
        if let place = places[field][value] { return place }
        let place = UInt32(values[field].count)
        places[field][value] = place
        values[field].append(value)
        textBytes += value.byteBound
        return place
    }

    /// By field and code: one more than the place of the value.
    func tables(of epoch: UInt64) -> [[UInt32]] { epochs[epoch] ?? Self.none }
}
