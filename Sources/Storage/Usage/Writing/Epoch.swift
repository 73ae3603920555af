internal import Crypto
internal import Usage

/// One site's day as one writer writes it: its dictionary, and the rows of the coming commit.
///
/// It is over when its dictionary is full, when a commit failed, when its month was rewritten, or its
/// day sealed.
final class Epoch {
    /// A day with more distinct values starts its dictionary anew.
    static let maxValues = 65_536
    /// 4 MiB of text, for values that are long.
    static let maxTextBytes = 4 << 20
    /// Numbers of interned values that were forgotten and made again are kept up to here.
    private static let maxNumbers = 4 * maxValues

    let site: String
    let day: Int32
    let month: Int
    private(set) var id = Random.uint64()
    private(set) var isOver = false
    /// Whether it was not used since somebody last looked.
    var isIdle = false
    private(set) var rows: [LogRow] = []
    private(set) var newValues: [NewValue] = []
    private(set) var textBytes = 0

    /// Where the entries so far stand; nil: there are none.
    private var place: DictionaryPlace?
    private var numbers = CodeTable()
    /// By the field's number.
    private var codes: [[FieldValue: UInt32]]
    private var valueCount = 0

    init(site: String, day: Int32) {
        self.site = site
        self.day = day
        month = CivilMonth.of(day: day)
        codes = Array(repeating: [:], count: Field.allCases.count + 1)
    }

    var isFull: Bool { valueCount >= Self.maxValues || textBytes >= Self.maxTextBytes }

    /// Takes an event; the caller has seen to it that it is no duplicate.
    func append(_ event: UsageEvent, hash: UInt64, pageviewHash: UInt64) {
        var row = LogRow(
            kind: event.kind,
            visitor: event.visitor.value,
            timeMs: event.timeMs,
            record: event.record,
            eventHash: hash,
            pageviewHash: pageviewHash,
            engagedMs: event.engagedMs,
            scroll: event.scroll
        )
        row.page = code(.page, event.page) { .page($0) }
        row.title = code(.title, event.title) { .text($0) }
        row.source = code(.source, event.source) { .source($0) }
        row.device = code(.device, event.device) { .device($0) }
        row.location = code(.location, event.location) { .location($0) }
        row.screen = code(.screen, event.screen) { .text($0) }
        row.campaign = code(.campaign, event.campaign) { .campaign($0) }
        row.name = code(.name, event.name) { .text($0) }
        if !event.properties.isEmpty {
            row.properties = code(.properties, of: .properties(event.properties))
        }
        rows.append(row)
    }

    @inline(__always)
    private func code<Value>(
        _ field: Field,
        _ interned: Interned<Value>?,
        _ wrap: (Value) -> FieldValue
    ) -> UInt32 {
        guard let interned else { return 0 }
        let key = interned.number << 4 | UInt64(field.rawValue)
        let known = numbers.code(key)
        if known != 0 { return known }
        let code = code(field, of: wrap(interned.value))
        if numbers.count >= Self.maxNumbers { numbers = CodeTable() }
        numbers.insert(key, code: code)
        return code
    }

    /// The code of a value by comparing values: equal ones in different boxes share it.
    private func code(_ field: Field, of value: FieldValue) -> UInt32 {
        let index = Int(field.rawValue)
        if let code = codes[index][value] { return code }
        let code = UInt32(codes[index].count + 1)
        codes[index][value] = code
        valueCount += 1
        textBytes += value.byteBound
        newValues.append(NewValue(field: field, code: code, value: value))
        return code
    }

    // MARK: - Commit

    /// Leaves out rows that another writer stored meanwhile.
    func removeRows(where isStored: (UInt64) -> Bool) {
        let before = rows.count
        rows.removeAll { isStored($0.eventHash) }
        // Entries must stand with a row that uses them: an erasure looks for them there.
        if rows.count < before { restate() }
    }

    /// Makes sure that `now` holds, or is about to hold, every entry that the rows use.
    func settle(in now: DictionaryPlace) {
        guard let place, place != now else {
            place = now
            return
        }
        // The file was rewritten or the day sealed: the entries may be gone, or in another epoch.
        restate()
    }

    /// Puts the waiting rows into an epoch of their own, which states all it uses and ends with this
    /// commit.
    private func restate() {
        id = Random.uint64()
        isOver = true
        newValues = Field.allCases.flatMap { field in
            let used = Set(rows.map { $0.code(field) })
            return codes[Int(field.rawValue)].compactMap { value, code in
                used.contains(code) ? NewValue(field: field, code: code, value: value) : nil
            }
        }
    }

    /// The rows and entries are durable.
    func noteCommitted() {
        rows.removeAll(keepingCapacity: true)
        newValues.removeAll(keepingCapacity: true)
    }

    /// The rows and entries are forgotten, and with them the dictionary.
    func noteFailed() {
        rows.removeAll()
        newValues.removeAll()
        isOver = true
    }
}
