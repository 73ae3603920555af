/// What a location file says about itself.
package struct LocationMetadata: Hashable, Sendable {
    /// Such as `GeoLite2-City`.
    package let databaseType: String
    /// Seconds since 1970 UTC.
    package let buildEpochSeconds: Int64
    /// 4 or 6: a file of version 6 knows addresses of both.
    package let ipVersion: Int
    package let nodeCount: Int
    /// In English where there is English.
    package let description: String
    package let languages: [String]

    /// The sentence the licence asks to be shown; nil where it asks for none.
    package var attribution: String? {
        let type = databaseType.lowercased()
        if type.contains("dbip") || type.contains("db-ip") {
            return "IP geolocation by DB-IP (https://db-ip.com), CC BY 4.0"
        }
        if type.contains("geolite") {
            return "This product includes GeoLite Data created by MaxMind, available from"
                + " https://www.maxmind.com"
        }
        if type.contains("ipfire") {
            return "IP locations by the IPFire Project (https://location.ipfire.org), CC BY-SA 4.0"
        }
        return nil
    }

    /// Whole days since the file was built.
    package func ageDays(nowSeconds: Int64) -> Int {
        Int(max(0, nowSeconds - buildEpochSeconds) / 86_400)
    }
}
