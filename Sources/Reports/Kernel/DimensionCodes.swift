internal import TimeZones
internal import Usage

/// The codes of one dimension and where a row's code comes from.
struct DimensionCodes {
    /// Which column a row's code is looked up by.
    enum Origin {
        /// The event's page, through the table.
        case page
        case name
        /// The visit's pages, through the table.
        case entryPage
        case exitPage
        /// The visit's context, through the table.
        case context
        /// The event's properties, through the table.
        case properties
        /// The event's goals, of which the first counts here.
        case goals(GoalMatches, Int)
        case time(TimeBuckets)
    }

    let origin: Origin
    /// From the column's code to the dimension's code.
    private let table: [UInt32]
    /// By code; in place of code 0 stands ``labelOfNone``.
    private let texts: [String]
    /// Nil for times, which all have one.
    private let labelOfNone: String?

    init(_ dimension: Dimension, in columns: SiteColumns, period: Range<Int64>, zone: TimeZone) {
        func ofContext<Value>(
            _ values: ValueTable<Value>,
            _ part: Int,
            _ code: (Context) -> UInt32
        ) -> (Origin, [UInt32], TextTable) {
            let parts = values.parts[part]
            let table = columns.contexts.contexts.map { parts[Int(code($0))] }
            return (.context, table, columns.texts)
        }
        func ofContexts(_ label: (Context) -> String?) -> (Origin, [UInt32], TextTable) {
            var texts = TextTable()
            let table = columns.contexts.contexts.map { texts.code(of: label($0)) }
            return (.context, table, texts)
        }
        let found: (Origin, [UInt32], TextTable)
        switch dimension {
        case .time, .hour, .day, .week, .weekFrom, .month:
            let buckets = TimeBuckets(dimension, over: period, in: zone)
            (origin, table, texts) = (.time(buckets), [], buckets.labels)
            labelOfNone = nil
            return
        case .goal(let goals):
            let matches = GoalMatches(goals, in: columns)
            (origin, table) = (.goals(matches, goals.count), [])
            texts = [""] + goals.map(\.name)
            labelOfNone = dimension.labelOfNone
            return
        case .property(let key):
            let values = columns.propertySets.values(of: key)
            found = (.properties, values.codes, values.texts)
        case .channel: found = ofContexts { columns.channel(of: $0) }
        case .countryName:
            found = ofContexts { context in
                let code = columns.locations.parts[0][Int(context.location)]
                return code == 0 ? nil : CountryNames.name(columns.texts.texts[Int(code)])
            }
        case .page: found = (.page, columns.pages.parts[1], columns.paths)
        case .hostname: found = (.page, columns.pages.parts[0], columns.hosts)
        case .name: found = (.name, Array(0..<UInt32(columns.names.count)), columns.names)
        case .entryPage: found = (.entryPage, columns.pages.parts[1], columns.paths)
        case .exitPage: found = (.exitPage, columns.pages.parts[1], columns.paths)
        case .source: found = ofContext(columns.sources, 0, \.source)
        case .referrer: found = ofContext(columns.sources, 1, \.source)
        case .utmSource: found = ofContext(columns.campaigns, 0, \.campaign)
        case .utmMedium: found = ofContext(columns.campaigns, 1, \.campaign)
        case .utmCampaign: found = ofContext(columns.campaigns, 2, \.campaign)
        case .utmTerm: found = ofContext(columns.campaigns, 3, \.campaign)
        case .utmContent: found = ofContext(columns.campaigns, 4, \.campaign)
        case .device: found = ofContext(columns.devices, 0, \.device)
        case .browser: found = ofContext(columns.devices, 1, \.device)
        case .browserVersion: found = ofContext(columns.devices, 2, \.device)
        case .system: found = ofContext(columns.devices, 3, \.device)
        case .systemVersion: found = ofContext(columns.devices, 4, \.device)
        case .country: found = ofContext(columns.locations, 0, \.location)
        case .region, .regionName: found = ofContext(columns.locations, 1, \.location)
        case .city, .cityName: found = ofContext(columns.locations, 2, \.location)
        }
        origin = found.0
        texts = found.2.texts
        labelOfNone = dimension.labelOfNone
        // Somebody may send the very text that stands for none: both are one group.
        if let same = found.2.known(dimension.labelOfNone) {
            table = found.1.map { $0 == same ? 0 : $0 }
        } else {
            table = found.1
        }
    }

    var labels: [String] { (0..<UInt32(count)).map(label) }

    /// How many codes there are.
    var count: Int { texts.count }

    func label(_ code: UInt32) -> String {
        if code == 0, let labelOfNone { return labelOfNone }
        return texts[Int(code)]
    }

    /// The codes of these events.
    func codes(ofEvents rows: [UInt32], in columns: SiteColumns) -> [UInt32] {
        let events = columns.events
        let visits = columns.visits
        switch origin {
        case .page: return rows.map { table[Int(events.page[Int($0)])] }
        case .name: return rows.map { table[Int(events.name[Int($0)])] }
        case .entryPage:
            return rows.map { table[Int(visits.entryPage[Int(events.visit[Int($0)])])] }
        case .exitPage:
            return rows.map { table[Int(visits.exitPage[Int(events.visit[Int($0)])])] }
        case .context:
            return rows.map { table[Int(visits.context[Int(events.visit[Int($0)])])] }
        case .properties: return rows.map { table[Int(events.properties[Int($0)])] }
        case .goals(let matches, let count):
            return rows.map { row in
                let goal = (0..<count).first { matches.isMatch($0, Int(row), in: events) }
                return goal.map { UInt32($0 + 1) } ?? 0
            }
        case .time(let buckets): return rows.map { buckets.code(ofMs: events.time[Int($0)]) }
        }
    }

    /// The codes of these visits; event dimensions have none.
    func codes(ofVisits rows: [UInt32], in columns: SiteColumns) -> [UInt32] {
        let visits = columns.visits
        switch origin {
        case .page, .name, .properties, .goals: return rows.map { _ in 0 }
        case .entryPage: return rows.map { table[Int(visits.entryPage[Int($0)])] }
        case .exitPage: return rows.map { table[Int(visits.exitPage[Int($0)])] }
        case .context: return rows.map { table[Int(visits.context[Int($0)])] }
        case .time(let buckets): return rows.map { buckets.code(ofMs: visits.start[Int($0)]) }
        }
    }
}
