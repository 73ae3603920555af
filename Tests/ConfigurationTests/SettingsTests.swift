import CollectorTesting
import Testing

@testable import Configuration

/// A key with a whole number: where it stands, its bounds, and where it ends up.
struct IntegerKey: Sendable, CustomTestStringConvertible {
    let section: String
    let key: String
    let range: ClosedRange<Int>
    let standard: Int
    let value: @Sendable (Configuration) -> Int

    var testDescription: String { "\(section).\(key)" }

    func text(_ value: String) -> String { "\(section): {\n\(key): \(value) }" }

    static let all = [
        IntegerKey(section: "retention", key: "usage_months", range: 1...24, standard: 24) {
            $0.retention.usageMonths
        },
        IntegerKey(section: "retention", key: "consent_months", range: 1...120, standard: 60) {
            $0.retention.consentMonths
        },
        IntegerKey(section: "reports", key: "min_visitors", range: 1...100, standard: 5) {
            $0.reports.minVisitors
        },
        IntegerKey(section: "reports", key: "memory_mb", range: 64...1_048_576, standard: 512) {
            $0.reports.memoryMB
        },
        IntegerKey(section: "threads", key: "loops", range: 1...64, standard: 1) {
            $0.threads.loops
        },
        IntegerKey(section: "threads", key: "workers", range: 1...64, standard: 2) {
            $0.threads.workers
        },
        limit("max_connections", 16...100_000, 8192) { $0.maxConnections },
        limit("max_body_bytes", 1024...1_048_576, 65_536) { $0.maxBodyBytes },
        limit("max_header_bytes", 1024...65_536, 8192) { $0.maxHeaderBytes },
        limit("max_uri_bytes", 256...32_768, 4096) { $0.maxURIBytes },
        limit("header_timeout_seconds", 1...300, 10) { $0.headerTimeoutSeconds },
        limit("body_timeout_seconds", 1...300, 20) { $0.bodyTimeoutSeconds },
        limit("response_timeout_seconds", 1...3600, 30) { $0.responseTimeoutSeconds },
        limit("idle_timeout_seconds", 1...3600, 60) { $0.idleTimeoutSeconds },
        limit("requests_per_minute_per_address", 0...1_000_000, 600) {
            $0.requestsPerMinutePerAddress
        },
        limit("queue", 1...65_536, 256) { $0.queue },
    ]

    private static func limit(
        _ key: String,
        _ range: ClosedRange<Int>,
        _ standard: Int,
        _ value: @escaping @Sendable (Configuration.Limits) -> Int
    ) -> IntegerKey {
        IntegerKey(section: "limits", key: key, range: range, standard: standard) {
            value($0.limits)
        }
    }
}

