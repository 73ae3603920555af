internal import Crypto
internal import Usage

/// Puts rows of many batches of one day together under one dictionary of what they use.
struct SegmentBuilder {
    private(set) var batch: LogBatch
    private(set) var textBytes = 0
    /// By the field's number.
    private var codes: [[FieldValue: UInt32]] = Array(
        repeating: [:],
        count: fields
    )
    /// From the codes of an epoch to those of the segment, by field and code; 0: not seen yet.
    private var translations: [UInt64: [[UInt32]]] = [:]

    init(day: Int32) { batch = LogBatch(epoch: Random.uint64(), day: day) }

    private static let fields = (Field.allCases.map { Int($0.rawValue) }.max() ?? 0) + 1

    /// Adds the rows of a batch, whose entries `values` has seen, but for those of one visitor.
    mutating func add(
        _ rows: [LogRow],
        of epoch: UInt64,
        _ values: EpochValues,
        except visitor: UInt64? = nil
    ) throws(LogDamage) {
        var translation =
            translations.removeValue(forKey: epoch) ?? Array(repeating: [], count: Self.fields)
        let tables = values.tables(of: epoch)
        batch.rows.reserveCapacity(batch.rows.count + rows.count)
        for var row in rows where row.visitor != visitor {
            row.page = try code(.page, row.page, &translation, tables)
            row.title = try code(.title, row.title, &translation, tables)
            row.source = try code(.source, row.source, &translation, tables)
            row.campaign = try code(.campaign, row.campaign, &translation, tables)
            row.device = try code(.device, row.device, &translation, tables)
            row.location = try code(.location, row.location, &translation, tables)
            row.screen = try code(.screen, row.screen, &translation, tables)
            row.name = try code(.name, row.name, &translation, tables)
            row.properties = try code(.properties, row.properties, &translation, tables)
            batch.rows.append(row)
        }
        translations[epoch] = translation
    }

    @inline(__always)
    private mutating func code(
        _ field: Field,
        _ old: UInt32,
        _ translation: inout [[UInt32]],
        _ tables: [[FieldValue?]]
    ) throws(LogDamage) -> UInt32 {
        guard old != 0 else { return 0 }
        let (field, index) = (Int(field.rawValue), Int(old))
        if index < translation[field].count, translation[field][index] != 0 {
            return translation[field][index]
        }
        return try newCode(field, index, &translation, tables)
    }

    private mutating func newCode(
        _ field: Int,
        _ old: Int,
        _ translation: inout [[UInt32]],
        _ tables: [[FieldValue?]]
    ) throws(LogDamage) -> UInt32 {
        guard old < tables[field].count, let value = tables[field][old],
            let name = Field(rawValue: UInt8(field))
        else {
            // Sealing it would make the loss final.
            throw LogDamage("a row whose values are there")
        }
        let code: UInt32
        if let known = codes[field][value] {
            code = known
        } else {
            code = UInt32(codes[field].count + 1)
            codes[field][value] = code
            textBytes += 11 + value.byteBound
            batch.newValues.append(NewValue(field: name, code: code, value: value))
        }
        if translation[field].count <= old {
            let missing = max(old + 1, tables[field].count) - translation[field].count
            translation[field].append(contentsOf: repeatElement(0, count: missing))
        }
        translation[field][old] = code
        return code
    }
}
