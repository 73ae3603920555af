import CollectorTesting
import Glibc
import Testing

@testable import MaxMind

@Suite struct LocationFileTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file("location.mmdb") }

    init() throws { folder = try TemporaryFolder() }

    private func open(_ writer: LocationFileWriter) throws -> LocationFile {
        try writer.write(to: path)
        return try LocationFile(path: path)
    }

    private func cities() -> LocationFileWriter {
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
            [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 12),
            prefix: 32,
            .city("AU", regionName: "New South Wales", city: "Sydney", timeZone: "Australia/Sydney")
        )
        return writer
    }

    @Test func `an address of version 4 is found in a tree of version 6`() throws {
        let file = try open(cities())
        let entry = try #require(file.lookup([192, 0, 2, 77]))
        #expect(
            file.facts(entry)
                == LocationFacts(
                    country: "DE",
                    region: "DE-BE",
                    city: "Köpenick",
                    timeZone: "Europe/Berlin"
                )
        )
        #expect(file.lookup([192, 0, 2, 78]) == entry)
        #expect(file.lookup([198, 51, 100, 1]) == nil)
    }

    @Test func `an address mapped into version 6 is the address it stands for`() throws {
        let file = try open(cities())
        let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF, 192, 0, 2, 77]
        #expect(file.lookup(mapped) == file.lookup([192, 0, 2, 77]))
        #expect(file.lookup(mapped) != nil)
    }

    @Test func `a region without a code goes by its name`() throws {
        let file = try open(cities())
        let address = [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 7, count: 12)
        let entry = try #require(file.lookup(address))
        #expect(file.facts(entry).region == "New South Wales")
        #expect(file.facts(entry).country == "AU")
    }

    @Test func `a file of version 4 answers for version 4 only`() throws {
        var writer = LocationFileWriter(ipVersion: 4)
        writer.add([192, 0, 2, 0], prefix: 24, .map(["country": .map(["iso_code": .text("NL")])]))
        let file = try open(writer)
        let entry = try #require(file.lookup([192, 0, 2, 1]))
        #expect(file.facts(entry) == LocationFacts(country: "NL"))
        #expect(file.lookup([0x20, 0x01] + [UInt8](repeating: 0, count: 14)) == nil)
    }

    @Test(arguments: [
        LocationFileWriter.Value.map(["country": .map(["iso_code": .text("FR")])]),
        .map(["country_code": .text("FR")]),
        .map(["country": .text("FR")]),
        .map(["registered_country": .map(["iso_code": .text("FR")])]),
    ])
    func `a country is found in every layout`(layout: LocationFileWriter.Value) throws {
        var writer = LocationFileWriter(databaseType: "IPFire-Country")
        writer.add([192, 0, 2, 0], prefix: 24, layout)
        let file = try open(writer)
        let entry = try #require(file.lookup([192, 0, 2, 1]))
        #expect(file.facts(entry) == LocationFacts(country: "FR"))
    }

    @Test func `the file says what it is`() throws {
        let metadata = try open(cities()).metadata
        #expect(metadata.databaseType == "GeoLite2-City")
        #expect(metadata.buildEpochSeconds == 1_764_000_000)
        #expect(metadata.ipVersion == 6)
        #expect(metadata.nodeCount > 100)
        #expect(metadata.description == "a fixture")
        #expect(metadata.languages == ["en", "de"])
        #expect(metadata.ageDays(nowSeconds: 1_764_000_000 + 31 * 86_400 + 5) == 31)
        #expect(metadata.ageDays(nowSeconds: 0) == 0)
    }

    @Test(arguments: [
        ("GeoLite2-City", "MaxMind"), ("DBIP-City-Lite", "CC BY 4.0"),
        ("IPFire-Country", "CC BY-SA 4.0"),
    ])
    func `a licence that asks for a sentence gets it`(type: String, words: String) throws {
        var writer = cities()
        writer.databaseType = type
        #expect(try open(writer).metadata.attribution?.contains(words) == true)
        writer.databaseType = "GeoIP2-City"
        #expect(try open(writer).metadata.attribution == nil)
    }

    @Test func `a missing file says so`() throws {
        #expect(throws: LocationError.missing(path: path)) { try LocationFile(path: path) }
    }

    @Test func `a folder is not a file`() throws {
        #expect(throws: LocationError.self) { try LocationFile(path: folder.path) }
    }

    @Test func `a file of networks and owners is refused`() throws {
        var writer = LocationFileWriter(databaseType: "GeoLite2-ASN")
        writer.add([192, 0, 2, 0], prefix: 24, .map(["autonomous_system_number": .number(64_496)]))
        try writer.write(to: path)
        #expect(throws: LocationError.withoutLocations(path: path, type: "GeoLite2-ASN")) {
            try LocationFile(path: path)
        }
    }

    @Test func `text, half a file and nothing are refused as damaged`() throws {
        let whole = cities().bytes()
        for bytes in [[], Array("not a location file".utf8), Array(whole.prefix(whole.count / 2))] {
            try LocationFileWriter.write(bytes, to: path)
            let error = #expect(throws: LocationError.self) { try LocationFile(path: path) }
            guard case .damaged = error else {
                Issue.record("\(bytes.count) bytes: \(String(describing: error))")
                continue
            }
        }
    }

    @Test func `a damaged byte anywhere is refused or harmless, never a crash`() throws {
        let whole = cities().bytes()
        for position in stride(from: 0, to: whole.count, by: 3) {
            var bytes = whole
            bytes[position] ^= 0xFF
            try LocationFileWriter.write(bytes, to: path)
            guard let file = try? LocationFile(path: path) else { continue }
            _ = file.lookup([192, 0, 2, 77]).map(file.facts)
            _ = file.lookup([0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 12))
                .map(file.facts)
        }
    }
}
