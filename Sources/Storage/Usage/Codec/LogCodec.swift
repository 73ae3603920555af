internal import Usage

/// The bytes of a batch, before they are sealed.
///
/// ```
/// version       1 byte, 1; the columns of a closed day are 2, see ``SegmentCodec``
/// epoch         8 bytes
/// day           zigzag
/// time, record  zigzag, varint: what the first row's differences start from
/// values        varint; each: field (1 byte), code (varint), its texts
/// rows          varint; each:
///   flags       1 byte: bits 0-1 kind, 2 pageview hash, 3 engagement, 4 rare codes
///   visitor     8 bytes
///   time        zigzag, difference to the row before in ms
///   record      zigzag, difference to the row before
///   codes       varints: page, title, source, device, location, screen
///   rare codes  varints: campaign, name, properties
///   pageview    8 bytes
///   engagement  varint ms, 1 byte scroll
/// ```
///
/// The hashes of the rows' ids stand apart, 8 bytes each (`ids`): they are keyed hashes, so they need
/// no seal, and a start that rebuilds the duplicates reads nothing else. A page's view takes about 30
/// bytes with its hash.
enum LogCodec {
    static let version: UInt8 = 1

    /// The most rows of a batch; a writer is full long before.
    static let maxRows = 1 << 20

    private static let headerBound = 1 + 8 + 5 * 10
    private static let rowBound = 1 + 8 + 2 * 10 + 9 * 10 + 8 + 10 + 1
    /// Flags, visitor, and one byte for each of the eight numbers that are always there.
    private static let smallestRow = 1 + 8 + 8

    private static let hasPageview: UInt8 = 1 << 2
    private static let hasEngagement: UInt8 = 1 << 3
    private static let hasRareCodes: UInt8 = 1 << 4
    private static let knownFlags: UInt8 = 0b1_1111

    static func encode(_ batch: LogBatch) -> [UInt8] {
        encode(epoch: batch.epoch, day: batch.day, newValues: batch.newValues, rows: batch.rows)
    }

    static func encode(
        epoch: UInt64,
        day: Int32,
        newValues: [NewValue],
        rows: [LogRow]
    ) -> [UInt8] {
        let bound = headerBound + rows.count * rowBound + byteBound(of: newValues)
        return unsafe [UInt8](unsafeUninitializedCapacity: bound) { memory, initialized in
            var writer = unsafe ByteWriter(memory)
            writer.byte(version)
            writer.fixed64(epoch)
            writer.zigzag(Int64(day))
            writer.zigzag(rows.first?.timeMs ?? 0)
            writer.varint(rows.first?.record ?? 0)
            write(newValues, to: &writer)
            writer.varint(UInt64(rows.count))
            write(rows, to: &writer)
            initialized = writer.count
        }
    }

    /// The most bytes that writing `values` takes.
    private static func byteBound(of values: [NewValue]) -> Int {
        values.reduce(10) { $0 + 11 + $1.value.byteBound }
    }

    private static func write(_ values: [NewValue], to writer: inout ByteWriter) {
        writer.varint(UInt64(values.count))
        for entry in values {
            writer.byte(entry.field.rawValue)
            writer.varint(UInt64(entry.code))
            entry.value.write(to: &writer)
        }
    }

