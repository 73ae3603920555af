import Testing

@testable import TimeZones

/// 2024-03-31T00:00:00Z and so on, without a date library.
private func utc(_ day: Int32, _ hour: Int64 = 0, _ minute: Int64 = 0) -> Int64 {
    Int64(day) * 86_400_000 + hour * 3_600_000 + minute * 60_000
}

@Suite struct TimeZoneTests {
    private func zone(_ identifier: String) throws -> TimeZone {
        try #require(TimeZone(identifier: identifier))
    }

    @Test func `Berlin changes its clocks at 01 UTC in March and October`() throws {
        let berlin = try zone("Europe/Berlin")
        let spring: Int32 = 19_813  // 2024-03-31
        #expect(berlin.offsetSeconds(atMs: utc(spring, 1) - 1) == 3600)
        #expect(berlin.offsetSeconds(atMs: utc(spring, 1)) == 7200)
        #expect(berlin.startOfDay(day: spring) == utc(spring - 1, 23))
        #expect(berlin.startOfDay(day: spring + 1) == utc(spring, 22))
        #expect(berlin.hour(ofMs: utc(spring, 1)) == 3)
        #expect(berlin.day(ofMs: utc(spring - 1, 23)) == spring)
        #expect(berlin.day(ofMs: utc(spring - 1, 23) - 1) == spring - 1)

        let autumn: Int32 = 20_023  // 2024-10-27
        #expect(berlin.offsetSeconds(atMs: utc(autumn, 1) - 1) == 7200)
        #expect(berlin.offsetSeconds(atMs: utc(autumn, 1)) == 3600)
        #expect(berlin.startOfDay(day: autumn + 1) - berlin.startOfDay(day: autumn) == utc(1, 1))
    }

    @Test func `a skipped time is shifted and a repeated one is the earlier`() throws {
        let newYork = try zone("America/New_York")
        let spring: Int32 = 19_792  // 2024-03-10, 02:00 EST becomes 03:00 EDT at 07:00 UTC
        let skipped = newYork.instant(of: LocalTime(day: spring, hour: 2, minute: 30))
        #expect(skipped == utc(spring, 7, 30))
        #expect(newYork.localTime(ofMs: skipped).hour == 3)
        #expect(newYork.startOfHour(day: spring, hour: 2) == utc(spring, 7))

        let autumn: Int32 = 20_030  // 2024-11-03, 02:00 EDT becomes 01:00 EST at 06:00 UTC
        let repeated = newYork.instant(of: LocalTime(day: autumn, hour: 1, minute: 30))
        #expect(repeated == utc(autumn, 5, 30))
        #expect(newYork.localTime(ofMs: repeated) == newYork.localTime(ofMs: repeated + utc(0, 1)))
        #expect(newYork.startOfHour(day: autumn, hour: 2) == utc(autumn, 7))
    }

    @Test func `Lord Howe moves by half an hour`() throws {
        let lordHowe = try zone("Australia/Lord_Howe")
        let autumn: Int32 = 19_820  // 2024-04-07, 02:00 +11 becomes 01:30 +10:30 at 2024-04-06T15Z
        #expect(lordHowe.offsetSeconds(atMs: utc(autumn - 1, 15) - 1) == 39_600)
        #expect(lordHowe.offsetSeconds(atMs: utc(autumn - 1, 15)) == 37_800)
        let local = lordHowe.localTime(ofMs: utc(autumn - 1, 15))
        #expect((local.hour, local.minute) == (1, 30))
        let length = lordHowe.startOfDay(day: autumn + 1) - lordHowe.startOfDay(day: autumn)
        #expect(length == utc(1, 0, 30))
    }

