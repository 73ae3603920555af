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
    /// What was answered last is most often answered next.
    private var latest: (key: Key, response: PreparedResponse)?

    func accepted(_ tally: OutcomeTally, origin: String?) -> PreparedResponse {
        let key = Key(tally: tally, origin: origin)
        if let latest, latest.key == key { return latest.response }
        let response = response(key)
        latest = (key, response)
        return response
    }

    private func response(_ key: Key) -> PreparedResponse {
        if let response = known[key] { return response }
        if known.count >= Self.capacity { known.removeAll() }
        let response = PreparedResponse(
            status: 202,
            headers: Answers.json + Answers.cors(key.origin)
                + [("Assent-Outcome", key.tally.header)],
            body: Array(key.tally.json.utf8)
        )
        known[key] = response
        return response
    }
}
