extension Configuration.Site {
    /// Something visitors should do: an event, a pageview, or reading a page far enough.
    package struct Goal: Hashable, Sendable {
        /// Each is tried on each event of a report.
        static let most = 64

        /// As reports show it; the event or page where none is given.
        package var name: String
        /// The name of a custom event.
        package var event: String?
        /// A pattern of pages: `*` stands for characters but a slash, `**` for any.
        package var page: String?
        /// The least scroll depth in percent.
        package var scroll: Int?
    }
}

extension Configuration.Site.Goal {
    init?(_ section: Section) {
        event = section.field("event")?.text()
        page = section.field("page")?
            .text("a path that begins with a slash, of at most 200 bytes") { text in
                text.utf8.first == UInt8(ascii: "/") && text.utf8.count <= 200 ? text : nil
            }
        scroll = section.field("scroll")?.integer(1...100)
        guard (event == nil) != (page == nil && scroll == nil) else {
            section.fault("expected \"event\", or \"page\", \"scroll\" or both")
            return nil
        }
        let depth = scroll.map { "Scroll \($0) %" }
        let standard = event ?? [depth, page].compactMap(\.self).joined(separator: " of ")
        name = section.field("name")?.text() ?? standard
    }
}
