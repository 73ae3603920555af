internal import TimeZones
internal import Usage

/// The codes of one dimension and where a row's code comes from.
struct DimensionCodes {
    /// What a row's code is looked up by.
    enum Origin {
        /// A column of events, through the table.
        case event(Column)
        /// A column of visits, through the table.
        case visit(Column)
        case time(TimeBuckets)
        /// The goals that an event is, of which there may be several; the code is one more than its
        /// place.
        case goals(GoalMatches)
    }

    let origin: Origin
    /// From the column's code to the dimension's code.
    let table: OwnedLane<UInt32>
    /// By code; in place of code 0 stands ``labelOfNone``.
    private let texts: [String]
    /// Nil for times, which all have one.
    private let labelOfNone: String?
    private let codes: TextTable
    /// Whether rows without a value are in no group.
    let dropsNone: Bool

    init(_ dimension: Dimension, in columns: SiteColumns, period: Range<Int64>, zone: TimeZone) {
        dropsNone = dimension == .page || dimension == .hostname
        let (events, visits) = (columns.events, columns.visits)
        let texts = columns.texts
        let found: (origin: Origin, table: [UInt32], texts: TextTable)
        switch dimension {
        case .time, .hour, .day, .week, .weekFrom, .month:
            let buckets = TimeBuckets(dimension, over: period, in: zone)
            (origin, self.texts) = (.time(buckets), buckets.labels)
            (table, labelOfNone, codes) = (OwnedLane(Lane([])), nil, TextTable())
            return
        case .goal(let goals):
            (origin, self.texts) = (
                .goals(GoalMatches(goals, in: columns)), [""] + goals.map(\.name)
            )
            (table, labelOfNone, codes) = (
                OwnedLane(Lane([])), dimension.labelOfNone, TextTable()
            )
            return
        case .property(let key):
            let values = columns.propertySets.values(of: key)
            found = (.event(events.properties), values.codes, values.texts)
        case .channel:
            let codes = Array(0..<UInt32(columns.channels.count))
            found = (.visit(visits.channel), codes, columns.channels)
        case .countryName:
            var names = TextTable()
            let codes = columns.locations.parts[0].map { code in
                names.code(of: code == 0 ? nil : CountryNames.name(texts.texts[Int(code)]))
            }
            found = (.visit(visits.context.location), codes, names)
        case .page: found = (.event(events.page), columns.pages.parts[1], columns.paths)
        case .hostname: found = (.event(events.page), columns.pages.parts[0], columns.hosts)
        case .name:
            let table = (0..<UInt32(columns.names.count)).flatMap { [$0, $0] }
            found = (.event(events.what), table, columns.names)
        case .entryPage: found = (.visit(visits.entryPage), columns.pages.parts[1], columns.paths)
        case .exitPage: found = (.visit(visits.exitPage), columns.pages.parts[1], columns.paths)
        case .source, .referrer:
            let part = dimension == .source ? 0 : 1
            found = (.visit(visits.context.source), columns.sources.parts[part], texts)
        case .utmSource:
            found = (.visit(visits.context.campaign), columns.campaigns.parts[0], texts)
        case .utmMedium:
            found = (.visit(visits.context.campaign), columns.campaigns.parts[1], texts)
        case .utmCampaign:
            found = (.visit(visits.context.campaign), columns.campaigns.parts[2], texts)
        case .utmTerm: found = (.visit(visits.context.campaign), columns.campaigns.parts[3], texts)
        case .utmContent:
            found = (.visit(visits.context.campaign), columns.campaigns.parts[4], texts)
        case .device: found = (.visit(visits.context.device), columns.devices.parts[0], texts)
        case .browser: found = (.visit(visits.context.device), columns.devices.parts[1], texts)
        case .browserVersion:
            found = (.visit(visits.context.device), columns.devices.parts[2], texts)
        case .system: found = (.visit(visits.context.device), columns.devices.parts[3], texts)
        case .systemVersion:
            found = (.visit(visits.context.device), columns.devices.parts[4], texts)
        case .country: found = (.visit(visits.context.location), columns.locations.parts[0], texts)
        case .region, .regionName:
            found = (.visit(visits.context.location), columns.locations.parts[1], texts)
        case .city, .cityName:
            found = (.visit(visits.context.location), columns.locations.parts[2], texts)
        }
        origin = found.origin
        codes = found.texts
        self.texts = found.texts.texts
        labelOfNone = dimension.labelOfNone
        // Somebody may send the very text that stands for none: both are one group.
        if let same = found.texts.known(dimension.labelOfNone) {
            table = OwnedLane(Lane(found.table.map { $0 == same ? 0 : $0 }))
        } else {
            table = OwnedLane(Lane(found.table))
        }
    }

    /// How many codes there are.
    var count: Int { texts.count }

    /// The code of a time; 0 in other dimensions.
    func bucket(ofMs time: Int64) -> UInt32 {
        if case .time(let buckets) = origin { buckets.code(ofMs: time) } else { 0 }
    }

    /// No more codes than this occur: several dimensions share a table of texts.
    var mostDistinct: Int {
        switch origin {
        case .event, .visit: min(count, table.lane.count)
        case .time, .goals: count
        }
    }

    var labels: [String] { (0..<UInt32(count)).map(label) }

    func label(_ code: UInt32) -> String {
        if code == 0, let labelOfNone { return labelOfNone }
        return texts[Int(code)]
    }

    /// The column's codes (of a time: the buckets) whose label passes.
    func passes(_ test: FilterTest) -> CodeSet {
        let ofCodes = Lane<UInt8>(repeating: 0, count: count)
        if labelOfNone != nil, test.isCaseSensitive, test.comparison == .isEqual {
            for value in test.values {
                if value == labelOfNone { ofCodes[0] = 1 }
                if let code = codes.known(value), value != labelOfNone { ofCodes[Int(code)] = 1 }
            }
        } else {
            let matcher = LabelMatcher(test)
            for code in 0..<count where matcher.passes(label(UInt32(code))) { ofCodes[code] = 1 }
        }
        switch origin {
        case .time, .goals: return CodeSet(ofCodes, count: count)
        case .event, .visit: break
        }
        defer { ofCodes.free() }
        let table = table.lane
        let ofColumn = Lane<UInt8>(uninitialized: table.count)
        for code in 0..<table.count { ofColumn[code] = ofCodes[Int(table[code])] }
        return CodeSet(ofColumn, count: table.count)
    }
}
