internal import Configuration
internal import Consent
internal import Enrichment
package import HTTPServer
internal import Ingest
internal import Storage
internal import Usage

/// What one event loop does with requests: collecting in its own thread, everything else in the pool.
///
/// It is confined to its loop's thread; what loops share is in ``Collector``.
package final class CollectorLoop: LoopDelegate {
    private let collector: Collector
    private let pool: WorkerPool
    private var snapshot: Snapshot
    private var events: EventsEndpoint
    private var choices: ConsentEndpoint
    private let notices: NoticeEndpoint
    private let banners: ShownEndpoint
    private let slow: SlowRoutes

    /// Nil only when there is no memory for a parser.
    package init?(collector: Collector, pool: WorkerPool) {
        let snapshot = collector.snapshot
        let places = LocationCache(watch: collector.location)
        guard
            let events = EventsEndpoint(collector: collector, places: places, snapshot: snapshot)
        else { return nil }
        self.collector = collector
        self.pool = pool
        self.snapshot = snapshot
        self.events = events
        choices = ConsentEndpoint(collector: collector, places: places)
        notices = NoticeEndpoint(collector: collector, places: places)
        banners = ShownEndpoint(collector: collector, places: places)
        slow = SlowRoutes(isDemo: collector.isDemo)
    }

    package func handle(_ exchange: Exchange) -> Disposition {
        switch exchange.path {
        case _ where exchange.localListener >= snapshot.configuration.listen.count:
            // The metrics listener serves nothing else.
            if exchange.path != "/metrics" {
                exchange.respond(Answers.notFound)
                return .answered
            }
        case "/v1/events":
            // A withdrawal in this turn holds for the very next beacon.
            choices.commitChanges()
            return events.handle(exchange)
        case "/v1/consent" where exchange.method != .get && exchange.method != .head:
            return choices.handle(exchange, in: snapshot)
        case "/v1/notice":
            return notices.handle(exchange, in: snapshot)
        case "/v1/shown":
            return banners.handle(exchange, in: snapshot)
        default:
            break
        }
        if let answered = collector.assets.handle(exchange) { return answered }
        let route: SlowRoutes.Route
        switch slow.route(for: exchange) {
        case .route(let found): route = found
        case .wrongMethod(let allowed):
            exchange.respond(Answers.methodNotAllowed(allowed))
            return .answered
        case .nothing:
            exchange.respond(Answers.notFound)
            return .answered
        }
        let request = SlowRequest(
            exchange: exchange,
            body: exchange.takeBody(),
            snapshot: snapshot,
            collector: collector
        )
        guard pool.submit({ request.answer(by: route) }) else {
            exchange.respond(Answers.busy)
            return .answered
        }
        return .later
    }

    package func endTurn() {
        banners.commit()
        choices.commit()
        events.commit()
    }

    package func tick() {
        let latest = collector.snapshot
        guard latest !== snapshot else { return }
        snapshot = latest
        events.install(latest)
        choices.install(latest)
        banners.install(latest)
    }
}
