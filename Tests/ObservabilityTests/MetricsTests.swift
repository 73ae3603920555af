import Testing

@testable import Observability

@Suite struct MetricsTests {
    @Test func `the text has help and type once for each name, and escapes`() {
        let metrics = Metrics()
        metrics.counter("a_total", help: "What \\ is\ncounted", labels: ["why": "x\"\\\ny"]).add(3)
        metrics.counter("a_total", help: "What \\ is\ncounted", labels: ["why": "z"]).add()
        metrics.gauge("b", help: "Level").set(2.5)
        metrics.gauge("c", help: "Read late") { 7 }
        metrics.gauge("d", help: "Nothing to tell") { nil }
        let expected = #"""
            # HELP a_total What \\ is\ncounted
            # TYPE a_total counter
            a_total{why="x\"\\\ny"} 3
            a_total{why="z"} 1
            # HELP b Level
            # TYPE b gauge
            b 2.5
            # HELP c Read late
            # TYPE c gauge
            c 7
            # HELP d Nothing to tell
            # TYPE d gauge

            """#
        #expect(metrics.render() == expected)
    }

    @Test func `histogram buckets are cumulative and inclusive`() {
        let metrics = Metrics()
        let histogram = metrics.histogram(
            "h_seconds",
            help: "H",
            labels: ["route": "events"],
            bounds: [0.1, 1]
        )
        for value in [0.05, 0.1, 0.5, 3, .nan] { histogram.observe(value) }
        let text = metrics.render()
        #expect(text.contains(#"h_seconds_bucket{route="events",le="0.1"} 2"#))
        #expect(text.contains(#"h_seconds_bucket{route="events",le="1"} 3"#))
        #expect(text.contains(#"h_seconds_bucket{route="events",le="+Inf"} 4"#))
        #expect(text.contains(#"h_seconds_sum{route="events"} 3.65"#))
        #expect(text.contains(#"h_seconds_count{route="events"} 4"#))
    }

    @Test func `a value nobody named counts as other`() {
        let metrics = Metrics()
        let family = metrics.counters(
            "r_total",
            help: "R",
            label: "reason",
            values: ["gpc", "bot"]
        )
        family["gpc"].add()
        family["invented by a client"].add(2)
        let text = metrics.render()
        #expect(text.contains(#"r_total{reason="gpc"} 1"#))
        #expect(text.contains(#"r_total{reason="bot"} 0"#))
        #expect(text.contains(#"r_total{reason="other"} 2"#))
        #expect(!text.contains("invented"))
    }

    @Test func `registering again gives the same metric, and series are bounded`() {
        let metrics = Metrics()
        let first = metrics.counter("x_total", help: "X", labels: ["n": "0"])
        #expect(metrics.counter("x_total", help: "X", labels: ["n": "0"]) === first)
        for number in 1...3000 {
            metrics.counter("x_total", help: "X", labels: ["n": "\(number)"]).add()
        }
        let lines = metrics.render().split(separator: "\n").count
        #expect(lines == Metrics.maximumSeries + 2)
    }

    @Test func `no count is lost between threads`() async {
        let metrics = Metrics()
        let counter = metrics.counter("n_total", help: "N")
        let histogram = metrics.histogram("n_seconds", help: "N", bounds: [1])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<10_000 {
                        counter.add()
                        histogram.observe(0.5)
                    }
                }
            }
        }
        #expect(counter.value == 40_000)
        #expect(histogram.count == 40_000)
        #expect(histogram.sum == 20_000)
    }
}
