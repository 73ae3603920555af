import CollectorTesting
import Testing
import Usage

@testable import Storage

@Suite struct SegmentCodecTests {
    private static let values: [NewValue] = [
        NewValue(field: .page, code: 1, value: .page(Page(host: "", path: "/"))),
        NewValue(field: .page, code: 2, value: .page(Page(host: "h", path: "/2"))),
        NewValue(field: .title, code: 1, value: .text("")),
        NewValue(field: .source, code: 1, value: .source(.direct)),
        NewValue(
            field: .properties,
            code: 1,
            value: .properties([Property(name: "", value: .number(-.infinity))])
        ),
        NewValue(field: .title, code: 2, value: .text("é")),
    ]

    private static let extremes: [LogRow] = [
        LogRow(kind: .pageview, visitor: 0, timeMs: .min, record: .max, eventHash: 1, page: 1),
        LogRow(
            kind: .engagement,
            visitor: .max,
            timeMs: .max,
            record: 0,
            eventHash: .max,
            pageviewHash: .max,
            page: 2,
            title: 2,
            source: 1,
            properties: 1,
            engagedMs: .min,
            scroll: 255
        ),
        LogRow(kind: .event, visitor: 1, timeMs: 0, record: 1, eventHash: 2, engagedMs: -1),
        LogRow(kind: .engagement, visitor: 0, timeMs: 0, record: 1, eventHash: 3, pageviewHash: 1),
        LogRow(kind: .engagement, visitor: 0, timeMs: 9, record: 1, eventHash: 4, pageviewHash: 5),
        LogRow(kind: .pageview, visitor: 0, timeMs: 8, record: 2, eventHash: 5, page: 2, title: 1),
        LogRow(kind: .pageview, visitor: 0, timeMs: 8, record: 2, eventHash: 5, page: 2, title: 1),
        LogRow(kind: .event, visitor: .max, timeMs: 8, record: 2, eventHash: 6, pageviewHash: 77),
    ]

    private static let batch = LogBatch(epoch: .max, day: .min, newValues: values, rows: extremes)

    private func decode(_ bytes: [UInt8], ids: [UInt8]) throws(LogDamage) -> LogBatch {
        var batch = LogBatch()
        try LogCodec.decode(bytes, ids: ids, into: &batch)
        #expect(batch.isWholeEpoch)
        batch.isWholeEpoch = false
        return batch
    }

    private func checks(_ batch: LogBatch) -> CodecChecks {
        CodecChecks(
            bytes: SegmentCodec.encode(batch),
            ids: LogCodec.ids(of: batch.rows),
            decode: { (bytes, ids) throws(LogDamage) in try decode(bytes, ids: ids) }
        )
    }

    @Test func `a segment comes back as it was, whatever its numbers`() throws {
        let bytes = SegmentCodec.encode(Self.batch)
        #expect(bytes.first == SegmentCodec.version)
        #expect(try decode(bytes, ids: LogCodec.ids(of: Self.extremes)) == Self.batch)
    }

