/// What a location file knows about one place; never finer than a city.
package struct LocationFacts: Hashable, Sendable {
    /// ISO 3166-1, such as `DE`.
    package let country: String?
    /// ISO 3166-2, such as `DE-BE`; the English name where the file has no code.
    package let region: String?
    /// The English name.
    package let city: String?
    /// The IANA name.
    package let timeZone: String?

    package init(
        country: String? = nil,
        region: String? = nil,
        city: String? = nil,
        timeZone: String? = nil
    ) {
        self.country = country
        self.region = region
        self.city = city
        self.timeZone = timeZone
    }
}
