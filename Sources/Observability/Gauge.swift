import Synchronization

/// A number that goes up and down; setting takes no lock.
package final class Gauge: Sendable {
    private let bits = Atomic<UInt64>(0)

    package init() {}

    package func set(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    package func set(_ value: some BinaryInteger) {
        set(Double(value))
    }

    package func add(_ amount: Double) {
        var seen = bits.load(ordering: .relaxed)
        while true {
            let wanted = (Double(bitPattern: seen) + amount).bitPattern
            let outcome = bits.compareExchange(
                expected: seen,
                desired: wanted,
                ordering: .relaxed
            )
            if outcome.exchanged { return }
            seen = outcome.original
        }
    }

    package var value: Double {
        Double(bitPattern: bits.load(ordering: .relaxed))
    }
}