    @Test(arguments: 1...20)
    func `random rows come back in their order`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = [1, 2, 17, 300, 5000][Int(seed) % 5]
        let dayValues = DayValues()
        var builder = SegmentBuilder(day: 3, dayValues)
        var epoch = LogBatch(epoch: 7, day: 3)
        for field in [Field.page, .title, .screen, .name] {
            for code in 1...(40 as UInt32) {
                let text = "\(field) \(code)"
                let value: FieldValue =
                    field == .page ? .page(Page(host: "", path: text)) : .text(text)
                epoch.newValues.append(NewValue(field: field, code: code, value: value))
            }
        }
        for number in 0..<count {
            func code() -> UInt32 { UInt32.random(in: 0...40, using: &random) }
            epoch.rows.append(
                LogRow(
                    kind: number % 3 == 0 ? .pageview : .engagement,
                    visitor: UInt64.random(in: 0...UInt64(count / 4 + 1), using: &random),
                    timeMs: 1_795_521_600_000 + Int64.random(in: 0...86_400_000, using: &random),
                    record: UInt64.random(in: 0...3, using: &random),
                    eventHash: UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15,
                    pageviewHash: UInt64.random(in: 0...UInt64(count), using: &random)
                        &* 0x9E37_79B9_7F4A_7C15,
                    page: code(),
                    title: code(),
                    screen: code(),
                    name: code(),
                    engagedMs: Int32.random(in: 0...2, using: &random),
                    scroll: UInt8.random(in: 0...100, using: &random)
                )
            )
        }
        var values = EpochValues()
        values.note(epoch)
        dayValues.note(epoch)
        try builder.add(epoch)
        let segment = builder.batch
        let read = try decode(SegmentCodec.encode(segment), ids: LogCodec.ids(of: segment.rows))
        #expect(read == segment)
        var after = EpochValues()
        after.note(read)
        for (row, original) in zip(read.rows, epoch.rows) {
            #expect(
                after.event(row, of: read, site: "s")
                    == values.event(original, of: epoch, site: "s")
            )
        }
        #expect(Set(read.newValues).count == read.newValues.count)
    }

    @Test func `rows whose values are not there make no segment`() {
        var builder = SegmentBuilder(day: 3, DayValues())
        let row = LogRow(kind: .pageview, visitor: 1, timeMs: 1, record: 1, eventHash: 1, page: 4)
        let batch = LogBatch(epoch: 7, day: 3, rows: [row])
        #expect(throws: LogDamage.self) { try builder.add(batch) }
    }

    @Test func `an empty segment comes back`() throws {
        let batch = LogBatch(epoch: 1, day: 2)
        #expect(try decode(SegmentCodec.encode(batch), ids: []) == batch)
    }

    @Test func `a segment says whose rows it has`() throws {
        let bytes = SegmentCodec.encode(Self.batch)
        for visitor in [0, 1, .max] as [UInt64] {
            #expect(try SegmentCodec.holds(visitor, in: bytes))
        }
        #expect(try !SegmentCodec.holds(2, in: bytes))
        #expect(throws: LogDamage.self) {
            try SegmentCodec.holds(2, in: LogCodec.encode(Self.batch))
        }
    }

    @Test func `a segment that is cut off is an error at every length`() {
        checks(Self.batch).cutOffIsAnError()
    }

    @Test func `a changed byte is another segment or an error, never a crash`() {
        let rows = (0..<400 as Range<UInt64>).map { number -> LogRow in
            LogRow(
                kind: .pageview,
                visitor: number % 50,
                timeMs: Int64(number) * 13,
                record: number % 50,
                eventHash: number + 1,
                pageviewHash: number % 9,
                page: UInt32(number % 3)
            )
        }
        let large = LogBatch(epoch: 1, day: 1, newValues: Self.values, rows: rows)
        for batch in [Self.batch, large] { checks(batch).changedIsNoCrash() }
    }

    @Test func `a block that says it is larger than the reader expects is an error`() throws {
        // Nothing is allocated for what the block says of itself: only for what the ids allow.
        var output = SegmentBytes()
        output.block([UInt8](repeating: 7, count: 1 << 20))
        for (count, isRight) in [(100, false), ((1 << 20) + 1, false), (1 << 20, true)] {
            try unsafe output.bytes.withUnsafeBufferPointer { bytes in
                var reader = try unsafe ByteReader(bytes)
                if isRight {
                    #expect(try reader.block(count).count == count)
                } else {
                    #expect(throws: LogDamage.self) { try reader.block(count) }
                }
            }
        }
        #expect(output.bytes.count < 100)
    }

    @Test func `random bytes are never taken for a segment of many rows`() {
        var random = SeededGenerator(seed: 1)
        var errors = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...120, using: &random)
            var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            if !bytes.isEmpty { bytes[0] = SegmentCodec.version }
            do throws(LogDamage) {
                _ = try decode(bytes, ids: [UInt8](repeating: 1, count: 800))
            } catch {
                errors += 1
            }
        }
        #expect(errors == 20_000)
    }
}
