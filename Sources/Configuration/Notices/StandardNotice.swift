internal import Consent

extension Configuration.NoticeSource {
    /// The notice of a configuration without one: it asks for what this program itself does, no
    /// more.
    static let standard = Configuration.NoticeSource(
        id: "standard",
        version: "1",
        layout: .bar,
        position: "bottom",
        categories: [
            entry(
                .essential,
                "keep_choice",
                Notice.Service(
                    id: "consent",
                    title: "assent",
                    cookies: [
                        Notice.Cookie(name: "assent", lifetime: nil, host: nil, purpose: nil)
                    ],
                    recipient: nil,
                    privacyURL: nil
                )
            ),
            entry(.analytics, "measure_usage", own("usage", title: "assent")),
            entry(.marketing, "measure_campaigns", own("campaigns", title: "assent")),
        ],
        recipients: [],
        languages: [
            Notice.Language(
                code: "en",
                isRightToLeft: false,
                texts: words("en", title: "Your choice", text: englishText),
                categories: [
                    .essential: .init(
                        title: "Essential",
                        text: "Keeps the choice you make here, in the cookie \"assent\"."
                    ),
                    .analytics: .init(
                        title: "Statistics",
                        text: """
                            Which pages are read, for how long, with what kind of device and from \
                            which area. Your address is not kept.
                            """
                    ),
                    .marketing: .init(
                        title: "Campaigns",
                        text: "Which advertisement or newsletter led you here."
                    ),
                ]
            ),
            Notice.Language(
                code: "de",
                isRightToLeft: false,
                texts: words("de", title: "Ihre Auswahl", text: germanText),
                categories: [
                    .essential: .init(
                        title: "Notwendig",
                        text: "Bewahrt Ihre Auswahl auf, im Cookie „assent“."
                    ),
                    .analytics: .init(
                        title: "Statistik",
                        text: """
                            Welche Seiten wie lange gelesen werden, mit welcher Art von Gerät und aus \
                            welcher Gegend. Ihre IP-Adresse wird nicht aufbewahrt.
                            """
                    ),
                    .marketing: .init(
                        title: "Kampagnen",
                        text: "Welche Anzeige oder welcher Newsletter Sie hierher geführt hat."
                    ),
                ]
            ),
        ],
        defaultLanguage: "en"
    )

    private static let englishText = """
        With your permission we measure how this site is used, to improve it. If you refuse, \
        nothing is measured and the site works just the same. You can change your choice at any \
        time under "Privacy choices".
        """

    private static let germanText = """
        Mit Ihrer Erlaubnis messen wir, wie diese Website genutzt wird, um sie zu verbessern. Wenn \
        Sie ablehnen, wird nichts gemessen, und die Website funktioniert genauso. Sie können Ihre \
        Auswahl jederzeit unter „Datenschutz-Auswahl“ ändern.
        """

    private static func entry(
        _ category: Category,
        _ purpose: String,
        _ service: Notice.Service
    )
        -> Notice.CategoryEntry
    {
        Notice.CategoryEntry(category: category, purposes: [purpose], services: [service])
    }

    /// A part of this program that keeps nothing in the browser.
    private static func own(_ id: String, title: String) -> Notice.Service {
        Notice.Service(id: id, title: title, cookies: [], recipient: nil, privacyURL: nil)
    }

    private static func words(_ code: String, title: String, text: String) -> [String: String] {
        (BuiltInTexts.all[code] ?? [:]).merging(["title": title, "text": text]) { $1 }
    }
}
