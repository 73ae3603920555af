/// The places of a notice that have words, as the configuration and `GET /v1/notice` name them.
enum NoticeTexts {
    static let privacyURL = "privacy_url"

    static let all = [
        "title", "text", "accept_all", "reject_all", "choose", "save", "close", "reopen",
        "always_on", "services", "gpc_honored", "privacy", privacyURL, "changed", "record",
        "failed", "placeholder", "load_once", "load_always", "still_runs", "reload",
    ]

    /// Without it there is no link.
    static let optional: Set = [privacyURL]

    /// In characters: a button of more than 60 does not fit beside another.
    static func maxLength(of key: String) -> Int {
        switch key {
        case "text": 4000
        case "gpc_honored", "changed", "record", "failed", "placeholder", "still_runs", "title": 300
        default: 60
        }
    }
}
