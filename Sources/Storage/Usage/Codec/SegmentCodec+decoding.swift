internal import Usage

extension SegmentCodec {
    /// Reads a segment into an empty batch.
    static func decode(
        _ bytes: [UInt8],
        ids: [UInt8],
        into batch: inout LogBatch
    ) throws(LogDamage) {
        let count = ids.count / 8
        guard ids.count == 8 * count, count <= LogCodec.maxRows else {
            throw LogDamage("as many rows as ids")
        }
        let hashes = try hashes(ids, count)
        try unsafe bytes.withUnsafeBufferPointer { (bytes) throws(LogDamage) in
            var reader = try unsafe ByteReader(bytes)
            guard try reader.byte() == version else { throw LogDamage("a segment") }
            batch.isWholeEpoch = true
            batch.epoch = try reader.fixed64()
            guard let day = Int32(exactly: try reader.zigzag()) else { throw LogDamage("a day") }
            batch.day = day
            let visitors = try visitors(&reader, count)
            try readValues(&reader, into: &batch)
            let time = try reader.zigzag()
            let columns = try Columns(&reader, count)
            guard reader.remaining == 0 else { throw LogDamage("an end") }
            try columns.check(batch.newValues, visitors)
            batch.rows.reserveCapacity(count)
            try columns.join(visitors, hashes, time, into: &batch.rows)
        }
    }

    private static func hashes(_ ids: [UInt8], _ count: Int) throws(LogDamage) -> [UInt64] {
        guard count > 0 else { return [] }
        return try unsafe ids.withUnsafeBufferPointer { (ids) throws(LogDamage) in
            var reader = try unsafe ByteReader(ids)
            return try numbers(&reader, count)
        }
    }

    private static func numbers(
        _ reader: inout ByteReader,
        _ count: Int
    ) throws(LogDamage) -> [UInt64] {
        var numbers: [UInt64] = []
        numbers.reserveCapacity(count)
        for _ in 0..<count { numbers.append(try reader.fixed64()) }
        return numbers
    }

    private static func visitors(
        _ reader: inout ByteReader,
        _ rows: Int
    ) throws(LogDamage) -> [UInt64] {
        let count = try reader.varint()
        guard count <= UInt64(min(rows, reader.remaining / 8)) else {
            throw LogDamage("that many visitors")
        }
        return try numbers(&reader, Int(count))
    }

    private static func readValues(
        _ reader: inout ByteReader,
        into batch: inout LogBatch
    ) throws(LogDamage) {
        let size = try reader.varint()
        guard size <= UInt64(maxTextBytes) else { throw LogDamage("that much text") }
        let values = try reader.block(Int(size))
        try unsafe values.withUnsafeBufferPointer { (values) throws(LogDamage) in
            var reader = try unsafe ByteReader(values)
            try LogCodec.readValues(&reader, into: &batch)
            guard reader.remaining == 0 else { throw LogDamage("an end of the values") }
        }
    }
}

extension SegmentCodec.Columns {
    fileprivate init(_ reader: inout ByteReader, _ count: Int) throws(LogDamage) {
        typealias Flag = SegmentCodec.Flag
        flags = try reader.block(count)
        var (records, contexts, titles, pageviews, engaged, names) = (0, 0, 0, 0, 0, 0)
        for flags in flags {
            records &+= flags & Flag.record != 0 ? 1 : 0
            contexts &+= flags & Flag.context != 0 ? 1 : 0
            titles &+= flags & Flag.title != 0 ? 1 : 0
            pageviews &+= flags & Flag.pageview != 0 ? 1 : 0
            engaged &+= flags & Flag.engagement != 0 ? 1 : 0
            names &+= flags & Flag.name != 0 ? 1 : 0
        }
        visitor = try reader.column(count)
        time = try reader.column(count)
        page = try reader.column(count)
        record = try reader.column(records)
        source = try reader.column(contexts)
        campaign = try reader.column(contexts)
        device = try reader.column(contexts)
        location = try reader.column(contexts)
        screen = try reader.column(contexts)
        title = try reader.column(titles)
        pageview = try reader.column(pageviews)
        var elsewhere = 0
        for distance in pageview where distance == 0 { elsewhere += 1 }
        hash = try reader.column(elsewhere)
        self.engaged = try reader.column(engaged)
        scroll = try reader.column(engaged)
        name = try reader.column(names)
        properties = try reader.column(names)
    }

