internal import Observability

/// What a server counts.
struct ServerMetrics: Sendable {
    /// By the first digit of the status, 1 to 5.
    private let answers: [Counter]
    private let refusals: CounterFamily
    let overTotal: Counter
    let overAddress: Counter
    let cut: Counter

    init(_ metrics: Metrics, admissions: Admissions) {
        answers = (1...5).map { digit in
            metrics.counter(
                "assent_http_answers_total",
                help: "Answers by class of status.",
                labels: ["status": "\(digit)xx"]
            )
        }
        refusals = metrics.counters(
            "assent_http_refused_requests_total",
            help: "Requests that were refused before an endpoint saw them.",
            label: "reason",
            values: Refusal.allCases.map(\.rawValue)
        )
        func refused(_ reason: String) -> Counter {
            metrics.counter(
                "assent_http_refused_connections_total",
                help: "Connections that were closed because too many were open.",
                labels: ["reason": reason]
            )
        }
        overTotal = refused("total")
        overAddress = refused("address")
        cut = metrics.counter(
            "assent_http_cut_connections_total",
            help: "Connections that missed a deadline while a request was under way."
        )
        metrics.gauge("assent_http_connections", help: "Open connections.") {
            Double(admissions.total)
        }
    }

    func countAnswer(_ status: Int) {
        answers[min(max(status / 100, 1), 5) - 1].add()
    }

    func count(_ refusal: Refusal) {
        refusals[refusal.rawValue].add()
    }
}
