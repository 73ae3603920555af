import Testing

@testable import Reports

@Suite struct GroupTotalsTests {
    private let first = Totals(
        visitors: 1,
        pageviews: 2,
        events: 3,
        visits: 4,
        visitVisitors: 5,
        bounces: 6,
        durationMs: 7,
        visitPageviews: 8
    )

    @Test func `each group has the figures that were set, others are zero`() {
        var totals = GroupTotals(count: 3)
        #expect(totals.byteCount == 0)
        totals[1] = first
        #expect(totals[1] == first)
        #expect(totals[0] == Totals() && totals[2] == Totals())
        totals.setVisitors([7, 8, 9])
        #expect(totals.indices.map(totals.visitors) == [7, 8, 9])
        #expect(totals[1].visitVisitors == 5)
        #expect(totals.byteCount == 8 * 8 * 3)
    }

    @Test func `groups of others are appended whether they have the same figures or not`() {
        var totals = GroupTotals(count: 0)
        var visits = GroupTotals(count: 2)
        visits.set(.visits, [3, 4])
        var visitors = GroupTotals(count: 3)
        visitors.setVisitors([5, 6, 7])
        totals.append(visits.indices, of: visits)
        totals.append(1..<3, of: visitors)
        totals.append(0..<1, of: visits)
        #expect(totals.count == 5)
        #expect(totals.indices.map { totals[$0].visits } == [3, 4, 0, 0, 3])
        #expect(totals.indices.map(totals.visitors) == [0, 0, 6, 7, 0])
        let picked = totals.picking([3, 1])
        #expect(picked.indices.map { picked[$0].visits } == [0, 4])
        #expect(picked.indices.map(picked.visitors) == [7, 0])
    }

    @Test func `codes are picked, widened and appended dimension by dimension`() {
        var codes = GroupCodes(width: 2)
        for group in [[1, 2], [3, 4], [5, 6]] as [[UInt32]] { codes.append(group) }
        let picked = codes.picking([2, 0], dimensions: 1)
        #expect(picked.indices.map { Array(picked[$0]) } == [[5], [1]])
        var wide = codes.inserting(9, at: 1)
        wide.append(codes.inserting(8, at: 0))
        #expect(
            wide.indices.map { Array(wide[$0]) }
                == [[1, 9, 2], [3, 9, 4], [5, 9, 6], [8, 1, 2], [8, 3, 4], [8, 5, 6]]
        )
        #expect(GroupCodes(width: 0, count: 1, codes: []).inserting(4, at: 0)[0] == [4])
    }
}
