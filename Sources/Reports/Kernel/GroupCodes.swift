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

    /// `codes` are those of `count` groups.
    init(width: Int, count: Int, codes: [UInt32]) {
        assert(codes.count == width * count)
        (self.width, self.count, self.codes) = (width, count, codes)
    }

    mutating func append(_ group: some Collection<UInt32>) {
        assert(group.count == width)
        codes.append(contentsOf: group)
        count += 1
    }

    mutating func append(_ others: GroupCodes) {
        assert(others.width == width)
        codes.append(contentsOf: others.codes)
        count += others.count
    }

    /// The same groups with a code more, that of a dimension at `place`; nil adds none.
    func inserting(_ code: UInt32, at place: Int?) -> GroupCodes {
        guard let place else { return self }
        var wider = [UInt32](repeating: code, count: count * (width + 1))
        for dimension in 0..<width {
            let to = dimension < place ? dimension : dimension + 1
            for group in 0..<count {
                wider[group * (width + 1) + to] = codes[group * width + dimension]
            }
        }
        return GroupCodes(width: width + 1, count: count, codes: wider)
    }

    /// Some groups by their first `dimensions` dimensions.
    func picking(_ groups: [Int], dimensions: Int) -> GroupCodes {
        var picked: [UInt32] = []
        picked.reserveCapacity(groups.count * dimensions)
        for group in groups {
            for dimension in 0..<dimensions { picked.append(codes[group * width + dimension]) }
        }
        return GroupCodes(width: dimensions, count: groups.count, codes: picked)
    }
}
