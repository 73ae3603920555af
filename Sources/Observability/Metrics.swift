import Synchronization

/// The registry of all counters, gauges and histograms, and their text for Prometheus.
///
/// Metrics are registered at start and kept by whoever counts; registering the same name and labels
/// again returns the same metric. Only registering and rendering take the lock.
package final class Metrics: Sendable {
    package typealias Labels = KeyValuePairs<StaticString, String>

    /// 1,000 series in one family: what a site list or a status table needs, and far below what
    /// hurts a Prometheus server.
    static let maximumSeries = 1000

    private enum Instrument {
        case counter(Counter)
        case gauge(Gauge)
        case computed(@Sendable () -> Double?)
        case histogram(Histogram)
    }

    private struct Family {
        let kind: String
        let help: String
        var order: [String] = []
        var series: [String: Instrument] = [:]
    }

    private struct State {
        var order: [String] = []
        var families: [String: Family] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package func counter(
        _ name: StaticString,
        help: StaticString,
        labels: Labels = [:]
    ) -> Counter {
        let instrument = register(name, "counter", help, Self.text(labels)) { .counter(Counter()) }
        guard case .counter(let counter) = instrument else { return Counter() }
        return counter
    }

    /// One counter for each of `values` and one for `other`.
    package func counters(
        _ name: StaticString,
        help: StaticString,
        label: StaticString,
        values: [String]
    ) -> CounterFamily {
        func one(_ value: String) -> Counter {
            counter(name, help: help, labels: [label: value])
        }
        var counters: [String: Counter] = [:]
        for value in values { counters[value] = one(value) }
        return CounterFamily(counters: counters, other: one("other"))
    }

    package func gauge(
        _ name: StaticString,
        help: StaticString,
        labels: Labels = [:]
    ) -> Gauge {
        let instrument = register(name, "gauge", help, Self.text(labels)) { .gauge(Gauge()) }
        guard case .gauge(let gauge) = instrument else { return Gauge() }
        return gauge
    }

    /// A gauge that is read when somebody asks; `nil` leaves it out.
    package func gauge(
        _ name: StaticString,
        help: StaticString,
        labels: Labels = [:],
        reading: @escaping @Sendable () -> Double?
    ) {
        _ = register(name, "gauge", help, Self.text(labels)) { .computed(reading) }
    }

    package func histogram(
        _ name: StaticString,
        help: StaticString,
        labels: Labels = [:],
        bounds: [Double] = Histogram.secondsBounds
    ) -> Histogram {
        let instrument = register(name, "histogram", help, Self.text(labels)) {
            .histogram(Histogram(bounds: bounds))
        }
        guard case .histogram(let histogram) = instrument else { return Histogram(bounds: bounds) }
        return histogram
    }

    /// The text exposition format, version 0.0.4
    /// (https://prometheus.io/docs/instrumenting/exposition_formats/).
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package func render() -> String {
        // Readings may be slow or count something themselves: they run outside the lock.
        let snapshot = state.withLock { state in
            state.order.compactMap { name in state.families[name].map { (name, $0) } }
        }
        var text = ""
        for (name, family) in snapshot {
            text += "# HELP \(name) \(Self.escaped(family.help, quote: false))\n"
            text += "# TYPE \(name) \(family.kind)\n"
            for labels in family.order {
                guard let instrument = family.series[labels] else { continue }
                Self.append(instrument, name, labels, to: &text)
            }
        }
        return text
    }

    private func register(
        _ name: StaticString,
        _ kind: String,
        _ help: StaticString,
        _ labels: String,
        _ make: () -> Instrument
    ) -> Instrument {
        let name = name.description
        precondition(Self.isName(name), "metric names are [a-zA-Z_:][a-zA-Z0-9_:]*")
        return state.withLock { state in
            var family = state.families[name] ?? Family(kind: kind, help: help.description)
            precondition(family.kind == kind, "a metric name has one type")
            if let known = family.series[labels] { return known }
            if family.order.isEmpty { state.order.append(name) }
            // A caller past the limit still gets a working metric; it is not shown.
            guard family.order.count < Self.maximumSeries else { return make() }
            let made = make()
            family.order.append(labels)
            family.series[labels] = made
            state.families[name] = family
            return made
        }
    }

    private static func append(
        _ instrument: Instrument,
        _ name: String,
        _ labels: String,
        to text: inout String
    ) {
        let suffix = labels.isEmpty ? "" : "{\(labels)}"
        switch instrument {
        case .counter(let counter):
            text += "\(name)\(suffix) \(counter.value)\n"
        case .gauge(let gauge):
            text += "\(name)\(suffix) \(number(gauge.value))\n"
        case .computed(let reading):
            guard let value = reading() else { return }
            text += "\(name)\(suffix) \(number(value))\n"
        case .histogram(let histogram):
            let separator = labels.isEmpty ? "" : ","
            let cumulative = histogram.cumulative
            for (bound, count) in zip(histogram.bounds, cumulative) {
                text += "\(name)_bucket{\(labels)\(separator)le=\"\(number(bound))\"} \(count)\n"
            }
            let all = cumulative.last ?? 0
            text += "\(name)_bucket{\(labels)\(separator)le=\"+Inf\"} \(all)\n"
            text += "\(name)_sum\(suffix) \(number(histogram.sum))\n"
            text += "\(name)_count\(suffix) \(all)\n"
        }
    }

    private static func text(_ labels: Labels) -> String {
        labels.map { label in
            let name = label.key.description
            precondition(
                isName(name) && !name.contains(":"),
                "label names are [a-zA-Z_][a-zA-Z0-9_]*"
            )
            return "\(name)=\"\(escaped(label.value, quote: true))\""
        }
        .joined(separator: ",")
    }

    private static func escaped(_ text: String, quote: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quote: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        // Whole numbers are shown without a fraction while a Double holds them exactly.
        if value == value.rounded(), abs(value) < 0x1p53 { return String(Int64(value)) }
        return "\(value)"
    }

    private static func isName(_ name: String) -> Bool {
        let isStart = { (byte: UInt8) in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
        }
        guard let first = name.utf8.first, isStart(first) else { return false }
        return name.utf8.allSatisfy {
            isStart($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
    }
}
