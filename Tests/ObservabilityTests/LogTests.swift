import Glibc
import Testing

@testable import Observability

@Suite struct LogTests {
    private func log(_ level: LogLevel, _ sink: any LogSink) -> Log {
        Log(level: level, sink: sink, clock: { 1_764_000_000_123 })
    }

    @Test func `an entry below the level is not even built`() {
        let sink = MemoryLogSink()
        var built = 0
        func count() -> Int64 {
            built += 1
            return 1
        }
        let log = log(.warning, sink)
        log.info("quiet", ["n": .int(count())])
        log.error("loud", ["n": .int(count())])
        #expect(sink.messages == ["loud"])
        #expect(built == 1)
        #expect(sink.entries.first?["n"] == .int(1))
    }

    @Test func `a line is JSON with time, level, message and the fields in order`() {
        let sink = MemoryLogSink()
        log(.debug, sink).info(
            "listening",
            [
                "port": .int(8080), "ratio": .double(0.5), "tls": .bool(false),
                "why": .string("a \"b\"\n\u{1b}[31m\u{9b}é\\"), "odd": .double(.nan),
            ]
        )
        let line = sink.entries.first.map { String(decoding: LogLine.render($0), as: UTF8.self) }
        let expected =
            #"{"time":"2025-11-24T16:00:00.123Z","level":"info","message":"listening","port":8080,"#
            + #""ratio":0.5,"tls":false,"why":"a \"b\"\n\u001b[31m\u009bé\\","odd":"nan"}"# + "\n"
        #expect(line == expected)
    }

    @Test func `a line never exceeds what a pipe takes at once`() {
        let sink = MemoryLogSink()
        let long = String(repeating: "\u{1}ü", count: 100_000)
        log(.info, sink).info(
            "long",
            [
                "a": .string(long), "b": .string(long), "c": .string(long), "d": .string(long),
                "e": .string(long), "f": .string(long), "g": .string(long), "h": .string(long),
                "i": .string(long), "last": .int(1),
            ]
        )
        let line = sink.entries.first.map(LogLine.render) ?? []
        let text = String(decoding: line, as: UTF8.self)
        #expect(line.count <= LogLine.maximumBytes)
        #expect(text.hasSuffix("\"last\":1,\"truncated\":true}\n"))
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (-5, "1970-01-01T00:00:00.000Z"),
    ])
    func `time stamps are RFC 3339`(timeMs: Int64, text: String) {
        #expect(LogLine.timestamp(timeMs) == text)
    }

    @Test func `a full pipe loses lines, counts them, says so later and never blocks`() throws {
        var ends: [Int32] = [0, 0]
        try #require(unsafe pipe(&ends) == 0)
        defer {
            close(ends[0])
            close(ends[1])
        }
        let sink = DescriptorLogSink(descriptor: ends[1])
        let log = log(.info, sink)
        for number in 0..<5000 { log.info("many", ["number": .int(number)]) }
        #expect(sink.droppedLines > 0)

        let before = sink.droppedLines
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        _ = unsafe read(ends[0], &buffer, buffer.count)
        log.info("room again")
        let count = unsafe read(ends[0], &buffer, buffer.count)
        let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        #expect(sink.droppedLines == before)
        #expect(text.contains("\"message\":\"log lines were dropped\",\"lines\":\(before)}"))
        #expect(text.hasSuffix("\"message\":\"room again\"}\n"))
    }

    @Test func `a closed descriptor is counted, not a crash`() {
        let sink = DescriptorLogSink(descriptor: 1_000_000)
        log(.info, sink).info("nowhere")
        #expect(sink.droppedLines == 1)
    }
}
