/// The optional categories a visitor granted; everything not in it was refused.
package struct Choices: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue & 0b111 }

    package static let functional = Choices(rawValue: 1)
    package static let analytics = Choices(rawValue: 2)
    package static let marketing = Choices(rawValue: 4)
    package static let all: Choices = [.functional, .analytics, .marketing]

    /// Whether `category` is granted; essential always is.
    package func grants(_ category: Category) -> Bool {
        switch category {
        case .essential: true
        case .functional: contains(.functional)
        case .analytics: contains(.analytics)
        case .marketing: contains(.marketing)
        }
    }

    /// The choice that grants exactly these categories.
    package init(granting categories: some Sequence<Category>) {
        var choices: Choices = []
        for category in categories {
            switch category {
            case .essential: break
            case .functional: choices.insert(.functional)
            case .analytics: choices.insert(.analytics)
            case .marketing: choices.insert(.marketing)
            }
        }
        self = choices
    }
}
