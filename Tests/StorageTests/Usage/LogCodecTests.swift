import CollectorTesting
import Testing
import Usage

@testable import Storage

@Suite struct LogCodecTests {
    private static let values: [NewValue] = [
        NewValue(field: .page, code: 1, value: .page(Page(host: "", path: "/"))),
        NewValue(field: .title, code: 300, value: .text("")),
        NewValue(field: .source, code: 1, value: .source(.direct)),
        NewValue(
            field: .campaign,
            code: 2,
            value: .campaign(Campaign(source: "", medium: nil, name: "é", term: nil, content: "x"))
        ),
        NewValue(
            field: .properties,
            code: .max,
            value: .properties([
                Property(name: "plan", value: .string("")),
                Property(name: "", value: .number(-.infinity)),
            ])
        ),
    ]

    private static let extremes: [LogRow] = [
        LogRow(kind: .pageview, visitor: 0, timeMs: .min, record: .max, eventHash: 1),
        LogRow(
            kind: .engagement,
            visitor: .max,
            timeMs: .max,
            record: 0,
            eventHash: .max,
            pageviewHash: .max,
            page: .max,
            title: .max,
            source: .max,
            campaign: .max,
            device: .max,
            location: .max,
            screen: .max,
            name: .max,
            properties: .max,
            engagedMs: .min,
            scroll: 255
        ),
        LogRow(kind: .event, visitor: 1, timeMs: 0, record: 1, eventHash: 2, engagedMs: -1),
    ]

    private static let batch = LogBatch(epoch: .max, day: .min, newValues: values, rows: extremes)

    private func decode(_ bytes: [UInt8], ids: [UInt8]) throws(LogDamage) -> LogBatch {
        var batch = LogBatch()
        try LogCodec.decode(bytes, ids: ids, into: &batch)
        return batch
    }

    private var checks: CodecChecks {
        CodecChecks(
            bytes: LogCodec.encode(Self.batch),
            ids: LogCodec.ids(of: Self.extremes),
            decode: { (bytes, ids) throws(LogDamage) in try decode(bytes, ids: ids) }
        )
    }

    @Test func `a batch comes back as it was, whatever its numbers`() throws {
        let bytes = LogCodec.encode(Self.batch)
        #expect(try decode(bytes, ids: LogCodec.ids(of: Self.extremes)) == Self.batch)
    }

    @Test func `an empty batch comes back`() throws {
        let batch = LogBatch(epoch: 1, day: 2)
        #expect(try decode(LogCodec.encode(batch), ids: []) == batch)
    }

    @Test func `a batch that is cut off is an error at every length`() {
        checks.cutOffIsAnError()
    }

    @Test func `a changed byte is another batch or an error, never a crash`() {
        checks.changedIsNoCrash()
    }

    @Test func `random bytes are never taken for more rows than they can be`() {
        var random = SeededGenerator(seed: 1)
        var errors = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...120, using: &random)
            var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            if !bytes.isEmpty { bytes[0] = 1 }
            do throws(LogDamage) {
                _ = try decode(bytes, ids: [])
            } catch {
                errors += 1
            }
        }
        #expect(errors > 19_000)
    }

    @Test func `a view of a page takes about 30 bytes`() {
        let rows = (0..<1000).map { number in
            LogRow(
                kind: .pageview,
                visitor: .max,
                timeMs: 1_795_521_600_000 + Int64(number) * 13,
                record: 1_000_000 - UInt64(number % 7) * 1000,
                eventHash: .max,
                page: UInt32(number),
                title: UInt32(number),
                source: 3,
                device: 20,
                location: 130,
                screen: 9
            )
        }
        let bytes = LogCodec.encode(LogBatch(epoch: 1, day: 1, newValues: [], rows: rows)).count
        #expect((bytes + 8000) / 1000 <= 32)
    }
}
