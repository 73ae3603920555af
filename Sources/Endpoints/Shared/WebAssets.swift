internal import CWebAssets
internal import HTTPServer

/// The page side, embedded in the program, ready to be sent.
package final class WebAssets: Sendable {
    /// One file in all its forms.
    private struct Asset: Sendable {
        let identity: PreparedResponse
        let brotli: PreparedResponse?
        let gzip: PreparedResponse?
        let unchanged: PreparedResponse
        /// Of all forms, for `If-None-Match`.
        let tags: [String]
    }

    private let assets: [String: Asset]

    /// `includesDemo` serves the demo site's pages too.
    package init(includesDemo: Bool) {
        var assets: [String: Asset] = [:]
        for index in 0..<assent_web_asset_count {
            guard let file = unsafe assent_web_asset_at(index) else { continue }
            let path = unsafe String(cString: file.pointee.path)
            guard includesDemo || !path.hasPrefix("/demo/") else { continue }
            let asset = unsafe Self.asset(file.pointee, path: path)
            assets[path] = asset
            // Sites link to it with a query, which a redirect to the folder would lose.
            if path == "/privacy/" { assets["/privacy"] = asset }
        }
        self.assets = assets
    }

    /// The path of the versioned client, such as `/assent-0123456789ab.js`.
    package var clientPath: String? {
        assets.keys.first { $0.hasPrefix("/assent-") && $0.hasSuffix(".js") }
    }

    /// Answers a request for a file; nil where the path is none.
    func handle(_ exchange: Exchange) -> Disposition? {
        guard let asset = assets[exchange.path] else {
            guard let folder = folder(of: exchange.path) else { return nil }
            exchange.respond(folder)
            return .answered
        }
        guard exchange.method == .get || exchange.method == .head else {
            exchange.respond(Answers.methodNotAllowed("GET, HEAD"))
            return .answered
        }
        exchange.respond(.prepared(response(asset, exchange)))
        return .answered
    }

    private func response(_ asset: Asset, _ exchange: Exchange) -> PreparedResponse {
        if let known = exchange.header("if-none-match"), Self.matches(known, asset.tags) {
            return asset.unchanged
        }
        let accepted = exchange.header("accept-encoding") ?? ""
        if let brotli = asset.brotli, Self.accepts("br", accepted) { return brotli }
        if let gzip = asset.gzip, Self.accepts("gzip", accepted) { return gzip }
        return asset.identity
    }

    /// `/demo` is not `/demo/`: relative links would lead astray.
    private func folder(of path: String) -> Response? {
        guard assets[path + "/"] != nil else { return nil }
        return .full(
            status: 308,
            headers: [("Location", path + "/"), ("Content-Type", "text/plain; charset=utf-8")],
            body: []
        )
    }

    /// Weak comparison, as RFC 9110 section 13.1.2 asks.
    private static func matches(_ known: String, _ tags: [String]) -> Bool {
        known.split(separator: ",").contains { part in
            var tag = part.drop { $0 == " " }
            if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
            while tag.last == " " { tag.removeLast() }
            return tag == "*" || tags.contains(String(tag))
        }
    }

    /// Whether the coding is named with a weight other than 0.
    private static func accepts(_ coding: String, _ header: String) -> Bool {
        header.split(separator: ",").contains { part in
            let pieces = part.split(separator: ";").map { $0.drop { $0 == " " } }
            guard let name = pieces.first,
                name.split(separator: " ").first.map(String.init) == coding
            else { return false }
            let zeros = ["q=0", "q=0.0", "q=0.00", "q=0.000"]
            return !pieces.dropFirst().contains { zeros.contains(String($0)) }
        }
    }

    private static func asset(_ file: assent_web_asset, path: String) -> Asset {
        let tag = unsafe String(cString: file.etag)
        func tagged(_ form: String) -> String {
            form.isEmpty ? tag : "\"" + tag.dropFirst().dropLast() + "-\(form)\""
        }
        func headers(_ form: String) -> [(String, String)] {
            var headers = unsafe [
                ("Content-Type", String(cString: file.content_type)),
                ("ETag", tagged(form)),
                ("Vary", "Accept-Encoding"),
                ("X-Content-Type-Options", "nosniff"),
                // The client names its parts by their hash: an old one must not outlive an upgrade.
                (
                    "Cache-Control",
                    file.immutable ? "public, max-age=31536000, immutable" : "public, max-age=300"
                ),
            ]
            if !form.isEmpty { headers.append(("Content-Encoding", form)) }
            if unsafe file.shared {
                headers.append(("Access-Control-Allow-Origin", "*"))
                headers.append(("Cross-Origin-Resource-Policy", "cross-origin"))
            }
            if path.hasSuffix("/") || path.hasSuffix(".html") {
                headers.append(("Content-Security-Policy", pagePolicy))
                headers.append(("Referrer-Policy", "strict-origin-when-cross-origin"))
            }
            return headers
        }
        func prepared(
            _ form: String,
            _ bytes: UnsafePointer<UInt8>?,
            _ count: Int
        ) -> PreparedResponse? {
            guard let bytes = unsafe bytes else { return nil }
            let body = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
            return unsafe PreparedResponse(status: 200, headers: headers(form), staticBody: body)
        }
        let identity = unsafe UnsafeRawBufferPointer(start: file.data, count: file.size)
        return unsafe Asset(
            identity: PreparedResponse(status: 200, headers: headers(""), staticBody: identity),
            brotli: prepared("br", file.brotli, file.brotli_size),
            gzip: prepared("gzip", file.gzip, file.gzip_size),
            unchanged: PreparedResponse(
                status: 304,
                headers: headers("").filter { $0.0 != "Content-Type" },
                body: []
            ),
            tags: [tagged(""), tagged("br"), tagged("gzip")]
        )
    }

    /// The strict policy the client is made for; the demo's pages prove that it holds.
    private static let pagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        + "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; "
        + "frame-ancestors 'self'; require-trusted-types-for 'script'"
}
