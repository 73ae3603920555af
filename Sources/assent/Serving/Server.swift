internal import Configuration
internal import Endpoints
internal import Enrichment
internal import Glibc
internal import HTTPServer
internal import Observability
internal import Storage

/// The running program: the stores, the event loops, the workers and what happens by the clock.
final class Server {
    /// Systemd and container runtimes kill after 10 s by default or soon after.
    private static let stopSeconds = 9.0

    private let owned: OwnedCollector
    private let configurationPath: String?
    private let listenOption: String?
    private let directory: String
    private let log: Log

    /// Reads the configuration and opens the stores.
    init(_ options: Options) throws {
        configurationPath = options[.config]
        listenOption = options["--listen"]
        directory = options.dataDirectory
        let configuration = try Self.configuration(configurationPath, listen: listenOption)
        log = Log(
            level: LogLevel(name: configuration.log.level.rawValue) ?? .info,
            sink: DescriptorLogSink(descriptor: STDERR_FILENO)
        )
        for warning in configuration.warnings {
            log.warning("configuration", ["warning": .string(warning)])
        }
        let owned = try OwnedCollector(
            directory: directory,
            configuration: configuration,
            log: log,
            isDemo: options.has("--demo")
        )
        guard let owned else {
            throw CommandError(
                "\(directory) is in use by another process. Stop it, or choose another --data."
            )
        }
        self.owned = owned
    }

    /// Serves until a signal says to stop, then answers what was accepted and closes the stores.
    func run(until signals: StopSignals) throws {
        let collector = owned.collector
        let configuration = collector.snapshot.configuration
        // A file that is missing or broken never stops the start; `check` tells what it found.
        let keeper = Keeper(collector: collector)
        keeper.checkLocation()
        do {
            let pool = try WorkerPool(
                threads: configuration.threads.workers,
                queueLimit: configuration.limits.queue
            )
            collector.watchQueue { pool.queueDepth }
            let server = try HTTPServer.start(
                settings(configuration),
                log: log,
                metrics: collector.registry
            ) { _ in
                guard let loop = CollectorLoop(collector: collector, pool: pool) else {
                    preconditionFailure("no memory for a parser")
                }
                return loop
            }
            if configurationPath == nil {
                let first = server.boundAddresses.first ?? "127.0.0.1:8080"
                try owned.install(Self.configuration(nil, listen: first))
            }
            let control = try ControlServer.start(
                directory: directory,
                collector: collector,
                log: log
            )
            try keeper.start()
            announce(server.boundAddresses)
            while signals.nextIsReload() { reload(server) }
            log.info("stopping")
            control.stop()
            keeper.stop()
            server.stop(within: Self.stopSeconds)
            pool.stop()
            keeper.flushWithheld()
        } catch let error as ServerError {
            throw CommandError(error.description)
        }
        owned.close()
        log.info("stopped")
    }

    private func reload(_ server: HTTPServer) {
        do {
            let configuration = try Self.configuration(configurationPath, listen: listenOption)
            try owned.install(configuration)
            try server.reloadCertificate()
            log.info("configuration reloaded", ["sites": .int(configuration.sites.count)])
        } catch {
            // The text names lines and keys of the operator's own file.
            log.error("configuration not taken; the old one stays", ["fault": .string("\(error)")])
        }
    }

    private func announce(_ addresses: [String]) {
        let scheme = owned.collector.snapshot.configuration.tls == nil ? "http" : "https"
        Terminal.out("assent \(Version.number) keeps its data in \(directory)")
        for address in addresses {
            let base = "\(scheme)://\(address)"
            Terminal.out("listening on \(base)  (script: \(base)/assent.js)")
        }
        if owned.collector.isDemo, let address = addresses.first {
            let base = "\(scheme)://\(address)"
            Terminal.out("demo site:   \(base)/demo/")
            Terminal.out("what is stored about you: \(base)/demo/stored.html")
            Terminal.out("a report:    \(base)/demo/report.html")
        }
        Terminal.out("reports by API: assent key add --role marketing --data \(directory)")
    }

    /// The configuration with the listening addresses that `listen` puts in place of its own.
    private static func configuration(
        _ path: String?,
        listen: String?
    ) throws -> Configuration {
        var configuration: Configuration
        if let path {
            configuration = try OwnedCollector.configuration(at: path)
        } else {
            let address = listen ?? "127.0.0.1:8080"
            do {
                configuration = try Configuration.demo(origins: demoOrigins(address))
            } catch {
                throw CommandError("\(error)")
            }
        }
        if let listen { configuration.listen = [listen] }
        return configuration
    }

    /// The demo's pages are opened by the address that is printed, or by name.
    private static func demoOrigins(_ address: String) -> [String] {
        let port = address.split(separator: ":").last.map(String.init) ?? "8080"
        let origins = ["http://\(address)", "http://127.0.0.1:\(port)", "http://localhost:\(port)"]
        var seen: Set<String> = []
        return origins.filter { origin in
            !origin.contains("*") && Origin(origin) != nil
                && seen.insert(origin).inserted
        }
    }

    private func settings(_ configuration: Configuration) -> ServerSettings {
        let limits = configuration.limits
        var addresses = configuration.listen
        if let metrics = configuration.metricsListen { addresses.append(metrics) }
        var settings = ServerSettings(
            listen: addresses,
            tls: configuration.tls.map { TLSFiles(certificate: $0.certificate, key: $0.key) }
        )
        settings.loops = configuration.threads.loops
        settings.maxConnections = limits.maxConnections
        settings.maxConnectionsPerAddress = limits.maxConnectionsPerAddress
        settings.maxHeaderBytes = limits.maxHeaderBytes
        settings.maxURIBytes = limits.maxURIBytes
        settings.maxBodyBytes = limits.maxBodyBytes
        settings.headerDeadlineMs = Int64(limits.headerTimeoutSeconds) * 1000
        settings.bodyDeadlineMs = Int64(limits.bodyTimeoutSeconds) * 1000
        settings.responseDeadlineMs = Int64(limits.responseTimeoutSeconds) * 1000
        settings.idleDeadlineMs = Int64(limits.idleTimeoutSeconds) * 1000
        let proxies = configuration.trustedProxies.compactMap { AddressBlock($0) }
        settings.isExemptFromAddressLimit = { bytes in
            guard let address = ClientAddress(bytes: bytes) else { return false }
            return proxies.contains { $0.contains(address) }
        }
        return settings
    }
}
