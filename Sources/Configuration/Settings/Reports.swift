extension Configuration {
    /// What reports show and take.
    package struct Reports: Hashable, Sendable {
        /// Groups of fewer visitors are hidden from marketing; 1 hides none.
        package var minVisitors = 5
        /// For the columns reports keep in memory.
        package var memoryMB = 512

        package init() {}
    }
}

extension Configuration.Reports {
    init(_ section: Section) {
        minVisitors = section.integer("min_visitors", 1...100, default: minVisitors)
        memoryMB = section.integer("memory_mb", 64...1_048_576, default: memoryMB)
    }
}
