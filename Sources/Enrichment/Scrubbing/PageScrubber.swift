package import Usage

/// A page's URL after scrubbing.
package struct ScrubbedURL: Hashable, Sendable {
    package let page: Page
    /// What the campaign parameters said: to be stored only where marketing is granted.
    package let campaign: Campaign?
    /// Whether a pattern of the site removed a part of the path: the title may say the same again.
    package let isDenied: Bool
}

/// Takes out of URLs, titles and texts whatever may say who somebody is, before anything is stored.
package struct PageScrubber: Sendable {
    /// Longer titles say no more: 256 characters.
    package static let longestText = 256

    private let parameters: [String]
    private let deny: [PathPattern]
    private let allow: [PathPattern]

    /// Makes a scrubber for one site.
    ///
    /// `allowedParameters` of the query stay with the path, scrubbed, in this order; campaign
    /// parameters and click ids are never among them. On paths that `allow` matches, numbers and
    /// tokens stay; e-mail addresses never do, and `deny` wins.
    package init(
        allowedParameters: [String] = [],
        deny: [PathPattern] = [],
        allow: [PathPattern] = []
    ) {
        parameters = allowedParameters.map { ASCII.lowercased($0) }
            .filter { !Parameters.isCampaign($0) }
        self.deny = deny
        self.allow = allow
    }

    /// The page of an absolute http or https URL or of a path; nil for anything else.
    package func scrub(url: String) -> ScrubbedURL? {
        guard let address = WebAddress(url), let path = PagePath(address.path) else { return nil }
        let sent = Parameters(address.query)
        var (clean, isDenied) = path.scrubbed(deny: deny, allow: allow)
        if !isDenied {
            let kept = parameters.compactMap { name in
                sent.clean(name).map { "\(name)=\(PercentText.escaped($0, "&=#%"))" }
            }
            if !kept.isEmpty { clean += "?" + kept.joined(separator: "&") }
        }
        return ScrubbedURL(
            page: Page(host: address.host, path: clean),
            campaign: sent.campaign,
            isDenied: isDenied
        )
    }

    /// A title, the name of an event or the text of a property, on one line.
    package func scrub(title: String) -> String {
        TextScrubber.scrub(title, limit: Self.longestText)
    }
}
