internal import Consent
internal import Endpoints
internal import PrivacyOffice

/// Requests of one visitor.
enum SubjectOperations {
    static func perform(
        _ operation: String,
        _ arguments: [String: String],
        on collector: Collector
    ) throws -> String {
        let id = try Operations.consentID(Operations.required(arguments, "id"))
        let requests = SubjectRequests(
            usage: collector.usage,
            ledger: collector.ledger,
            keys: collector.keys
        )
        let nowMs = collector.clock()
        if operation == "subject-export" {
            guard let text = try requests.export(id, nowMs: nowMs) else {
                throw CommandError("nothing is kept under this consent id")
            }
            return text
        }
        let erased = try requests.erase(id, nowMs: nowMs)
        return """
            erased: the contents of \(erased.records) consent records and \(erased.usageRows) usage rows. \
            The ledger keeps their hashes and a statement of this erasure.
            """
    }
}
