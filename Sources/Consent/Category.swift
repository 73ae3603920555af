/// What a visitor can permit, as the notice lists it.
package enum Category: String, CaseIterable, Sendable {
    /// Always granted: the consent record itself. No usage is recorded under it (decision 0004).
    case essential
    case functional
    case analytics
    case marketing

    /// The categories a visitor decides on.
    package static let optional: [Category] = [.functional, .analytics, .marketing]
}
