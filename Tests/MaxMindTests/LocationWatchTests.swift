import CollectorTesting
import Glibc
import Testing

@testable import MaxMind

@Suite struct LocationWatchTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file("location.mmdb") }
    private let address: [UInt8] = [192, 0, 2, 1]

    init() throws { folder = try TemporaryFolder() }

    private func write(_ country: String, built: UInt32 = 1_764_000_000) throws {
        var writer = LocationFileWriter(databaseType: "DBIP-Country")
        writer.buildEpochSeconds = built
        writer.add(address, prefix: 24, .map(["country": .map(["iso_code": .text(country)])]))
        try writer.write(to: path)
    }

    private func country(_ watch: LocationWatch) -> String? {
        guard let file = watch.current, let entry = file.lookup(address) else { return nil }
        return file.facts(entry).country
    }

    @Test func `a file that comes later is taken up`() throws {
        let watch = LocationWatch(path: path)
        #expect(watch.current == nil)
        #expect(watch.check() == .unchanged)
        #expect(watch.status(nowSeconds: 0).lastError == .missing(path: path))

        try write("DE")
        guard case .opened(let metadata) = watch.check() else {
            Issue.record("the new file was not opened")
            return
        }
        #expect(metadata.databaseType == "DBIP-Country")
        #expect(country(watch) == "DE")
        #expect(watch.check() == .unchanged)
        #expect(watch.status(nowSeconds: 0).lastError == nil)
    }

    @Test func `a newer file takes the place of the older, which lives on with its readers`() throws
    {
        try write("DE")
        let watch = LocationWatch(path: path)
        let older = try #require(watch.current)
        try write("FR", built: 1_765_000_000)
        guard case .opened = watch.check() else {
            Issue.record("the newer file was not opened")
            return
        }
        #expect(country(watch) == "FR")
        let entry = try #require(older.lookup(address))
        #expect(older.facts(entry).country == "DE")
    }

    @Test func `a broken newer file keeps the older and says why, once`() throws {
        try write("DE")
        let watch = LocationWatch(path: path)
        try LocationFileWriter.write(Array("broken".utf8), to: path)
        guard case .rejected(.damaged) = watch.check() else {
            Issue.record("the broken file was not rejected")
            return
        }
        #expect(country(watch) == "DE")
        #expect(watch.check() == .unchanged)
        let status = watch.status(nowSeconds: 1_764_000_000)
        #expect(status.lastError?.description.contains("download it again") == true)
        #expect(status.metadata?.databaseType == "DBIP-Country")

        try write("FR")
        _ = watch.check()
        #expect(country(watch) == "FR")
        #expect(watch.status(nowSeconds: 0).lastError == nil)
    }

    @Test func `a file that goes away stays in use`() throws {
        try write("DE")
        let watch = LocationWatch(path: path)
        let removed = unsafe unlink(path)
        #expect(removed == 0)
        #expect(watch.check() == .rejected(.missing(path: path)))
        #expect(country(watch) == "DE")
    }

    @Test(arguments: [(0, false), (30, false), (31, true), (400, true)])
    func `a file of more than a month is old`(days: Int, isOld: Bool) throws {
        try write("DE", built: 1_764_000_000)
        let watch = LocationWatch(path: path)
        let status = watch.status(nowSeconds: 1_764_000_000 + Int64(days) * 86_400)
        #expect(status.ageDays == days)
        #expect(status.isOld == isOld)
    }

    @Test func `many readers and a swapping file get along`() async throws {
        try write("DE")
        let watch = LocationWatch(path: path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<2000 {
                        let file = try #require(watch.current)
                        let entry = try #require(file.lookup([192, 0, 2, 1]))
                        let country = file.facts(entry).country
                        #expect(country == "DE" || country == "FR")
                    }
                }
            }
            for number in 0..<50 {
                try write(number.isMultiple(of: 2) ? "FR" : "DE")
                _ = watch.check()
            }
            try await group.waitForAll()
        }
    }
}