    /// Makes sure that every code has an entry and every row a visitor.
    fileprivate func check(_ values: [NewValue], _ visitors: [UInt64]) throws(LogDamage) {
        var counts = [UInt32](repeating: 0, count: Field.allCases.count + 1)
        for value in values {
            let field = Int(value.field.rawValue)
            counts[field] += 1
            guard value.code == counts[field] else { throw LogDamage("codes without a gap") }
        }
        for (field, codes) in [
            (Field.page, page), (.title, title), (.source, source), (.campaign, campaign),
            (.device, device), (.location, location), (.screen, screen), (.name, name),
            (.properties, properties),
        ] {
            guard codes.max() ?? 0 <= counts[Int(field.rawValue)] else {
                throw LogDamage("codes with an entry")
            }
        }
        guard visitor.max().map({ Int($0) < visitors.count }) ?? true else {
            throw LogDamage("rows of its visitors")
        }
    }

    /// Puts the columns together into rows.
    fileprivate func join(
        _ visitors: [UInt64],
        _ hashes: [UInt64],
        _ firstTime: Int64,
        into rows: inout [LogRow]
    ) throws(LogDamage) {
        typealias Flag = SegmentCodec.Flag
        var time = firstTime
        var records = [UInt64](repeating: 0, count: visitors.count)
        var contexts = [SegmentCodec.Context](
            repeating: SegmentCodec.Context(),
            count: visitors.count
        )
        var titles = [UInt32](repeating: 0, count: Int(page.max() ?? 0) + 1)
        var (nextRecord, nextContext, nextTitle, nextPageview) = (0, 0, 0, 0)
        var (nextHash, nextEngaged, nextName) = (0, 0, 0)
        for index in flags.indices {
            let flags = flags[index]
            guard let kind = UsageEvent.Kind(rawValue: flags & 0b11) else {
                throw LogDamage("a known kind of row")
            }
            let (ordinal, page) = (Int(visitor[index]), self.page[index])
            time &+= Int64(zigzag: self.time[index])
            if flags & Flag.record != 0 {
                records[ordinal] = record[nextRecord]
                nextRecord += 1
            }
            if flags & Flag.context != 0 {
                contexts[ordinal] = context(nextContext)
                nextContext += 1
            }
            if flags & Flag.title != 0 {
                titles[Int(page)] = title[nextTitle]
                nextTitle += 1
            }
            let context = contexts[ordinal]
            var row = LogRow(
                kind: kind,
                visitor: visitors[ordinal],
                timeMs: time,
                record: records[ordinal],
                eventHash: hashes[index],
                page: page,
                title: titles[Int(page)],
                source: context.source,
                campaign: context.campaign,
                device: context.device,
                location: context.location,
                screen: context.screen
            )
            if flags & Flag.pageview != 0 {
                let distance = Int64(zigzag: pageview[nextPageview])
                nextPageview += 1
                if distance == 0 {
                    row.pageviewHash = hash[nextHash]
                    nextHash += 1
                } else {
                    let (target, isFar) = Int64(index).subtractingReportingOverflow(distance)
                    guard !isFar, hashes.indices.contains(Int(target)) else {
                        throw LogDamage("a pageview among its rows")
                    }
                    row.pageviewHash = hashes[Int(target)]
                }
            }
            if flags & Flag.engagement != 0 {
                row.engagedMs = Int32(bitPattern: engaged[nextEngaged])
                row.scroll = UInt8(truncatingIfNeeded: scroll[nextEngaged])
                nextEngaged += 1
            }
            if flags & Flag.name != 0 {
                row.name = name[nextName]
                row.properties = properties[nextName]
                nextName += 1
            }
            rows.append(row)
        }
    }

    private func context(_ index: Int) -> SegmentCodec.Context {
        SegmentCodec.Context(
            source: source[index],
            campaign: campaign[index],
            device: device[index],
            location: location[index],
            screen: screen[index]
        )
    }
}