    /// The bytes of dictionary entries alone.
    static func bytes(of values: [NewValue]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: byteBound(of: values)) { memory, initialized in
            var writer = unsafe ByteWriter(memory)
            write(values, to: &writer)
            initialized = writer.count
        }
    }

    private static func write(_ rows: [LogRow], to writer: inout ByteWriter) {
        var time = rows.first?.timeMs ?? 0
        var record = rows.first?.record ?? 0
        for row in rows {
            var flags = row.kind.rawValue
            if row.pageviewHash != 0 { flags |= hasPageview }
            if row.engagedMs != 0 || row.scroll != 0 { flags |= hasEngagement }
            if row.campaign | row.name | row.properties != 0 { flags |= hasRareCodes }
            writer.byte(flags)
            writer.fixed64(row.visitor)
            writer.zigzag(row.timeMs &- time)
            writer.zigzag(Int64(bitPattern: row.record &- record))
            time = row.timeMs
            record = row.record
            writer.varint(UInt64(row.page))
            writer.varint(UInt64(row.title))
            writer.varint(UInt64(row.source))
            writer.varint(UInt64(row.device))
            writer.varint(UInt64(row.location))
            writer.varint(UInt64(row.screen))
            if flags & hasRareCodes != 0 {
                writer.varint(UInt64(row.campaign))
                writer.varint(UInt64(row.name))
                writer.varint(UInt64(row.properties))
            }
            if flags & hasPageview != 0 { writer.fixed64(row.pageviewHash) }
            if flags & hasEngagement != 0 {
                writer.varint(UInt64(UInt32(bitPattern: row.engagedMs)))
                writer.byte(row.scroll)
            }
        }
    }

    /// The hashes of the rows' ids, 8 bytes each, the least significant first.
    static func ids(of rows: [LogRow]) -> [UInt8] {
        let size = 8 * rows.count
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { memory, initialized in
            guard size > 0 else { return }
            var writer = unsafe ByteWriter(memory)
            for row in rows { writer.fixed64(row.eventHash) }
            initialized = size
        }
    }

    /// Reads either version into `batch`, whose memory is used again.
    static func decode(
        _ bytes: [UInt8],
        ids: [UInt8],
        into batch: inout LogBatch
    ) throws(LogDamage) {
        batch.newValues.removeAll(keepingCapacity: true)
        batch.rows.removeAll(keepingCapacity: true)
        if bytes.first == SegmentCodec.version {
            return try SegmentCodec.decode(bytes, ids: ids, into: &batch)
        }
        try unsafe bytes.withUnsafeBufferPointer { (bytes) throws(LogDamage) in
            var reader = try unsafe ByteReader(bytes)
            guard try reader.byte() == version else { throw LogDamage("a known version") }
            batch.isWholeEpoch = false
            batch.epoch = try reader.fixed64()
            guard let day = Int32(exactly: try reader.zigzag()) else { throw LogDamage("a day") }
            batch.day = day
            let time = try reader.zigzag()
            let record = try reader.varint()
            try readValues(&reader, into: &batch)
            let count = try reader.varint()
            guard count <= UInt64(reader.remaining / smallestRow), ids.count == 8 * Int(count)
            else {
                throw LogDamage("as many rows as ids")
            }
            guard count > 0 else {
                guard reader.remaining == 0 else { throw LogDamage("an end") }
                return
            }
            batch.rows.reserveCapacity(Int(count))
            try unsafe ids.withUnsafeBufferPointer { (ids) throws(LogDamage) in
                var hashes = try unsafe ByteReader(ids)
                try readRows(&reader, &hashes, Int(count), time, record, into: &batch.rows)
            }
            guard reader.remaining == 0 else { throw LogDamage("an end") }
        }
    }

    static func readValues(
        _ reader: inout ByteReader,
        into batch: inout LogBatch
    ) throws(LogDamage) {
        let count = try reader.varint()
        // Field, code and one text take three bytes at least.
        guard count <= UInt64(reader.remaining / 3) else { throw LogDamage("that many values") }
        for _ in 0..<count {
            guard let field = Field(rawValue: try reader.byte()) else {
                throw LogDamage("a known field")
            }
            let code = try reader.varint32()
            guard code > 0 else { throw LogDamage("a code") }
            let value = try FieldValue.read(field, from: &reader)
            batch.newValues.append(NewValue(field: field, code: code, value: value))
        }
    }

    private static func readRows(
        _ reader: inout ByteReader,
        _ hashes: inout ByteReader,
        _ count: Int,
        _ firstTime: Int64,
        _ firstRecord: UInt64,
        into rows: inout [LogRow]
    ) throws(LogDamage) {
        var time = firstTime
        var record = firstRecord
        for _ in 0..<count {
            let flags = try reader.byte()
            guard let kind = UsageEvent.Kind(rawValue: flags & 0b11), flags & ~knownFlags == 0
            else {
                throw LogDamage("a known kind of row")
            }
            let visitor = try reader.fixed64()
            time &+= try reader.zigzag()
            record &+= UInt64(bitPattern: try reader.zigzag())
            var row = LogRow(
                kind: kind,
                visitor: visitor,
                timeMs: time,
                record: record,
                eventHash: try hashes.fixed64()
            )
            row.page = try reader.varint32()
            row.title = try reader.varint32()
            row.source = try reader.varint32()
            row.device = try reader.varint32()
            row.location = try reader.varint32()
            row.screen = try reader.varint32()
            if flags & hasRareCodes != 0 {
                row.campaign = try reader.varint32()
                row.name = try reader.varint32()
                row.properties = try reader.varint32()
            }
            if flags & hasPageview != 0 { row.pageviewHash = try reader.fixed64() }
            if flags & hasEngagement != 0 {
                row.engagedMs = Int32(bitPattern: try reader.varint32())
                row.scroll = try reader.byte()
            }
            rows.append(row)
        }
    }
}
