extension Configuration {
    /// What of a page's address is stored beyond the general rules.
    package struct Scrub: Hashable, Sendable {
        /// Query parameters that are kept; all others but the campaign's are dropped.
        package var allowQueryParameters: [String] = []
        /// Path patterns of which the parts that `*` stands for are removed, or the whole path where
        /// there is no `*`, in the form `Enrichment.PathPattern` takes.
        package var denyPatterns: [String] = []
        /// Path patterns on which numbers and tokens stay; `denyPatterns` win.
        package var allowPatterns: [String] = []

        package init() {}
    }
}

extension Configuration.Scrub {
    init(_ section: Section) {
        allowQueryParameters = section.texts("allow_query_parameters", maxLength: 64)
        denyPatterns = Self.patterns(section.field("deny_patterns"))
        allowPatterns = Self.patterns(section.field("allow_patterns"))
    }

    private static func patterns(_ field: Field?) -> [String] {
        field?.list {
            $0.text("a path pattern without \"?\", \"#\" and \"%\", such as \"/patients/*\"") {
                let isPattern =
                    $0.hasPrefix("/") && $0.utf8.count <= 512 && $0.contains { $0 != "/" }
                    && !$0.contains { "?#%".contains($0) }
                return isPattern ? $0 : nil
            }
        } ?? []
    }
}