    @Test func `a day without midnight starts when the gap ends`() throws {
        let saoPaulo = try zone("America/Sao_Paulo")
        let spring: Int32 = 17_839  // 2018-11-04, 00:00 -03 becomes 01:00 -02 at 03:00 UTC
        #expect(saoPaulo.startOfDay(day: spring) == utc(spring, 3))
        #expect(saoPaulo.day(ofMs: utc(spring, 3)) == spring)
        #expect(saoPaulo.hour(ofMs: utc(spring, 3)) == 1)
        #expect(saoPaulo.day(ofMs: utc(spring, 3) - 1) == spring - 1)
        #expect(
            saoPaulo.startOfDay(day: spring + 1) - saoPaulo.startOfDay(day: spring) == utc(0, 23)
        )
    }

    @Test func `a day that ends an hour late does not end twice`() throws {
        let saoPaulo = try zone("America/Sao_Paulo")
        let autumn: Int32 = 17_580  // 2018-02-18, 00:00 -02 becomes 23:00 -03 at 02:00 UTC
        #expect(saoPaulo.startOfDay(day: autumn) == utc(autumn, 3))
        #expect(saoPaulo.day(ofMs: utc(autumn, 3) - 1) == autumn - 1)
        #expect(saoPaulo.day(ofMs: utc(autumn, 3)) == autumn)
    }

    @Test func `Samoa had no 30 December 2011`() throws {
        let apia = try zone("Pacific/Apia")
        let skipped: Int32 = 15_338  // 2011-12-30
        let change = utc(skipped, 10)
        #expect(apia.day(ofMs: change - 1) == skipped - 1)
        #expect(apia.day(ofMs: change) == skipped + 1)
        #expect(apia.startOfDay(day: skipped) == change)
        #expect(apia.startOfDay(day: skipped + 1) == change)
    }

    @Test func `UTC is always there and never moves`() throws {
        for utcZone in [TimeZone.utc, try zone("UTC")] {
            #expect(utcZone.offsetSeconds(atMs: utc(20_000)) == 0)
            #expect(utcZone.day(ofMs: utc(20_000)) == 20_000)
            #expect(utcZone.day(ofMs: -1) == -1)
            #expect(utcZone.startOfDay(day: 20_000) == utc(20_000))
        }
        #expect(try zone("UTC") == .utc)
    }

    @Test(arguments: [
        "", "Europe/Berlln", "europe/berlin", "/etc/localtime", "../zoneinfo/UTC", "Europe/../UTC",
        "right/Europe/Berlin", "posix/Europe/Berlin", "Fixed/UTC+01:00:00", "libc:localtime",
        "localtime", "tzdata.zi", "leapseconds", "Europe", "Europe/", "Europe/Berlin ", "+01:00",
        "Europe/Berlin\0", "file:Europe/Berlin",
    ])
    func `a name the database does not have is no zone`(name: String) {
        #expect(TimeZone(identifier: name) == nil)
    }

    @Test func `every known name opens`() {
        let names = TimeZone.knownIdentifiers
        #expect(names.count > 300)
        #expect(names.contains("Europe/Berlin"))
        #expect(names.contains("UTC"))
        #expect(names == names.sorted())
        #expect(names.filter { TimeZone(identifier: $0) == nil }.isEmpty)
    }

    /// 2024 has everything that exists: both hemispheres, Ramadan in Morocco, half hours.
    @Test func `days of every zone follow each other without hole or overlap`() throws {
        for name in TimeZone.knownIdentifiers {
            let zone = try zone(name)
            for day in Int32(19_723)...20_088 {
                let start = zone.startOfDay(day: day)
                #expect(zone.day(ofMs: start) == day, "\(name) \(day)")
                #expect(zone.day(ofMs: start - 1) == day - 1, "\(name) \(day)")
            }
        }
    }

    @Test func `rules that are in force go on until 2100`() throws {
        let berlin = try zone("Europe/Berlin")
        #expect(berlin.offsetSeconds(atMs: utc(47_299)) == 7200)  // 2099-07-02
        #expect(berlin.offsetSeconds(atMs: utc(47_480)) == 3600)  // 2099-12-30
        #expect(berlin.offsetSeconds(atMs: utc(60_000)) == 3600)
    }

    @Test(arguments: [
        (0, 1970, 1, 1), (-1, 1969, 12, 31), (11_016, 2000, 2, 29), (19_782, 2024, 2, 29),
        (19_783, 2024, 3, 1), (47_540, 2100, 2, 28), (47_541, 2100, 3, 1),
    ])
    func `a day has a year, a month and a day of the month`(
        day: Int32,
        year: Int32,
        month: Int32,
        dayOfMonth: Int32
    ) {
        let local = TimeZone.utc.localTime(ofMs: utc(day, 23, 59))
        #expect(local.year == year)
        #expect(local.month == month)
        #expect(local.dayOfMonth == dayOfMonth)
        #expect(local.day == day)
        #expect((local.hour, local.minute) == (23, 59))
    }
}
