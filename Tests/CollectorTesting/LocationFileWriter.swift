internal import Glibc

/// Writes small location files (https://maxmind.github.io/MaxMind-DB/), so that none is committed.
package struct LocationFileWriter {
    package indirect enum Value {
        case text(String)
        case short(UInt16)
        case number(UInt32)
        case long(UInt64)
        case list([Value])
        case map(KeyValuePairs<String, Value>)

        /// As GeoIP2 City has it.
        package static func city(
            _ country: String,
            region: String? = nil,
            regionName: String,
            city: String,
            timeZone: String
        ) -> Value {
            let names = Value.map(["names": .map(["en": .text(regionName)])])
            let coded = Value.map([
                "iso_code": .text(region ?? ""), "names": .map(["en": .text(regionName)]),
            ])
            return .map([
                "city": .map(["names": .map(["de": .text("-"), "en": .text(city)])]),
                "country": .map(["iso_code": .text(country)]),
                "location": .map(["time_zone": .text(timeZone)]),
                "subdivisions": .list([region == nil ? names : coded]),
            ])
        }
    }

    package struct WriteFailed: Error {}

    package var databaseType = "GeoLite2-City"
    package var buildEpochSeconds: UInt32 = 1_764_000_000
    package var ipVersion: UInt32 = 6
    private var networks: [(bits: [Bool], data: Value)] = []

    package init(databaseType: String = "GeoLite2-City", ipVersion: UInt32 = 6) {
        self.databaseType = databaseType
        self.ipVersion = ipVersion
    }

    /// A network of IPv4 (4 bytes) or IPv6 (16 bytes).
    package mutating func add(_ address: [UInt8], prefix: Int, _ data: Value) {
        let isShort = address.count == 4 && ipVersion == 6
        let padding = isShort ? [UInt8](repeating: 0, count: 12) : []
        let bits: [Bool] = (padding + address).flatMap { (byte: UInt8) -> [Bool] in
            (0..<8).map { byte >> (7 - $0) & 1 == 1 }
        }
        networks.append((Array(bits.prefix(prefix + 8 * padding.count)), data))
    }

    package func bytes() -> [UInt8] {
        var data: [UInt8] = []
        // Each record is nothing, the number of a node, or the place in the data.
        enum Record {
            case nothing
            case node(Int)
            case data(Int)
        }
        var nodes: [[Record]] = [[.nothing, .nothing]]
        for network in networks {
            var node = 0
            for (depth, bit) in network.bits.enumerated() {
                let side = bit ? 1 : 0
                if depth + 1 == network.bits.count {
                    nodes[node][side] = .data(data.count)
                } else if case .node(let next) = nodes[node][side] {
                    node = next
                } else {
                    nodes[node][side] = .node(nodes.count)
                    node = nodes.count
                    nodes.append([.nothing, .nothing])
                }
            }
            data += encode(network.data)
        }
        let tree = nodes.joined().flatMap { record -> [UInt8] in
            let value =
                switch record {
                case .nothing: nodes.count
                case .node(let number): number
                case .data(let offset): nodes.count + 16 + offset
                }
            return [UInt8(value >> 16), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
        }
        let metadata = Value.map([
            "binary_format_major_version": .short(2), "binary_format_minor_version": .short(0),
            "build_epoch": .long(UInt64(buildEpochSeconds)), "database_type": .text(databaseType),
            "description": .map(["de": .text("Probe"), "en": .text("a fixture")]),
            "ip_version": .short(UInt16(ipVersion)),
            "languages": .list([.text("en"), .text("de")]),
            "node_count": .number(UInt32(nodes.count)), "record_size": .short(24),
        ])
        return tree + [UInt8](repeating: 0, count: 16) + data
            + [0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8) + encode(metadata)
    }

    package func write(to path: String) throws {
        try Self.write(bytes(), to: path)
    }

    /// Into a new file that takes the place of the old one, as the documentation asks for.
    package static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = unsafe fopen(path + ".new", "w") else { throw WriteFailed() }
        let count = unsafe fwrite(bytes, 1, bytes.count, file)
        unsafe fclose(file)
        guard count == bytes.count, unsafe rename(path + ".new", path) == 0 else {
            throw WriteFailed()
        }
    }

    private func encode(_ value: Value) -> [UInt8] {
        switch value {
        case .text(let text):
            header(2, text.utf8.count) + Array(text.utf8)
        case .short(let number):
            header(5, 2) + Self.bytes(number)
        case .number(let number):
            header(6, 4) + Self.bytes(number)
        case .long(let number):
            // Types over 7 are written in a byte of their own.
            [8, 9 - 7] + Self.bytes(number)
        case .list(let values):
            [UInt8(values.count), 11 - 7] + values.flatMap(encode)
        case .map(let entries):
            header(7, entries.count) + entries.flatMap { encode(.text($0.key)) + encode($0.value) }
        }
    }

    private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
        unsafe withUnsafeBytes(of: number.bigEndian) { unsafe [UInt8]($0) }
    }

    private func header(_ type: UInt8, _ size: Int) -> [UInt8] {
        size < 29 ? [type << 5 | UInt8(size)] : [type << 5 | 29, UInt8(size - 29)]
    }
}
