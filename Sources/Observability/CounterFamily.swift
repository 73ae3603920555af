/// Counters of one name, one for each value of one label.
///
/// The values are fixed when the family is made, so that no visitor can grow the number of series;
/// any other value counts as `other`.
package final class CounterFamily: Sendable {
    private let counters: [String: Counter]
    private let other: Counter

    init(counters: [String: Counter], other: Counter) {
        self.counters = counters
        self.other = other
    }

    package subscript(value: String) -> Counter {
        counters[value] ?? other
    }
}
