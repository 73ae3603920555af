import CollectorTesting
import Testing
import Usage

@testable import Storage

@Suite struct BatchFilterTests {
    private func row(_ visitor: UInt64, page: UInt32) -> LogRow {
        LogRow(kind: .pageview, visitor: visitor, timeMs: 0, record: 1, eventHash: 1, page: page)
    }

    private func entry(_ code: UInt32) -> NewValue {
        NewValue(field: .page, code: code, value: .page(Page(host: "", path: "/\(code)")))
    }

    private let rule = RemovalRule(visitors: ["example.org": VisitorID(7)])

    @Test func `a batch without the visitor stays as it is`() {
        var filter = BatchFilter(rule)
        let before = LogBatch(epoch: 1, newValues: [entry(1)], rows: [row(1, page: 1)])
        var batch = before
        #expect(filter.filter(&batch, of: "example.org") == nil)
        #expect(batch == before)
    }

    @Test func `the same visitor number of another site stays`() {
        var filter = BatchFilter(rule)
        var batch = LogBatch(epoch: 1, newValues: [entry(1)], rows: [row(7, page: 1)])
        #expect(filter.filter(&batch, of: "example.com") == nil)
    }

    @Test(.tags(.privacy)) func `an entry that only the visitor used goes with the rows`() {
        var filter = BatchFilter(rule)
        var batch = LogBatch(
            epoch: 1,
            newValues: [entry(1), entry(2)],
            rows: [row(7, page: 1), row(1, page: 2)]
        )
        #expect(filter.filter(&batch, of: "example.org") == 1)
        #expect(batch == LogBatch(epoch: 1, newValues: [entry(2)], rows: [row(1, page: 2)]))
    }

    @Test func `an entry that others use later moves to the first of them`() {
        var filter = BatchFilter(rule)
        var first = LogBatch(epoch: 1, newValues: [entry(1)], rows: [row(7, page: 1)])
        #expect(filter.filter(&first, of: "example.org") == 1)
        #expect(first.newValues.isEmpty && first.rows.isEmpty)
        var other = LogBatch(epoch: 2, newValues: [], rows: [row(1, page: 1)])
        #expect(filter.filter(&other, of: "example.org") == nil)
        var second = LogBatch(epoch: 1, newValues: [], rows: [row(1, page: 1), row(2, page: 1)])
        #expect(filter.filter(&second, of: "example.org") == 0)
        #expect(second.newValues == [entry(1)])
    }
}
