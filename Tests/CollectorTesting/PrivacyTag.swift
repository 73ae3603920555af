package import Testing

extension Tag {
    /// Marks a test that proves a promise made to a visitor, so that the privacy office can list them.
    @Tag package static var privacy: Self
}
