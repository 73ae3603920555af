extension Configuration {
    /// How many threads do what.
    package struct Threads: Hashable, Sendable {
        /// Event loops that collect.
        package var loops = 1
        /// Workers for reports and everything else that may take its time.
        package var workers = 2

        package init() {}
    }
}

extension Configuration.Threads {
    init(_ section: Section) {
        loops = section.integer("loops", 1...64, default: loops)
        workers = section.integer("workers", 1...64, default: workers)
    }
}
