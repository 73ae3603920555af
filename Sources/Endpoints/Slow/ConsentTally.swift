internal import Consent
internal import Reports
internal import Storage

/// How choices and banners of one row of a report went.
struct ConsentTally {
    var choices = 0
    var granted: [Category: Int] = [:]
    var refused = 0
    var partial = 0
    var all = 0
    var withdrawn = 0
    /// Banners that came up by themselves, and those nobody decided in.
    var shown = 0
    var ignored = 0
    /// Events that nobody had agreed to, and the pageviews of them.
    var withheld = 0
    var withheldPageviews = 0
    /// What the figures are about.
    private var choiceThings: [CountedThings] = []
    private var bannerThings: [CountedThings] = []
    private var withheldThings: [CountedThings] = []

    // MARK: - Adding

    mutating func add(_ count: ConsentCount, offered: [Category]) {
        choiceThings.append(CountedThings(Alike(count), count: count.count))
        guard !count.isWithdrawal else {
            withdrawn += count.count
            return
        }
        add(count.choices, count.count, offered)
    }

    /// Adds the answers to banners as choices.
    mutating func addAnswers(_ banners: ShownCount, offered: [Category]) {
        for (choices, count) in banners.answers {
            guard let choices else { continue }
            choiceThings.append(
                CountedThings(BannerAnswer(group: banners.group, choices: choices), count: count)
            )
            add(choices, count, offered)
        }
    }

    mutating func add(_ banners: ShownCount) {
        shown += banners.shown
        ignored += banners.ignored
        bannerThings.append(CountedThings(banners.group, count: banners.shown))
        for (choices, count) in banners.answers {
            bannerThings.append(
                CountedThings(BannerAnswer(group: banners.group, choices: choices), count: count)
            )
        }
    }

    mutating func add(_ events: WithheldCount) {
        withheld += events.events
        withheldPageviews += events.pageviews
        withheldThings.append(
            CountedThings("\(events.day) \(events.reason.rawValue)", count: events.events)
        )
    }

    private mutating func add(_ choices: Choices, _ count: Int, _ offered: [Category]) {
        self.choices += count
        let granted = offered.filter { choices.grants($0) }
        for category in granted { self.granted[category, default: 0] += count }
        if granted.isEmpty {
            refused += count
        } else if granted.count == offered.count {
            all += count
        } else {
            partial += count
        }
    }

    mutating func formSum(_ other: ConsentTally) {
        choices += other.choices
        granted.merge(other.granted, uniquingKeysWith: +)
        refused += other.refused
        partial += other.partial
        all += other.all
        withdrawn += other.withdrawn
        shown += other.shown
        ignored += other.ignored
        withheld += other.withheld
        withheldPageviews += other.withheldPageviews
        choiceThings += other.choiceThings
        bannerThings += other.bannerThings
        withheldThings += other.withheldThings
    }

    /// What records have in common that are counted together.
    private struct Alike: Hashable {
        let day: Int32
        let country: String?
        let language: String
        let noticeVersion: String
        let choices: Choices
        let mechanism: Mechanism
        let isWithdrawal: Bool

        init(_ count: ConsentCount) {
            day = count.day
            country = count.country
            language = count.language
            noticeVersion = count.noticeVersion
            choices = count.choices
            mechanism = count.mechanism
            isWithdrawal = count.isWithdrawal
        }
    }

    private struct BannerAnswer: Hashable {
        let group: ShownGroup
        let choices: Choices?
    }

    // MARK: - Telling

    /// The figures that may be told to the role marketing: no two answers differ by few.
    func settled(
        in answer: GuardedAnswer,
        site: String,
        limit: Int,
        _ offered: [Category]
    ) -> Self {
        var told = self
        func settled(
            _ figures: [Int],
            _ things: [CountedThings],
            _ kind: CountedThings.Kind
        ) -> [Int] {
            answer.settled(
                figures.map(Double.init),
                of: things,
                kind,
                site: site,
                limit: limit
            ).map { Int($0) }
        }
        let choice = settled(
            [choices, all, partial, refused, withdrawn] + offered.map { granted[$0] ?? 0 },
            choiceThings,
            .choices
        )
        (told.choices, told.all, told.partial) = (choice[0], choice[1], choice[2])
        (told.refused, told.withdrawn) = (choice[3], choice[4])
        for (category, count) in zip(offered, choice.dropFirst(5)) {
            told.granted[category] = count
        }
        let banners = settled([shown, ignored], bannerThings, .banners)
        (told.shown, told.ignored) = (banners[0], banners[1])
        let events = settled([withheld, withheldPageviews], withheldThings, .withheld)
        (told.withheld, told.withheldPageviews) = (events[0], events[1])
        return told
    }
}
