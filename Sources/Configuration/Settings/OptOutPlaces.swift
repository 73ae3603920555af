package import Consent

extension Configuration {
    /// What holds on a site before a visitor of this place chose.
    package func model(for site: Site, country: String?, region: String?) -> ConsentModel {
        ConsentModel.model(
            mode: site.mode,
            country: country,
            region: region,
            offered: notice(for: site).offered,
            optOutPlaces: optOutPlaces
        )
    }

    static func optOutPlaces(_ section: Section) -> Set<String>? {
        section.field("opt_out")?
            .list {
                $0.text("a country such as \"US\" or a part of one such as \"US-CA\"") {
                    isPlace($0) ? $0 : nil
                }
            }
            .map(Set.init)
    }

    /// A code of ISO 3166-1 or 3166-2.
    private static func isPlace(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let country = parts.first, country.utf8.count == 2, parts.count <= 2,
            country.allSatisfy({ ("A"..."Z").contains($0) })
        else { return false }
        guard parts.count == 2 else { return true }
        return (1...3).contains(parts[1].utf8.count)
            && parts[1].allSatisfy { ("A"..."Z").contains($0) || $0.isASCIIDigit }
    }
}
