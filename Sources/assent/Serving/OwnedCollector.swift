internal import Configuration
internal import Endpoints
internal import Glibc
internal import MaxMind
internal import Observability
internal import Reports
internal import Storage
internal import TimeZones

/// A data directory opened by the process that owns it: the lock, the stores and what serves them.
final class OwnedCollector {
    let collector: Collector
    private let lock: DataLock

    /// Opens `directory`, which is made where it is missing; nil while another process owns it.
    convenience init?(directory: String, configuration path: String?) throws {
        let configuration = try Self.configuration(at: path)
        try self.init(
            directory: directory,
            configuration: configuration,
            log: Log(level: .warning, sink: DescriptorLogSink(descriptor: STDERR_FILENO)),
            isDemo: path == nil
        )
    }

    init?(
        directory: String,
        configuration: Configuration,
        log: Log,
        isDemo: Bool
    ) throws {
        try Self.make(directory)
        guard let lock = try DataLock(directory: directory) else { return nil }
        do throws(StorageError) {
            let keys = try KeyRing(dataDirectory: directory)
            let ledger = try ConsentLedger(
                dataDirectory: directory,
                keys: keys,
                log: log
            )
            let usage = try UsageStore(
                directory: directory,
                keys: keys,
                durability: configuration.durability == .full ? .full : .relaxed,
                log: log
            )
            let snapshot = Snapshot(configuration)
            collector = Collector(
                usage: usage,
                ledger: ledger,
                keys: keys,
                access: try AccessKeys(dataDirectory: directory),
                reports: UsageReports(
                    store: usage,
                    sites: snapshot.timeZones,
                    memoryMB: configuration.reports.memoryMB,
                    noteFailure: { error in
                        log.error(
                            "a report cannot read usage",
                            ["what": .string(error.what), "hint": .string(error.hint)]
                        )
                    }
                ),
                location: LocationWatch(
                    path: configuration.location.path ?? directory + "/location/location.mmdb"
                ),
                registry: Metrics(),
                log: log,
                snapshot: snapshot,
                isDemo: isDemo,
                clock: Log.systemClock
            )
            try collector.keepNotices(of: snapshot)
        } catch {
            throw CommandError(error.description)
        }
        self.lock = lock
    }

    /// Takes a changed configuration; listening addresses and threads stay as they are.
    func install(_ configuration: Configuration) throws {
        let snapshot = Snapshot(configuration)
        try collector.keepNotices(of: snapshot)
        collector.reports.update(
            sites: snapshot.timeZones,
            memoryMB: configuration.reports.memoryMB
        )
        collector.install(snapshot)
    }

    /// Closes the stores; nothing may use the collector any more.
    func close() { collector.usage.close() }

    /// The configuration in the file at `path`, else the demo's.
    static func configuration(at path: String?) throws -> Configuration {
        do {
            guard let path else {
                return try Configuration.demo(origins: ["http://127.0.0.1:8080"])
            }
            return try Configuration.load(path: path)
        } catch {
            throw CommandError("\(error)")
        }
    }

    /// Makes the directory for its owner alone.
    private static func make(_ directory: String) throws {
        guard unsafe mkdir(directory, 0o700) != 0, errno != EEXIST else { return }
        throw CommandError("cannot make \(directory): \(errorText()). Does its folder exist?")
    }
}
