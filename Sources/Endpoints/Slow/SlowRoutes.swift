internal import HTTPServer
internal import Reports

/// Everything that is not collecting: who asks waits for a worker, beacons do not.
struct SlowRoutes: Sendable {
    struct Route: Sendable {
        let run: @Sendable (SlowRequest) throws(RequestError) -> Response
    }

    private let routes: [String: [(methods: [HTTPMethod], route: Route)]]

    init(isDemo: Bool) {
        var routes: [String: [(methods: [HTTPMethod], route: Route)]] = [:]
        func add(
            _ path: String,
            _ methods: [HTTPMethod],
            _ run: @escaping @Sendable (SlowRequest) throws(RequestError) -> Response
        ) {
            routes[path, default: []].append((methods, Route(run: run)))
        }
        add("/health", [.get, .head]) { (request) throws(RequestError) in
            try StatusEndpoints.health(request)
        }
        add("/ready", [.get, .head]) { (request) throws(RequestError) in
            try StatusEndpoints.ready(request)
        }
        add("/metrics", [.get, .head]) { (request) throws(RequestError) in
            try StatusEndpoints.metrics(request)
        }
        add("/.well-known/gpc.json", [.get, .head]) { (request) throws(RequestError) in
            StatusEndpoints.gpc(request)
        }
        add("/v1/consent", [.get, .head]) { (request) throws(RequestError) in
            try ConsentStateEndpoint.answer(request)
        }
        add("/v1/notices", [.get, .head]) { (request) throws(RequestError) in
            try ConsentLogEndpoint.notice(request)
        }
        add("/v1/consent-log", [.get, .head]) { (request) throws(RequestError) in
            try ConsentLogEndpoint.answer(request)
        }
        add("/v1/consent-rates", [.get, .head]) { (request) throws(RequestError) in
            try ConsentRatesEndpoint.answer(request)
        }
        add("/api/v2/query", [.post]) { (request) throws(RequestError) in
            try QueryEndpoint.answer(request)
        }
        for kind in SheetRequest.Kind.allCases {
            add("/v1/reports/\(kind.rawValue)", [.post]) { (request) throws(RequestError) in
                try SheetEndpoint.answer(kind, request)
            }
        }
        if isDemo {
            add("/demo/activity", [.get]) { (request) throws(RequestError) in
                try DemoEndpoint.activity(request)
            }
            add("/demo/report", [.get]) { (request) throws(RequestError) in
                try DemoEndpoint.report(request)
            }
        }
        self.routes = routes
    }

    enum Found {
        case route(Route)
        /// The path is known, the method is not.
        case wrongMethod(allowed: String)
        case nothing
    }

    func route(for exchange: Exchange) -> Found {
        guard let known = routes[exchange.path] else { return .nothing }
        if let match = known.first(where: { $0.methods.contains(exchange.method) }) {
            return .route(match.route)
        }
        let names = known.flatMap(\.methods).map { method in
            switch method {
            case .get: "GET"
            case .head: "HEAD"
            case .post: "POST"
            default: "OPTIONS"
            }
        }
        return .wrongMethod(allowed: names.joined(separator: ", "))
    }
}
