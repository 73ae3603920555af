internal import HTTPServer
internal import Observability
internal import Storage

/// A request that is answered by the worker pool.
struct SlowRequest: Sendable {
    let exchange: Exchange
    let body: [UInt8]
    let snapshot: Snapshot
    let collector: Collector

    /// Runs the route and answers, whatever happens.
    func answer(by route: SlowRoutes.Route) {
        do throws(RequestError) {
            exchange.respond(try route.run(self))
        } catch {
            exchange.respond(error.response(allowing: snapshot.knownOrigin(of: exchange)))
        }
    }

    /// Who holds the request's key, which must have one of `roles`.
    func access(_ roles: AccessRole...) throws(RequestError) -> Access {
        guard let bearer = ClientRules.bearer(of: exchange),
            let access = collector.access.access(of: bearer)
        else { throw .unauthorized }
        guard roles.contains(access.role) else { throw .forbidden }
        return access
    }

    /// The site named by `site=`, else the key's own; the key must be good for it.
    func site(for access: Access) throws(RequestError) -> SiteSnapshot {
        guard let id = exchange.query("site") ?? access.site else {
            throw .malformed(field: "site", "the id of a site is needed")
        }
        guard access.site == nil || access.site == id else { throw .forbidden }
        guard let site = snapshot.site(id) else { throw .unknownSite }
        return site
    }

    /// A store's failure as the answer for who asked; the log tells the operator more.
    func failed(_ error: StorageError) -> RequestError {
        collector.log.error(
            "cannot read",
            ["what": .string(error.what), "hint": .string(error.hint)]
        )
        return .failed
    }
}
