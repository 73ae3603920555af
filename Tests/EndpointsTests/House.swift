import CollectorTesting
import Configuration
import Consent
import Enrichment
import Glibc
import HTTPServer
import JSON
import MaxMind
import Observability
import PrivacyOffice
import Reports
import SQLite
import Storage
import Synchronization
import Testing
import Usage

@testable import Endpoints

/// The whole collector on a free port of this machine, with real stores and a clock of the test's.
final class House: Sendable {
    static let site = "example.org"
    static let origin = "Origin: https://example.org"
    /// 2026-11-24 at noon UTC.
    static let noonMs: Int64 = 1_795_521_600_000
    static let agent =
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
        + "Chrome/142.0.0.0 Safari/537.36"
    /// From Berlin, as the location file of the tests has it.
    static let berlin = "X-Forwarded-For: 192.0.2.7"
    static let california = "X-Forwarded-For: 198.51.100.7"

    let folder: TemporaryFolder
    let collector: Collector
    let logged = MemoryLogSink()
    let addresses: [String]
    private let server: HTTPServer
    private let pool: WorkerPool

    /// `settings` stands in the configuration beside the sites, `site` in the first of them.
    init(
        _ settings: String = "",
        site: String = "",
        version: String = "1",
        proxies: String = "\"127.0.0.1\"",
        isDemo: Bool = false,
        hasLocations: Bool = true,
        listen: [String] = ["127.0.0.1:0"],
        folder: TemporaryFolder? = nil,
        nowMs: Int64 = House.noonMs
    ) throws {
        let folder = try folder ?? TemporaryFolder()
        self.folder = folder
        let clock = Clock(nowMs)
        let configuration =
            isDemo
            ? try Configuration.demo(origins: ["https://example.org"])
            : try Self.configuration(settings, site: site, version: version, proxies: proxies)
        let log = Log(sink: logged)
        let keys = try KeyRing(dataDirectory: folder.path)
        let usage = try UsageStore(
            directory: folder.path,
            keys: keys,
            log: log,
            clock: { clock.nowMs }
        )
        if hasLocations { try Self.locations().write(to: folder.file("location.mmdb")) }
        let snapshot = Snapshot(configuration)
        let collector = Collector(
            usage: usage,
            ledger: try ConsentLedger(dataDirectory: folder.path, keys: keys, log: log),
            keys: keys,
            access: try AccessKeys(dataDirectory: folder.path),
            reports: UsageReports(
                store: usage,
                sites: snapshot.timeZones,
                memoryMB: configuration.reports.memoryMB
            ),
            location: LocationWatch(path: folder.file("location.mmdb")),
            registry: Metrics(),
            log: log,
            snapshot: snapshot,
            isDemo: isDemo,
            clock: { clock.nowMs }
        )
        try collector.keepNotices(of: snapshot)
        _ = collector.location.check()
        self.collector = collector
        self.clock = clock
        let pool = try WorkerPool(threads: 1, queueLimit: 64)
        self.pool = pool
        var settings = ServerSettings(listen: listen)
        // However busy the machine is: these tests are not about deadlines.
        settings.idleDeadlineMs = 600_000
        settings.headerDeadlineMs = 600_000
        settings.bodyDeadlineMs = 600_000
        settings.responseDeadlineMs = 600_000
        server = try HTTPServer.start(
            settings,
            log: log,
            metrics: collector.registry
        ) { _ in
            guard let loop = CollectorLoop(collector: collector, pool: pool) else {
                preconditionFailure("no memory for a parser")
            }
            return loop
        }
        addresses = server.boundAddresses
    }

    private let clock: Clock

    private final class Clock: Sendable {
        private let time: Mutex<(ms: Int64, step: Int64)>

        init(_ ms: Int64) { time = Mutex((ms, 0)) }

        var nowMs: Int64 {
            time.withLock { time in
                time.ms += time.step
                return time.ms
            }
        }

        func set(_ ms: Int64) { time.withLock { $0.ms = ms } }

        func step(by ms: Int64) { time.withLock { $0.step = ms } }
    }

    deinit {
        server.stop(within: 2)
        pool.stop()
        collector.usage.close()
    }

    var nowMs: Int64 {
        get { clock.nowMs }
        set { clock.set(newValue) }
    }

    /// From now on each look at the clock finds it later by so much.
    func stepClock(byMs ms: Int64) { clock.step(by: ms) }

    /// Puts another configuration in force, as a reload does.
    func install(_ settings: String = "", site: String = "", version: String = "1") throws {
        let snapshot = Snapshot(try Self.configuration(settings, site: site, version: version))
        try collector.keepNotices(of: snapshot)
        collector.install(snapshot)
        // Each loop takes it within a second.
        let client = connect()
        for _ in 0..<2000
        where client.ask("GET", "/v1/notice?site=example.org").json["hash"].string != hash {
            poll(nil, 0, 5)
        }
    }

    func connect() -> Client { Client(addresses[0]) }

    func key(_ role: AccessRole, site: String? = nil) throws -> String {
        "Authorization: Bearer "
            + (try collector.access.add(role: role, site: site, atMs: nowMs).key)
    }

    // MARK: - What is stored

    func rows(of site: String = House.site) throws -> [StoredEvent] {
        var events: [StoredEvent] = []
        try collector.usage.exportRows(site: site, days: Int32.min...Int32.max) {
            events.append($0)
        }
        return events
    }

