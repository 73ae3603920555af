/// A page after scrubbing.
package struct Page: Hashable, Sendable {
    /// Lower-case host without port, empty where the URL had none.
    package let host: String
    /// Starts with a slash; no fragment, of the query only parameters that the site allows.
    package let path: String

    package init(host: String, path: String) {
        self.host = host
        self.path = path
    }
}

/// The campaign parameters of a page's URL; stored only where marketing is granted.
package struct Campaign: Hashable, Sendable {
    package let source: String?
    package let medium: String?
    package let name: String?
    package let term: String?
    package let content: String?

    package init(source: String?, medium: String?, name: String?, term: String?, content: String?) {
        self.source = source
        self.medium = medium
        self.name = name
        self.term = term
        self.content = content
    }
}

/// Where a visitor came from.
package struct Source: Hashable, Sendable {
    /// The known name of a search engine or network, else the referrer's host; nil: direct.
    package let name: String?
    /// The referrer's host and scrubbed path without a query; nil: none, or the site itself.
    package let referrer: String?

    package init(name: String?, referrer: String?) {
        self.name = name
        self.referrer = referrer
    }

    /// No source known.
    package static let direct = Source(name: nil, referrer: nil)
}

/// What a user agent says about the device, coarsely.
package struct Device: Hashable, Sendable {
    /// Desktop, Mobile, Tablet, TV or nil.
    package let kind: String?
    package let browser: String?
    /// The major version.
    package let browserVersion: String?
    package let system: String?
    package let systemVersion: String?

    package init(
        kind: String?,
        browser: String?,
        browserVersion: String?,
        system: String?,
        systemVersion: String?
    ) {
        self.kind = kind
        self.browser = browser
        self.browserVersion = browserVersion
        self.system = system
        self.systemVersion = systemVersion
    }
}

/// An approximate location, no finer than a city.
package struct Location: Hashable, Sendable {
    /// ISO 3166-1 alpha-2.
    package let country: String?
    /// ISO 3166-2 where the location file has it, else its English name.
    package let region: String?
    /// English name.
    package let city: String?
    /// IANA name.
    package let timeZone: String?

    package init(country: String?, region: String?, city: String?, timeZone: String?) {
        self.country = country
        self.region = region
        self.city = city
        self.timeZone = timeZone
    }
}

/// One property of a custom event, after scrubbing.
package struct Property: Hashable, Sendable {
    package enum Value: Hashable, Sendable {
        case string(String)
        case number(Double)
    }

    package let name: String
    package let value: Value

    package init(name: String, value: Value) {
        self.name = name
        self.value = value
    }
}
