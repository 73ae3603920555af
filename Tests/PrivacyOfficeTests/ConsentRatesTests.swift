import Consent
import Testing

@testable import PrivacyOffice
@testable import Storage

@Suite struct ConsentRatesTests {
    private func record(_ choices: Choices, isWithdrawal: Bool = false) -> ConsentCount {
        ConsentCount(
            day: 20_781,
            country: "DE",
            language: "de",
            noticeVersion: "1",
            choices: choices,
            mechanism: isWithdrawal ? .withdraw : .save,
            isWithdrawal: isWithdrawal,
            count: 2
        )
    }

    @Test func `records and banners of one day, place and notice are one row`() {
        let group = ShownGroup(site: "a", day: 20_781, country: "DE", noticeVersion: "1")
        let earlier = ShownGroup(site: "a", day: 20_780, country: nil, noticeVersion: "1")
        let rates = ConsentRates(
            records: [
                record(.all), record(.analytics), record([]), record([], isWithdrawal: true),
                // Of the categories asked for this is everything.
                record([.analytics, .functional]),
            ],
            shown: [
                ShownCount(group: group, shown: 9, answers: [.all: 4, []: 2]),
                ShownCount(group: earlier, shown: 1),
            ],
            offered: [.analytics, .functional]
        )
        #expect(
            rates.csv.split(separator: "\r\n") == [
                "day,country,notice_version,shown,granted,partial,refused,withdrawn,ignored",
                "2026-11-23,,1,1,0,0,0,0,1",
                "2026-11-24,DE,1,9,4,2,2,2,3",
            ]
        )
    }
}
