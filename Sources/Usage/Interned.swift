internal import Synchronization

/// A value that many events share, with a number that stands for it while the program runs.
///
/// Equal values may have different numbers (a cache forgot one); a number never means two values.
package struct Interned<Value: Sendable>: Sendable {
    private final class Box: Sendable {
        /// First, and so beside the count of references, which is looked at too.
        let number: UInt64
        let value: Value

        init(_ value: Value) {
            self.value = value
            number = nextInternedNumber.wrappingAdd(1, ordering: .relaxed).newValue
        }
    }

    private let box: Box

    package init(_ value: Value) { box = Box(value) }

    package var value: Value { box.value }
    /// Counts from 1; 0 is free for "none".
    package var number: UInt64 { box.number }
}

private let nextInternedNumber = Atomic<UInt64>(0)
