/// The words of a notice that are the same on every site.
///
/// "Accept all" and "Reject all" are alike in form, so that neither is the easier one to take (EDPB
/// cookie banner taskforce 2023).
enum BuiltInTexts {
    static let all: [String: [String: String]] = ["en": english, "de": german]

    private static let english = [
        "accept_all": "Accept all",
        "reject_all": "Reject all",
        "choose": "Choose",
        "save": "Save choice",
        "close": "Close",
        "reopen": "Privacy choices",
        "always_on": "Always on",
        "services": "Services and cookies",
        "gpc_honored": "Opt-out request honored: your browser sends Global Privacy Control.",
        "privacy": "Privacy policy",
        "changed": "What we ask you about has changed since your last choice. Please choose again.",
        "record": "Your choice is on record under this number:",
    ]

    private static let german = [
        "accept_all": "Alle annehmen",
        "reject_all": "Alle ablehnen",
        "choose": "Auswählen",
        "save": "Auswahl speichern",
        "close": "Schließen",
        "reopen": "Datenschutz-Auswahl",
        "always_on": "Immer aktiv",
        "services": "Dienste und Cookies",
        "gpc_honored": "Widerspruch beachtet: Ihr Browser sendet Global Privacy Control.",
        "privacy": "Datenschutzerklärung",
        "changed":
            "Seit Ihrer letzten Auswahl hat sich geändert, worum wir Sie bitten. Bitte wählen Sie neu.",
        "record": "Ihre Auswahl ist unter dieser Nummer festgehalten:",
    ]
}
