/// Everything an operator decides, read once and checked as a whole.
package struct Configuration: Sendable {
    /// Addresses to serve on, in the form ``ListenAddress`` takes.
    package var listen = ["127.0.0.1:8080"]
    /// Where `/metrics` is served beside `listen`.
    package var metricsListen: String?
    package var tls: TLS?
    /// Peers whose forwarded headers count, as addresses or CIDR blocks.
    package var trustedProxies: [String] = []
    package var location = Location()
    package var retention = Retention()
    package var reports = Reports()
    package var limits = Limits()
    package var durability = Durability.full
    package var threads = Threads()
    package var log = Log()
    /// Countries (`US`) and parts of them (`US-CA`) where a site of mode auto measures until the
    /// visitor objects.
    package var optOutPlaces: Set<String> = []
    /// The day `/.well-known/gpc.json` names as its last change, as `2026-01-31`.
    package var gpcUpdated: String?
    package var sites: [Site] = []
    package var notices: [NoticeSource] = []

    init() {}

    package func site(_ id: String) -> Site? { sites.first { $0.id == id } }

    /// Where locations come from.
    package struct Location: Hashable, Sendable {
        /// An `.mmdb` file; nil is `location/location.mmdb` in the data directory.
        package var path: String?
    }

    package struct Log: Hashable, Sendable {
        package var level = LogLevel.info
    }
}
