import Testing

@testable import Configuration

/// A configuration that holds what a test is about beside one site.
func configuration(_ settings: String = "", site: String = "") throws -> Configuration {
    try Configuration.parse(text: text(settings, site: site))
}

/// The faults of such a configuration.
func faults(_ settings: String = "", site: String = "") -> [ConfigurationFault] {
    faults(in: text(settings, site: site))
}

func faults(in text: String) -> [ConfigurationFault] {
    do {
        _ = try Configuration.parse(text: text)
        return []
    } catch {
        return error.faults
    }
}

private func text(_ settings: String, site: String) -> String {
    """
    {
    \(settings)
    \(settings.isEmpty ? "" : ",") sites: [{
    id: "example.org", origins: ["https://example.org"],
    \(site)
    }]}
    """
}
