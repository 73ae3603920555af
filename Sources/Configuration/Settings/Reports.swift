extension Configuration {
    /// What reports show and take.
    package struct Reports: Hashable, Sendable {
        /// Groups of fewer visitors are hidden from marketing; 1 hides none.
        package var minVisitors = 5
        /// For the columns reports keep in memory.
        package var memoryMB = 512
        /// Reports a key of the role marketing may ask for in a minute; 0 is no limit.
        package var queriesPerMinute = 120

        package init() {}
    }
}

extension Configuration.Reports {
    init(_ section: Section) {
        minVisitors = section.integer("min_visitors", 1...100, default: minVisitors)
        queriesPerMinute = section.integer(
            "queries_per_minute",
            0...100_000,
            default: queriesPerMinute
        )
        memoryMB = section.integer("memory_mb", 64...1_048_576, default: memoryMB)
    }
}
