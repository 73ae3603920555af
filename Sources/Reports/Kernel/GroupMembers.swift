/// Which groups make up each new group.
struct GroupMembers {
    private let starts: [Int]
    private let members: [Int]

    /// `target` is the new group of each of `groups`; nil joins none.
    init(_ target: [UInt32]?, groups: Int, count: Int) {
        guard let target else {
            starts = Array(0...count)
            members = Array(0..<groups)
            return
        }
        var starts = [Int](repeating: 0, count: count + 1)
        for new in target { starts[Int(new) + 1] += 1 }
        for new in 0..<count { starts[new + 1] += starts[new] }
        var next = starts
        var members = [Int](repeating: 0, count: target.count)
        for (group, new) in target.enumerated() {
            members[next[Int(new)]] = group
            next[Int(new)] += 1
        }
        (self.starts, self.members) = (starts, members)
    }

    /// How many new groups there are.
    var count: Int { starts.count - 1 }

    subscript(new: Int) -> ArraySlice<Int> { members[starts[new]..<starts[new + 1]] }
}
