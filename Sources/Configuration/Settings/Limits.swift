extension Configuration {
    /// What one server takes on at most; more is refused, never kept waiting without bound.
    package struct Limits: Hashable, Sendable {
        package var maxConnections = 8192
        /// Behind a proxy all connections come from its address: raise it there.
        package var maxConnectionsPerAddress = 256
        package var maxBodyBytes = 65_536
        package var maxHeaderBytes = 8192
        package var maxURIBytes = 4096
        package var headerTimeoutSeconds = 10
        package var bodyTimeoutSeconds = 20
        package var responseTimeoutSeconds = 30
        package var idleTimeoutSeconds = 60
        /// 0 is no limit.
        package var requestsPerMinutePerAddress = 600
        /// Requests that wait for a worker.
        package var queue = 256
        /// What the page sends in one request at most; fixed, for pages rely on it.
        package var eventsPerBeacon: Int { 100 }

        package init() {}
    }
}

extension Configuration.Limits {
    init(_ section: Section) {
        maxConnections = section.integer("max_connections", 16...100_000, default: maxConnections)
        maxConnectionsPerAddress = section.integer(
            "max_connections_per_address",
            1...100_000,
            default: maxConnectionsPerAddress
        )
        maxBodyBytes = section.integer("max_body_bytes", 1024...1_048_576, default: maxBodyBytes)
        maxHeaderBytes = section.integer("max_header_bytes", 1024...65_536, default: maxHeaderBytes)
        maxURIBytes = section.integer("max_uri_bytes", 256...32_768, default: maxURIBytes)
        headerTimeoutSeconds = section.integer(
            "header_timeout_seconds",
            1...300,
            default: headerTimeoutSeconds
        )
        bodyTimeoutSeconds = section.integer(
            "body_timeout_seconds",
            1...300,
            default: bodyTimeoutSeconds
        )
        responseTimeoutSeconds = section.integer(
            "response_timeout_seconds",
            1...3600,
            default: responseTimeoutSeconds
        )
        idleTimeoutSeconds = section.integer(
            "idle_timeout_seconds",
            1...3600,
            default: idleTimeoutSeconds
        )
        requestsPerMinutePerAddress = section.integer(
            "requests_per_minute_per_address",
            0...1_000_000,
            default: requestsPerMinutePerAddress
        )
        queue = section.integer("queue", 1...65_536, default: queue)
        if maxConnectionsPerAddress > maxConnections {
            // The default of one may contradict the other: only what was written is a fault.
            if let field = section.field("max_connections_per_address") {
                field.fault("expected at most max_connections, \(maxConnections)")
            } else {
                maxConnectionsPerAddress = maxConnections
            }
        }
    }
}