@Suite struct SettingsTests {
    @Test(arguments: IntegerKey.all)
    func `a whole number is taken within its bounds and refused outside`(_ key: IntegerKey) throws {
        #expect(key.value(try configuration()) == key.standard)
        for value in [key.range.lowerBound, key.range.upperBound] {
            #expect(key.value(try configuration(key.text("\(value)"))) == value)
        }
        #expect(
            key.value(try configuration(key.text("\(key.range.upperBound).0")))
                == key.range.upperBound
        )
        let outside = ["\(key.range.lowerBound - 1)", "\(key.range.upperBound + 1)", "1e30"]
        for value in outside + ["'5'", "70.5", "Infinity", "-Infinity", "NaN", "null", "[]"] {
            let found = faults(key.text(value))
            #expect(found.count == 1)
            #expect(
                found.first?.description
                    == "assent.json5:3: \(key.section).\(key.key): expected "
                    + "\(key.range.lowerBound) to \(key.range.upperBound)"
            )
        }
    }

    @Test func `every key but sites is optional`() throws {
        let configuration = try configuration()
        #expect(configuration.listen == ["127.0.0.1:8080"])
        #expect(configuration.metricsListen == nil)
        #expect(configuration.tls == nil)
        #expect(configuration.trustedProxies.isEmpty)
        #expect(configuration.location.path == nil)
        #expect(configuration.retention.expireAt == TimeOfDay(hour: 3, minute: 30))
        #expect(configuration.durability == .full)
        #expect(configuration.log.level == .info)
        #expect(configuration.optOutPlaces.isEmpty)
        #expect(configuration.gpcUpdated == nil)
        #expect(configuration.limits.maxConnectionsPerAddress == 256)
        #expect(configuration.limits.eventsPerBeacon == 100)
        #expect(faults(in: "{}").map(\.message) == ["\"sites\" is missing"])
        #expect(faults(in: "{sites: []}").map(\.message) == ["expected at least one site"])
        #expect(faults(in: "[]").map(\.message) == ["expected an object { ... }, found a list"])
    }

    @Test func `connections of one address are at most all`() throws {
        #expect(
            try configuration("limits: {max_connections: 64}").limits.maxConnectionsPerAddress == 64
        )
        #expect(
            try configuration("limits: {max_connections: 64, max_connections_per_address: 64}")
                .limits.maxConnectionsPerAddress == 64
        )
        let found = faults("limits: {max_connections: 64, max_connections_per_address: 65}")
        #expect(found.map(\.path) == ["limits.max_connections_per_address"])
        for value in ["0", "100001"] {
            #expect(faults("limits: {max_connections_per_address: \(value)}").count == 1)
        }
    }

    @Test func `listen is one address or several`() throws {
        #expect(try configuration("listen: '[::1]:0'").listen == ["[::1]:0"])
        let several = try configuration("listen: ['0.0.0.0:80', '[::]:80']")
        #expect(several.listen == ["0.0.0.0:80", "[::]:80"])
        #expect(
            try configuration("metrics_listen: '127.0.0.1:9180'").metricsListen == "127.0.0.1:9180"
        )
        let wrong = [
            "'localhost:80'", "':80'", "'127.0.0.1'", "80", "[]", "['127.0.0.1:70000']", "''",
        ]
        for value in wrong {
            #expect(faults("listen: \(value)").count == 1, "\(value)")
        }
    }

    @Test func `TLS needs both files`() throws {
        let tls = try configuration("tls: {certificate: 'a.pem', key: 'b.pem'}").tls
        #expect(tls == Configuration.TLS(certificate: "a.pem", key: "b.pem"))
        #expect(
            faults("tls: {certificate: 'a.pem'}").map(\.description) == [
                "assent.json5:2: tls: \"key\" is missing"
            ]
        )
        #expect(faults("tls: {}").count == 2)
    }

    @Test func `words of a list are taken, others told`() throws {
        #expect(try configuration("durability: 'normal'").durability == .normal)
        #expect(try configuration("log: {level: 'debug'}").log.level == .debug)
        #expect(
            faults("durability: 'fast'").map(\.message) == ["expected one of \"full\", \"normal\""]
        )
        #expect(faults("log: {level: 3}").map(\.path) == ["log.level"])
    }

    @Test func `dates, times, places and proxies are checked`() throws {
        let configuration = try configuration(
            """
            retention: {expire_at: '23:59'}, gpc_updated: '2028-02-29', geo: {path: 'a b.mmdb'},
            jurisdictions: {opt_out: ['US-CA', 'GB']}, trusted_proxies: ['192.0.2.1', '2001:db8::/32']
            """
        )
        #expect(configuration.retention.expireAt.minuteOfDay == 1439)
        #expect(configuration.gpcUpdated == "2028-02-29")
        #expect(configuration.location.path == "a b.mmdb")
        #expect(configuration.optOutPlaces == ["US-CA", "GB"])
        #expect(configuration.trustedProxies == ["192.0.2.1", "2001:db8::/32"])
        for settings in [
            "retention: {expire_at: '24:00'}", "retention: {expire_at: '3:30'}",
            "retention: {expire_at: '03:60'}", "gpc_updated: '2026-02-29'", "gpc_updated: 'today'",
            "geo: {path: ''}", "geo: {path: 7}", "jurisdictions: {opt_out: ['us']}",
            "jurisdictions: {opt_out: ['US-']}", "jurisdictions: {opt_out: ['US-CA-1']}",
            "trusted_proxies: ['example.org']", "trusted_proxies: ['192.0.2.1/24']",
            "trusted_proxies: '192.0.2.1'",
        ] {
            #expect(faults(settings).count == 1, "\(settings)")
        }
    }

    @Test(
        arguments: [
            ("192.0.2.0/24", true), ("192.0.2.1", true), ("0.0.0.0/0", true),
            ("192.0.2.128/25", true),
            ("::/0", true), ("::1", true), ("2001:db8::/32", true), ("2001:db8:8000::/33", true),
            ("192.0.2.1/32", true), ("::1/128", true),
            ("192.0.2.1/24", false), ("192.0.2.0/33", false), ("192.0.2.0/", false), ("/24", false),
            ("192.0.2.0/24/1", false), ("192.0.2.0/024", false), ("192.0.2.0/-1", false),
            ("192.0.2", false), ("192.0.02.1", false), ("2001:db8::1/32", false), ("::/129", false),
            ("fe80::1%eth0", false), ("", false), ("192.0.2.1\0", false), (" 192.0.2.1", false),
            (String(repeating: "1", count: 1000), false),
        ] as [(String, Bool)]
    )
    func `address blocks begin at their address`(_ text: String, _ isBlock: Bool) {
        #expect(isAddressBlock(text) == isBlock)
    }

    @Test func `a listening address tells its parts`() {
        #expect(ListenAddress("[::1]:8080")?.host == "::1")
        #expect(ListenAddress("[::1]:8080")?.port == 8080)
        #expect(ListenAddress("127.0.0.2:1")?.isLoopback == true)
        #expect(ListenAddress("[::1]:1")?.isLoopback == true)
        #expect(ListenAddress("0.0.0.0:1")?.isLoopback == false)
        #expect(ListenAddress("[::]:1")?.isLoopback == false)
        for text in [
            "::1:8080", "[127.0.0.1]:1", "127.0.0.1:", "127.0.0.1:08", "[::1]", "[]:1", "",
        ] {
            #expect(ListenAddress(text) == nil, "\(text)")
        }
    }

    @Test func `what is seldom wanted is warned of`() throws {
        #expect(try configuration("durability: 'normal'").warnings.count == 2)
        let warned = try configuration(
            """
            reports: {min_visitors: 1}, trusted_proxies: ['0.0.0.0/0'], listen: '0.0.0.0:80'
            """,
            site: "mode: 'opt-out'"
        )
        #expect(warned.warnings.count == 4)
        #expect(warned.warnings.contains { $0.hasPrefix("reports.min_visitors 1") })
        #expect(warned.warnings.contains { $0.hasPrefix("trusted_proxies 0.0.0.0/0") })
        #expect(warned.warnings.contains { $0.hasPrefix("site example.org, mode \"opt-out\"") })
        #expect(try configuration("listen: '[::]:80'").warnings.contains { $0.hasPrefix("listen") })
    }

    /// The example's choices are good for six months, and its usage is kept for 24.
    @Test(.tags(.privacy), arguments: [(29, true), (30, false)])
    func `usage that outlives its record is warned of`(months: Int, isShort: Bool) throws {
        let warnings = try configuration("retention: {consent_months: \(months)}").warnings
        #expect(warnings.contains { $0.hasPrefix("retention.consent_months") } == isShort)
    }
}
