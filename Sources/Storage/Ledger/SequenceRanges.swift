/// A set of sequences, kept as ranges: what was removed is mostly everything up to some place.
struct SequenceRanges: Hashable, Sendable {
    /// In order, apart, and not touching.
    private(set) var ranges: [ClosedRange<UInt64>] = []

    init(_ sequences: some Sequence<UInt64> = []) {
        for sequence in sequences.sorted() { insert(sequence...sequence) }
    }

    func contains(_ sequence: UInt64) -> Bool {
        let index = firstIndex(endingFrom: sequence)
        return index < ranges.count && ranges[index].contains(sequence)
    }

    mutating func insert(_ range: ClosedRange<UInt64>) {
        let start = firstIndex(endingFrom: range.lowerBound == 0 ? 0 : range.lowerBound - 1)
        var end = start
        var merged = range
        while end < ranges.count, ranges[end].lowerBound <= range.upperBound &+ 1 {
            let lower = min(merged.lowerBound, ranges[end].lowerBound)
            merged = lower...max(merged.upperBound, ranges[end].upperBound)
            end += 1
        }
        ranges.replaceSubrange(start..<end, with: CollectionOfOne(merged))
    }

    /// How many sequences it holds.
    var count: Int { ranges.reduce(0) { $0 + Int($1.upperBound - $1.lowerBound) + 1 } }

    /// The first range that ends at `sequence` or later.
    private func firstIndex(endingFrom sequence: UInt64) -> Int {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
