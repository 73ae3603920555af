internal import Usage

extension SegmentCodec {
    /// The codes of each field count from 1 without a gap, and each has its entry in `batch`.
    static func encode(_ batch: LogBatch) -> [UInt8] {
        var split = Split(batch.rows)
        var output = SegmentBytes()
        output.byte(version)
        output.fixed64(batch.epoch)
        output.zigzag(Int64(batch.day))
        output.varint(UInt64(split.visitors.count))
        for visitor in split.visitors { output.fixed64(visitor) }
        let values = LogCodec.bytes(of: batch.newValues)
        precondition(values.count <= maxTextBytes, "a segment with too much text")
        output.varint(UInt64(values.count))
        output.block(values)
        output.zigzag(batch.rows.first?.timeMs ?? 0)
        split.run(batch.rows)
        split.columns.write(to: &output)
        return output.bytes
    }

    /// Takes rows apart into columns.
    private struct Split {
        private(set) var columns = Columns()
        private(set) var visitors: [UInt64] = []
        private var ordinals: [UInt32] = []
        private var records: [UInt64] = []
        private var contexts: [Context] = []
        private var titles: [UInt32] = []

        init(_ rows: [LogRow]) {
            var known = Numbering()
            ordinals.reserveCapacity(rows.count)
            for row in rows {
                let (ordinal, isNew) = known.number(of: row.visitor)
                if isNew { visitors.append(row.visitor) }
                ordinals.append(ordinal)
            }
            records = Array(repeating: 0, count: visitors.count)
            contexts = Array(repeating: Context(), count: visitors.count)
        }

        mutating func run(_ rows: [LogRow]) {
            titles = Array(repeating: 0, count: Int(rows.map(\.page).max() ?? 0) + 1)
            var byHash = CodeTable()
            for (index, row) in rows.enumerated()
            where row.eventHash != 0 && byHash.code(row.eventHash) == 0 {
                byHash.insert(row.eventHash, code: UInt32(index) + 1)
            }
            columns.visitor = ordinals
            var time = rows.first?.timeMs ?? 0
            for (index, row) in rows.enumerated() {
                columns.time.append((row.timeMs &- time).zigzag)
                time = row.timeMs
                columns.page.append(row.page)
                var flags = row.kind.rawValue
                flags |= common(row, Int(ordinals[index]))
                flags |= own(row, index, byHash)
                columns.flags.append(flags)
            }
        }

        /// What stays the same mostly.
        private mutating func common(_ row: LogRow, _ visitor: Int) -> UInt8 {
            var flags: UInt8 = 0
            if records[visitor] != row.record {
                records[visitor] = row.record
                columns.record.append(row.record)
                flags |= Flag.record
            }
            let context = Context(
                source: row.source,
                campaign: row.campaign,
                device: row.device,
                location: row.location,
                screen: row.screen
            )
            if contexts[visitor] != context {
                contexts[visitor] = context
                columns.source.append(row.source)
                columns.campaign.append(row.campaign)
                columns.device.append(row.device)
                columns.location.append(row.location)
                columns.screen.append(row.screen)
                flags |= Flag.context
            }
            if titles[Int(row.page)] != row.title {
                titles[Int(row.page)] = row.title
                columns.title.append(row.title)
                flags |= Flag.title
            }
            return flags
        }

        private mutating func own(_ row: LogRow, _ index: Int, _ byHash: CodeTable) -> UInt8 {
            var flags: UInt8 = 0
            if row.pageviewHash != 0 {
                flags |= Flag.pageview
                let target = Int(byHash.code(row.pageviewHash)) - 1
                if target >= 0, target != index {
                    columns.pageview.append(Int64(index - target).zigzag)
                } else {
                    columns.pageview.append(0)
                    columns.hash.append(row.pageviewHash)
                }
            }
            if row.engagedMs != 0 || row.scroll != 0 {
                flags |= Flag.engagement
                columns.engaged.append(UInt32(bitPattern: row.engagedMs))
                columns.scroll.append(UInt32(row.scroll))
            }
            if row.name | row.properties != 0 {
                flags |= Flag.name
                columns.name.append(row.name)
                columns.properties.append(row.properties)
            }
            return flags
        }
    }
}

/// Numbers values from 0 in the order in which they come.
private struct Numbering {
    private var table = CodeTable()
    private var ofZero: UInt32?
    private var count: UInt32 = 0

    mutating func number(of value: UInt64) -> (UInt32, isNew: Bool) {
        // The table has no room for 0.
        if value == 0, let ofZero { return (ofZero, false) }
        let known = value == 0 ? 0 : table.code(value)
        if known != 0 { return (known - 1, false) }
        if value == 0 { ofZero = count } else { table.insert(value, code: count + 1) }
        count += 1
        return (count - 1, true)
    }
}

extension SegmentCodec.Columns {
    fileprivate func write(to output: inout SegmentBytes) {
        output.block(flags)
        output.column(visitor)
        output.column(time)
        output.column(page)
        output.column(record)
        output.column(source)
        output.column(campaign)
        output.column(device)
        output.column(location)
        output.column(screen)
        output.column(title)
        output.column(pageview)
        output.column(hash)
        output.column(engaged)
        output.column(scroll)
        output.column(name)
        output.column(properties)
    }
}
