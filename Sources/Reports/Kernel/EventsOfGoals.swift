/// The events of groups that are joined of several goals: one that is two of them counts once.
struct EventsOfGoals {
    private let columns: SiteColumns
    private let found: [Part]

    /// What one thread counts, by new group.
    private final class Part {
        var events: [Int]
        var pageviews: [Int]

        init(count: Int) {
            events = [Int](repeating: 0, count: count)
            pageviews = events
        }
    }

    /// `target` is the new group of each of the kernel's, `members` the same the other way round.
    init(_ kernel: Kernel, _ target: [UInt32], _ members: GroupMembers) {
        columns = kernel.columns
        found = kernel.parts.map { _ in Part(count: members.count) }
        let isJoined = (0..<members.count).map { members[$0].count > 1 }
        kernel.again { [found, columns] part, chunk, group in
            // All goals of an event are met within its chunk.
            var pairs: [UInt64] = []
            group { chunk, groups in
                for index in 0..<chunk.count {
                    let new = target[Int(groups[index])]
                    if isJoined[Int(new)] {
                        pairs.append(UInt64(chunk.rows[index]) << 32 | UInt64(new))
                    }
                }
            }
            pairs.sort()
            var last: UInt64?
            for pair in pairs where pair != last {
                last = pair
                let new = Int(pair & 0xFFFF_FFFF)
                found[part].events[new] += 1
                found[part].pageviews[new] += columns.events.isPageview(Int(pair >> 32)) ? 1 : 0
            }
        }
    }

    func events(of group: Int) -> Int { found.reduce(0) { $0 + $1.events[group] } }

    func pageviews(of group: Int) -> Int { found.reduce(0) { $0 + $1.pageviews[group] } }
}
