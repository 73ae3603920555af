internal import Crypto
internal import Usage

/// Puts rows of many batches of one day together under one dictionary of what they use.
struct SegmentBuilder {
    private(set) var batch: LogBatch
    private(set) var textBytes = 0
    private let values: DayValues
    /// By field and place among the day's values: the code in the segment; 0: not used so far.
    private var codes: [[UInt32]]
    /// By the field's number.
    private var counts = [UInt32](repeating: 0, count: DayValues.fields)

    /// `values` has seen the entries of all batches that are added, or sees them before.
    init(day: Int32, _ values: DayValues) {
        batch = LogBatch(epoch: Random.uint64(), day: day)
        self.values = values
        codes = Array(repeating: [], count: DayValues.fields)
    }

    /// Adds the rows of a batch, but for those of one visitor.
    mutating func add(
        _ added: LogBatch,
        except visitor: UInt64? = nil
    ) throws(LogDamage) {
        let tables = values.tables(of: added.epoch)
        for var row in added.rows where row.visitor != visitor {
            row.page = try code(.page, row.page, tables)
            row.title = try code(.title, row.title, tables)
            row.source = try code(.source, row.source, tables)
            row.campaign = try code(.campaign, row.campaign, tables)
            row.device = try code(.device, row.device, tables)
            row.location = try code(.location, row.location, tables)
            row.screen = try code(.screen, row.screen, tables)
            row.name = try code(.name, row.name, tables)
            row.properties = try code(.properties, row.properties, tables)
            batch.rows.append(row)
        }
    }

    @inline(__always)
    private mutating func code(
        _ name: Field,
        _ old: UInt32,
        _ tables: [[UInt32]]
    ) throws(LogDamage) -> UInt32 {
        guard old != 0 else { return 0 }
        let field = Int(name.rawValue)
        guard Int(old) < tables[field].count, tables[field][Int(old)] != 0 else {
            // Sealing it would make the loss final.
            throw LogDamage("a row whose values are there")
        }
        let place = Int(tables[field][Int(old)]) - 1
        if place < codes[field].count, codes[field][place] != 0 { return codes[field][place] }
        return newCode(name, place)
    }

    private mutating func newCode(_ name: Field, _ place: Int) -> UInt32 {
        let field = Int(name.rawValue)
        counts[field] += 1
        let code = counts[field]
        if codes[field].count <= place {
            let missing = values.values[field].count - codes[field].count
            codes[field].append(contentsOf: repeatElement(0, count: missing))
        }
        codes[field][place] = code
        let value = values.values[field][place]
        textBytes += 11 + value.byteBound
        batch.newValues.append(NewValue(field: name, code: code, value: value))
        return code
    }
}
