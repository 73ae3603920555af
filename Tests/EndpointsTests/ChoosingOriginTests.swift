import CollectorTesting
import Testing

@testable import Endpoints

@Suite struct ChoosingOriginTests {
    @Test(
        .tags(.privacy),
        arguments: [
            ("https://stats.example.org", "stats.example.org"),
            ("http://127.0.0.1:8080", "127.0.0.1:8080"),
            ("http://[::1]:8080", "[::1]:8080"),
            // Browsers write both in lower case; a person at a command line may not.
            ("https://stats.example.org", "Stats.Example.org"),
        ]
    )
    func `the collector's own page may show and change a choice`(origin: String, host: String) {
        #expect(SiteSnapshot.isOwn(origin: origin, host: host))
    }

    @Test(
        .tags(.privacy),
        arguments: [
            ("https://evil.example", "stats.example.org"),
            ("https://stats.example.org.evil.example", "stats.example.org"),
            ("https://evil.example/stats.example.org", "stats.example.org"),
            ("https://stats.example.org:8443", "stats.example.org"),
            ("ftp://stats.example.org", "stats.example.org"),
            ("null", "stats.example.org"), ("null", "null"), ("https://", ""), ("", ""),
        ]
    )
    func `a page of another site may not`(origin: String, host: String) {
        #expect(!SiteSnapshot.isOwn(origin: origin, host: host))
    }
}
