/// Adds up how pages were read, group by group: of a visit the furthest depth in the group counts.
///
/// Whatever is told of a group is a sum over its visitors. So the events are gone through as often as
/// it takes to hold the pageviews of some visitors at a time, and no more than may be held.
struct ReadingScan {
    /// A pageview, or one of its groups where it is in several.
    struct Pageview: BitwiseCopyable {
        var visitor: UInt32
        var visit: UInt32
        var event: UInt32
        var group: UInt32
        /// ms.
        var engaged: UInt32
        /// As ``EventColumns/depth``.
        var depth: UInt32
    }

    /// Visitors whose pageviews are held together.
    struct Pass {
        /// The numbers of their counts.
        var visitors: Range<Int>
        var pageviews: Int
    }

    private let kernel: Kernel
    private let columns: SiteColumns
    /// What each group of the kernel is called in the result.
    private let names: [UInt32]
    private let count: Int
    /// By thread.
    private let readers: [ReaderCounts]
    let passes: [Pass]

    init(_ kernel: Kernel, groups names: [UInt32], count: Int) {
        self.kernel = kernel
        columns = kernel.columns
        self.names = names
        self.count = count
        readers = kernel.parts.compactMap(\.rows.readers)
        let most = columns.memory.reportBytes / MemoryLayout<Pageview>.stride
        passes = Self.passes(readers, most: most)
    }

    /// Visitors next to each other with as many pageviews as may be held; one count's in any case.
    private static func passes(_ readers: [ReaderCounts], most: Int) -> [Pass] {
        var passes: [Pass] = []
        for number in 0..<(readers.first?.count ?? 0) {
            let pageviews = readers.reduce(0) { $0 + $1[number] }
            if let last = passes.last, last.pageviews + pageviews <= most {
                passes[passes.count - 1].visitors = last.visitors.lowerBound..<number + 1
                passes[passes.count - 1].pageviews += pageviews
            } else {
                passes.append(Pass(visitors: number..<number + 1, pageviews: pageviews))
            }
        }
        return passes
    }

    func run() -> [Reading] {
        let most = passes.reduce(0) { max($0, $1.pageviews) }
        guard most > 0 else { return [Reading](repeating: Reading(), count: count) }
        let pageviews = Lane<Pageview>(uninitialized: most)
        defer { pageviews.free() }
        // Each thread adds up by group, which may take as much again.
        let isShared = 2 * count * ReadingSums.bytesOfGroup <= columns.memory.reportBytes
        let sums = (isShared ? [0, 1] : [0]).map { _ in
            ReadingSums(groups: count, noticesEvents: kernel.hasOverlaps)
        }
        for pass in passes where pass.pageviews > 0 {
            let starts = starts(of: pass)
            hold(pass, starts, in: pageviews)
            let middle = starts.firstIndex { $0 * 2 >= pass.pageviews } ?? 0
            let halves =
                isShared ? [0..<middle, middle..<pass.visitors.count] : [0..<pass.visitors.count]
            TwoThreads.run(Array(halves.indices)) { half in
                for place in halves[half] {
                    sums[half].add(pageviews, starts[place]..<starts[place + 1])
                }
            }
        }
        return (0..<count).map { group in sums.reduce(into: Reading()) { $0 += $1[group] } }
    }

    /// Where the pageviews of each count begin, and the end of all.
    private func starts(of pass: Pass) -> [Int] {
        var starts = [0]
        for number in pass.visitors {
            starts.append(starts[starts.count - 1] + readers.reduce(0) { $0 + $1[number] })
        }
        return starts
    }

    /// Puts the pageviews of a pass in the order of their visitors' counts.
    private func hold(_ pass: Pass, _ starts: [Int], in pageviews: Lane<Pageview>) {
        let shift = readers[0].shift
        let first = UInt32(pass.visitors.lowerBound)
        let visitors = first << shift..<UInt32(pass.visitors.upperBound) << shift
        // Where the next pageview of each count goes: those of the second thread behind the first's.
        var next = [Lane(Array(starts.dropLast()))]
        if readers.count > 1 {
            next.append(
                Lane(pass.visitors.enumerated().map { starts[$0] + readers[0][$1] })
            )
        }
        defer { for lane in next { lane.free() } }
        let scratches = readers.map { _ in RowScratch() }
        let events = columns.events
        kernel.again { [next] part, chunk, group in
            chunk.keepPageviews(of: visitors)
            guard chunk.count > 0 else { return }
            let (scratch, next) = (scratches[part], next[part])
            group { chunk, groups in
                let (visitor, engaged, depth) = (scratch.visitors, scratch.first, scratch.second)
                chunk.read(events.visitor, into: visitor)
                chunk.read(events.engaged, into: engaged)
                chunk.read(events.depth, into: depth)
                let (rows, visits) = (chunk.rows, chunk.visits)
                for index in 0..<chunk.count {
                    let place = Int(visitor[index] &>> shift &- first)
                    pageviews[next[place]] = Pageview(
                        visitor: visitor[index],
                        visit: visits[index],
                        event: rows[index],
                        group: names[Int(groups[index])],
                        engaged: engaged[index],
                        depth: depth[index]
                    )
                    next[place] &+= 1
                }
            }
        }
    }
}
