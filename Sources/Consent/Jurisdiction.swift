/// Whether usage waits for a yes or goes on until a no.
package enum ConsentModel: String, CaseIterable, Sendable {
    case optIn = "opt-in"
    case optOut = "opt-out"
    /// The notice asks nothing.
    case none
}

/// Which model a site applies.
package enum ConsentMode: String, CaseIterable, Sendable {
    case optIn = "opt-in"
    case optOut = "opt-out"
    /// By the visitor's place.
    case auto
}

extension ConsentModel {
    /// The model for a visitor of a place, given by ISO 3166 codes as the location file has them.
    ///
    /// `optOutPlaces` are the countries (`US`) and regions (`US-CA`) where the operator found that
    /// the law asks for a way to say no only. Everywhere else, and where the place is unknown, the
    /// strictest rule holds.
    package static func model(
        mode: ConsentMode,
        country: String?,
        region: String?,
        offered: Choices = .all,
        optOutPlaces: Set<String> = []
    ) -> ConsentModel {
        guard !offered.isEmpty else { return .none }
        switch mode {
        case .optIn: return .optIn
        case .optOut: return .optOut
        case .auto:
            guard let country = country?.uppercased() else { return .optIn }
            if optOutPlaces.contains(country) { return .optOut }
            guard let region = region?.uppercased() else { return .optIn }
            let place = region.hasPrefix("\(country)-") ? region : "\(country)-\(region)"
            return optOutPlaces.contains(place) ? .optOut : .optIn
        }
    }
}

/// The law a choice was made under, as far as the place tells.
package struct Jurisdiction: Hashable, Sendable {
    /// ISO 3166-1 alpha-2; nil where unknown.
    package let country: String?
    /// ISO 3166-2, with or without the country; nil where unknown.
    package let region: String?
    package let model: ConsentModel

    package init(country: String?, region: String?, model: ConsentModel) {
        self.country = country
        self.region = region
        self.model = model
    }
}
