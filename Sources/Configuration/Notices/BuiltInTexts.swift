/// The words of a notice that are the same on every site: the official languages of the European
/// Union and six more.
///
/// "Accept all" and "Reject all" are alike in form, so that neither is the easier one to take (EDPB
/// cookie banner taskforce 2023).
enum BuiltInTexts {
    static let all: [String: [String: String]] = [
        "ar": arabic,
        "bg": bulgarian,
        "cs": czech,
        "da": danish,
        "de": german,
        "el": greek,
        "en": english,
        "es": spanish,
        "et": estonian,
        "fi": finnish,
        "fr": french,
        "ga": irish,
        "hi": hindi,
        "hr": croatian,
        "hu": hungarian,
        "it": italian,
        "ja": japanese,
        "lt": lithuanian,
        "lv": latvian,
        "mt": maltese,
        "nl": dutch,
        "pl": polish,
        "pt": portuguese,
        "ro": romanian,
        "sk": slovak,
        "sl": slovenian,
        "sv": swedish,
        "tr": turkish,
        "uk": ukrainian,
        "zh": chinese,
    ]

    /// The words for a language as a page names it; nil where there are none.
    ///
    /// Chinese is there in simplified characters only, which are not read everywhere.
    static func texts(for code: LanguageCode) -> [String: String]? {
        let parts = code.text.split(separator: "-").map(String.init)
        let isTraditional = parts.contains { ["Hant", "TW", "HK", "MO"].contains($0) }
        if code.language == "zh", isTraditional { return nil }
        return all[code.language]
    }

    /// The words of one language under their names; a language that lacks one does not compile.
    static func texts(
        acceptAll: String,
        rejectAll: String,
        choose: String,
        save: String,
        close: String,
        reopen: String,
        alwaysOn: String,
        services: String,
        gpcHonored: String,
        privacy: String,
        changed: String,
        record: String,
        failed: String,
        placeholder: String,
        loadOnce: String,
        loadAlways: String,
        stillRuns: String,
        reload: String
    ) -> [String: String] {
        [
            "accept_all": acceptAll,
            "reject_all": rejectAll,
            "choose": choose,
            "save": save,
            "close": close,
            "reopen": reopen,
            "always_on": alwaysOn,
            "services": services,
            "gpc_honored": gpcHonored,
            "privacy": privacy,
            "changed": changed,
            "record": record,
            "failed": failed,
            "placeholder": placeholder,
            "load_once": loadOnce,
            "load_always": loadAlways,
            "still_runs": stillRuns,
            "reload": reload,
        ]
    }
}
