/// Counts observations in fixed buckets; observing takes no lock.
package final class Histogram: Sendable {
    /// From 100 microseconds, a cheap answer, to 10 seconds, the longest a request may take.
    package static let secondsBounds: [Double] = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
        10,
    ]

    /// Upper bounds, inclusive, ascending; one more bucket holds what is above the last.
    let bounds: [Double]
    private let buckets: [Counter]
    private let total = Gauge()

    package init(bounds: [Double]) {
        precondition(!bounds.isEmpty && bounds.allSatisfy(\.isFinite))
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 })
        self.bounds = bounds
        buckets = (0...bounds.count).map { _ in Counter() }
    }

    package func observe(_ value: Double) {
        // NaN would poison the sum for ever.
        guard !value.isNaN else { return }
        var index = 0
        while index < bounds.count && value > bounds[index] { index += 1 }
        buckets[index].add()
        total.add(value)
    }

    package var sum: Double { total.value }
    package var count: Int { buckets.reduce(0) { $0 + $1.value } }

    /// Observations up to each bound, then all of them.
    var cumulative: [Int] {
        var running = 0
        return buckets.map { bucket in
            running += bucket.value
            return running
        }
    }
}
