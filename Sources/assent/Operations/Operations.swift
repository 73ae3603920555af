internal import Consent
internal import Endpoints
internal import JSON
internal import PrivacyOffice
internal import Reports
internal import Storage
internal import Usage

/// What commands ask of the owner of the data, whichever process that is.
enum Operations {
    /// The result as text for standard output; `progress` gets lines while long work goes on, and
    /// `output` what is too long for a result, false ends the work.
    static func perform(
        _ request: ControlRequest,
        on collector: Collector,
        progress: @escaping @Sendable (String) -> Void,
        output: @escaping @Sendable ([UInt8]) -> Bool
    ) throws -> String {
        let arguments = request.arguments
        do {
            switch request.operation {
            case "key-add", "key-list", "key-revoke":
                return try KeyOperations.perform(request.operation, arguments, on: collector)
            case "consent-list", "consent-rates", "consent-show", "consent-verify":
                return try ConsentOperations.perform(request.operation, arguments, on: collector)
            case "subject-export", "subject-erase":
                return try SubjectOperations.perform(request.operation, arguments, on: collector)
            case "expire": return try RetentionOperations.expire(arguments, on: collector)
            case "verify":
                return try VerifyOperations.perform(arguments, on: collector, progress: progress)
            case "report": return try ReportOperations.report(arguments, on: collector)
            case "export":
                return try ReportOperations.export(
                    arguments,
                    on: collector,
                    progress: progress,
                    output: output
                )
            case "geo-status": return LocationOperations.status(on: collector)
            case "backup":
                return try BackupOperations.perform(arguments, on: collector, progress: progress)
            default:
                throw CommandError(
                    "the server does not know \"\(request.operation)\"; is it an older version?"
                )
            }
        } catch let error as StorageError {
            throw CommandError(error.description)
        } catch let error as QueryError {
            throw CommandError(
                error.field.isEmpty ? error.message : "\(error.field): \(error.message)"
            )
        }
    }

    /// The argument, or wrong usage of the control socket.
    static func required(_ arguments: [String: String], _ name: String) throws -> String {
        guard let value = arguments[name], !value.isEmpty else {
            throw CommandError("\(name) is needed")
        }
        return value
    }

    /// A consent id as people write it.
    static func consentID(_ text: String) throws -> ConsentID {
        guard let id = ConsentID(text: text) else {
            throw CommandError("a consent id has 22 characters, as the visitor's page shows it")
        }
        return id
    }

    /// The first ms of a day in UTC.
    static func startOfDay(_ text: String) throws -> Int64 {
        guard let date = CivilDate(text) else {
            throw CommandError("\"\(text)\" is no day; write it as 2026-11-25")
        }
        return Int64(date.days) * Instant.millisecondsPerDay
    }
}