    func record(_ answer: Client.Answer) throws -> ConsentRecord {
        let id = try #require(answer.json["record"].string.flatMap { RecordID(text: $0) })
        return try #require(try collector.ledger.record(id))
    }

    var enforcement: EnforcementCheck.Outcome {
        get throws {
            try EnforcementCheck(
                usage: collector.usage,
                ledger: collector.ledger,
                keys: collector.keys
            ).run()
        }
    }

    /// Makes every commit to a table fail until `body` ends.
    func failing<Result>(
        _ table: String,
        in file: String,
        _ body: () throws -> Result
    ) throws -> Result {
        let intruder = try Connection(.writer(folder.file(file)))
        try intruder.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON \(table) BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        let result = try body()
        try intruder.execute("DROP TRIGGER broken")
        return result
    }

    /// The hash of the notice in force.
    var hash: String { collector.snapshot.site(Self.site)?.noticeHashText ?? "" }

    // MARK: - Requests

    /// The body of a choice.
    func choice(
        _ mechanism: String,
        _ choices: String = "{}",
        site: String = House.site,
        hash: String? = nil,
        more: String = ""
    ) -> String {
        let hash = hash ?? collector.snapshot.site(site)?.noticeHashText ?? ""
        return #"{"site":"\#(site)","notice":"\#(hash)","choices":\#(choices),"#
            + #""mechanism":"\#(mechanism)"\#(more)}"#
    }

    /// Makes a choice from Berlin and returns the answer.
    func choose(
        _ client: Client,
        _ mechanism: String,
        _ choices: String = "{}",
        headers: [String] = [],
        more: String = ""
    ) -> Client.Answer {
        client.ask(
            "POST",
            "/v1/consent",
            (headers.contains { $0.hasPrefix("User-Agent") } ? [] : [Self.agent])
                + [Self.origin] + headers,
            choice(mechanism, choices, more: more)
        )
    }

    /// The token of somebody who granted `categories`.
    func token(_ client: Client, granting categories: String...) throws -> String {
        let choices = categories.map { "\"\($0)\":true" }.joined(separator: ",")
        return try #require(choose(client, "save", "{\(choices)}").json["token"].string)
    }

    /// Sends a beacon.
    func beacon(
        _ client: Client,
        _ events: [String],
        token: String? = nil,
        site: String = House.site,
        headers: [String] = []
    ) -> Client.Answer {
        client.ask(
            "POST",
            "/v1/events",
            [Self.origin, Self.agent] + headers,
            Sent.body(events, token: token, site: site)
        )
    }

    // MARK: - The configuration and the location file of the tests

    static func configuration(
        _ settings: String = "",
        site: String = "",
        version: String = "1",
        proxies: String = "\"127.0.0.1\""
    ) throws -> Configuration {
        try Configuration.parse(
            text: """
                {
                    trusted_proxies: [\(proxies)], gpc_updated: "2026-01-31",
                    \(settings.isEmpty ? "" : settings + ",")
                    sites: [
                        {
                            id: "example.org", origins: ["https://example.org"], notice: "main",
                            \(site)
                        },
                        {
                            id: "kids.example", origins: ["https://kids.example"], notice: "main",
                            audience: "minors",
                        },
                    ],
                    notices: [{
                        id: "main", version: "\(version)", default_language: "en",
                        categories: [
                            { id: "essential", purposes: ["keep_choice"] },
                            { id: "functional", purposes: ["maps"] },
                            { id: "analytics", purposes: ["measure_\(version)"] },
                            { id: "marketing", purposes: ["campaigns"] },
                        ],
                        texts: {
                            en: { title: "Your choice", text: "May we?", categories: \(words) },
                            de: { title: "Ihre Auswahl", text: "Dürfen wir?", categories: \(words) },
                        },
                    }],
                }
                """
        )
    }

    private static let words =
        "{"
        + Category.allCases.map { "\($0.rawValue): { title: \"T\", text: \"t\" }" }
        .joined(separator: ", ") + "}"

    private static func locations() -> LocationFileWriter {
        var writer = LocationFileWriter()
        writer.add(
            [192, 0, 2, 0],
            prefix: 24,
            .city(
                "DE",
                region: "BE",
                regionName: "Berlin",
                city: "Köpenick",
                timeZone: "Europe/Berlin"
            )
        )
        writer.add(
            [198, 51, 100, 0],
            prefix: 24,
            .city(
                "US",
                region: "CA",
                regionName: "California",
                city: "Fresno",
                timeZone: "America/Los_Angeles"
            )
        )
        return writer
    }
}

/// Events as a page sends them; a test names only what it is about.
enum Sent {
    /// 22 characters of base64url for a number.
    static func id(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "A", count: 21 - digits.count) + digits + "A"
    }

    static func pageview(
        _ number: Int,
        url: String = "https://example.org/a",
        _ more: String = ""
    ) -> String {
        #"{"type":"pageview","id":"\#(id(number))","url":"\#(url)"\#(more)}"#
    }

    static func event(_ number: Int, name: String = "play", _ more: String = "") -> String {
        #"{"type":"event","id":"\#(id(number))","name":"\#(name)"\#(more)}"#
    }

    static func body(_ events: [String], token: String?, site: String = House.site) -> String {
        let token = token.map { #""token":"\#($0)","# } ?? ""
        return #"{"site":"\#(site)",\#(token)"events":[\#(events.joined(separator: ","))]}"#
    }
}
