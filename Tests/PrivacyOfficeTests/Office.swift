import CollectorTesting
import Consent
import Observability
import Storage
import Testing
import TimeZones
import Usage

@testable import PrivacyOffice

/// A data directory with the real stores; the time is what a test says.
struct Office {
    let folder: TemporaryFolder
    let keys: KeyRing
    let ledger: ConsentLedger
    let usage: UsageStore
    let log = MemoryLogSink()
    private let writer: UsageWriter

    init(nowMs: Int64) throws {
        folder = try TemporaryFolder()
        keys = try KeyRing(dataDirectory: folder.path)
        let log = Log(sink: log)
        ledger = try ConsentLedger(dataDirectory: folder.path, keys: keys, log: log)
        usage = try UsageStore(directory: folder.path, keys: keys, log: log, clock: { nowMs })
        writer = usage.makeWriter()
    }

    /// Puts a choice on record as made at `atMs`.
    @discardableResult
    func record(
        _ id: ConsentID?,
        site: String = ExampleSite.id,
        choices: Choices = .analytics,
        atMs: Int64,
        expiresMs: Int64? = nil,
        mechanism: Mechanism = .save,
        language: String = "en",
        country: String? = "DE",
        page: String? = nil
    ) throws -> ConsentRecord {
        let record = ConsentRecord(
            id: .random(),
            atMs: atMs,
            site: site,
            consentID: id,
            noticeHash: [UInt8](repeating: 7, count: 32),
            noticeVersion: "1",
            noticeMaterial: 77,
            language: language,
            choices: choices,
            mechanism: mechanism,
            gpc: false,
            jurisdiction: Jurisdiction(country: country, region: nil, model: .optIn),
            shown: nil,
            expiresMs: expiresMs ?? ConsentTerm.expiry(fromMs: atMs, months: 6),
            page: page
        )
        return try #require(ledger.append([ConsentRecordDraft(record, isHistory: true)]).first)
    }

    /// A pageview that `record` permits.
    func event(
        _ number: UInt64,
        by record: ConsentRecord,
        atMs: Int64,
        day: Int32? = nil,
        path: String = "/",
        title: String? = nil
    ) throws -> UsageEvent {
        let id = try #require(record.consentID)
        return .example(
            site: Interned(record.site),
            id: number,
            visitor: keys.visitor(id, of: record.site).value,
            timeMs: atMs,
            day: day,
            record: record.sequence,
            path: path,
            title: title
        )
    }

    func store(_ events: UsageEvent...) throws { try store(events) }

    func store(_ events: [UsageEvent]) throws {
        for event in events { #expect(writer.append(event) == .stored) }
        try writer.commit()
    }

    /// The pages of all rows of a site that can still be read, in the order of their days.
    func pages(of site: String = ExampleSite.id) throws -> [String] {
        var pages: [String] = []
        try usage.exportRows(site: site, days: Int32.min...Int32.max) { row in
            pages.append(row.page?.path ?? "")
        }
        return pages
    }

    func sweep(_ plan: RetentionPlan) -> RetentionSweep {
        RetentionSweep(usage: usage, ledger: ledger, plan: plan)
    }

    var requests: SubjectRequests { SubjectRequests(usage: usage, ledger: ledger, keys: keys) }

    var enforcement: EnforcementCheck.Outcome {
        get throws { try EnforcementCheck(usage: usage, ledger: ledger, keys: keys).run() }
    }

    /// The expiry statements in the ledger, from the oldest.
    var expiries: [ExpiryStatement] {
        get throws {
            try ledger.statements().compactMap { entry in
                if case .expiry(let statement) = entry.statement { statement } else { nil }
            }
        }
    }
}

extension RetentionPlan {
    init(_ zones: [String: TimeZone] = [ExampleSite.id: .utc], usage: Int = 24, consent: Int = 24) {
        self.init(sites: zones, usageMonths: usage, consentMonths: consent)
    }
}

/// The days since 1970-01-01 of a date such as "2026-11-25".
func days(_ text: String) throws -> Int32 { try #require(CivilDate(text)).days }

/// The milliseconds of a time such as "2026-11-25T12:00:00Z".
func time(_ text: String) throws -> Int64 { try #require(Instant.milliseconds(text)) }

func zone(_ name: String) throws -> TimeZone {
    name == "UTC" ? .utc : try #require(TimeZone(identifier: name))
}
