internal import HTTPServer

/// The accepted answers, made once for each tally and origin: most beacons share a few.
final class EventAnswers {
    private struct Key: Hashable {
        let tally: OutcomeTally
        let origin: String?
    }

    /// Beyond this many distinct answers the cache starts anew.
    private static let capacity = 1024

    private var known: [Key: PreparedResponse] = [:]

    func accepted(_ tally: OutcomeTally, origin: String?) -> PreparedResponse {
        let key = Key(tally: tally, origin: origin)
        if let response = known[key] { return response }
        if known.count >= Self.capacity { known.removeAll() }
        let response = PreparedResponse(
            status: 202,
            headers: Answers.json + Answers.cors(origin) + [("Assent-Outcome", tally.header)],
            body: Array(tally.json.utf8)
        )
        known[key] = response
        return response
    }
}
