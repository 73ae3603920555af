/// The codes of groups, dimension by dimension, all in one array: groups can be hundred thousands.
struct GroupCodes {
    /// Stands in place of a code where groups are joined.
    static let other = UInt32.max

    /// How many dimensions there are.
    let width: Int
    private(set) var count = 0
    private var codes: [UInt32] = []

    init(width: Int) { self.width = width }

    var indices: Range<Int> { 0..<count }

    subscript(group: Int) -> ArraySlice<UInt32> { codes[group * width..<(group + 1) * width] }

    subscript(group: Int, dimension: Int) -> UInt32 { codes[group * width + dimension] }

    mutating func append(_ group: some Collection<UInt32>) {
        assert(group.count == width)
        codes.append(contentsOf: group)
        count += 1
    }
}
