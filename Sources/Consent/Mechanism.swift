/// How a choice was made.
package enum Mechanism: String, CaseIterable, Sendable {
    case acceptAll = "accept_all"
    case rejectAll = "reject_all"
    /// The button that keeps what is ticked.
    case save
    case withdraw
    /// The browser's Global Privacy Control signal, without a click.
    case gpc
    /// A program on the site or a server, such as an import from another tool.
    case api
}
