internal import Glibc

/// The names of the system's tz database.
enum ZoneNames {
    private static let directory = "/usr/share/zoneinfo"

    /// Whether `name` is written like a zone's name.
    ///
    /// The library would also open paths, its own `Fixed/...` and `libc:...` zones, and Debian's
    /// `right/` zones that count leap seconds; none of them is a name of the IANA database.
    static func isName(_ name: String) -> Bool {
        guard (1...64).contains(name.utf8.count), !name.hasPrefix("right/"),
            !name.hasPrefix("posix/"), !name.hasPrefix("Fixed/"),
            !["localtime", "posixrules", "Factory"].contains(name)
        else { return false }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            guard let first = part.utf8.first, isLetter(first) else { return false }
            return part.utf8.allSatisfy {
                isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
                    || $0 == UInt8(ascii: "+")
            }
        }
    }

    /// The names that `tzdata.zi` lists and a file exists for: Debian 13 keeps the old ones in a
    /// package of their own but lists them all.
    static func all() -> [String] {
        var names: Set<String> = ["UTC"]
        for line in lines(of: "\(directory)/tzdata.zi") {
            let words = line.split(separator: " ")
            // `Z name ...` is a zone, `L target name` a link to one.
            let name: Substring? =
                switch words.first {
                case "Z" where words.count > 1: words[1]
                case "L" where words.count > 2: words[2]
                default: nil
                }
            if let name, isName(String(name)), unsafe access("\(directory)/\(name)", R_OK) == 0 {
                names.insert(String(name))
            }
        }
        return names.sorted()
    }

    private static func lines(of path: String) -> [Substring] {
        guard let file = unsafe fopen(path, "re") else { return [] }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
