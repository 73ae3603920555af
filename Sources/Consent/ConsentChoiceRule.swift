/// Turns what a request asked for into the choice that is recorded.
///
/// Strict where a request contradicts itself: a grant must never rest on a guess.
package enum ConsentChoiceRule {
    /// The choice in force from now on.
    ///
    /// `asked` is what the request says of each category, `offered` what the notice asks about,
    /// `previous` what the visitor had granted before. With `gpc` marketing is denied whatever is
    /// asked; on a page for minors everything is.
    package static func decide(
        mechanism: Mechanism,
        asked: [Category: Bool],
        offered: Choices,
        previous: Choices = [],
        gpc: Bool,
        isForMinors: Bool = false
    ) throws(ConsentError) -> Choices {
        if asked[.essential] == false {
            throw contradiction(.essential, "essential is always granted; leave it out")
        }
        for category in Category.optional where asked[category] == true {
            guard offered.grants(category) else {
                throw contradiction(
                    category,
                    "the notice does not ask about \(category.rawValue)"
                )
            }
        }
        var choices = Choices(granting: Category.optional.filter { asked[$0] == true })
        switch mechanism {
        case .acceptAll:
            for category in Category.optional where asked[category] == false {
                // The page may show marketing as denied by the signal beside an "accept all".
                if !offered.grants(category) || (category == .marketing && gpc) { continue }
                throw contradiction(
                    category,
                    "accept_all grants everything, but \(category.rawValue) is false"
                )
            }
            choices = offered
        case .rejectAll, .withdraw:
            try refuseGrants(in: choices, mechanism)
        case .gpc:
            // A signal is never a grant: it leaves what was granted and takes marketing away.
            for category in Category.optional where choices.grants(category) {
                guard category != .marketing, previous.grants(category) else {
                    throw contradiction(
                        category,
                        "gpc grants nothing, but \(category.rawValue) is true"
                    )
                }
            }
        case .save, .api: break
        }
        if gpc || mechanism == .gpc { choices.remove(.marketing) }
        return isForMinors ? [] : choices
    }

    /// The consent id of the record of `choices`.
    ///
    /// Only a grant makes a new one; who takes a grant back keeps the old one in that record, so
    /// that it is found by tokens in other tabs.
    package static func consentID(
        for choices: Choices,
        previous: ConsentID?,
        new: () -> ConsentID = { .random() }
    ) -> ConsentID? {
        previous ?? (choices.isEmpty ? nil : new())
    }

    private static func refuseGrants(
        in choices: Choices,
        _ mechanism: Mechanism
    ) throws(ConsentError) {
        for category in Category.optional where choices.grants(category) {
            throw contradiction(
                category,
                "\(mechanism.rawValue) grants nothing, but \(category.rawValue) is true"
            )
        }
    }

    private static func contradiction(_ category: Category, _ reason: String) -> ConsentError {
        .contradiction(field: "choices.\(category.rawValue)", reason: reason)
    }
}
