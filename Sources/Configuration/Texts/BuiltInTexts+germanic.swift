/// Danish, German, English, Dutch, Swedish.
extension BuiltInTexts {
    static let danish = texts(
        acceptAll: "Accepter alle",
        rejectAll: "Afvis alle",
        choose: "Vælg",
        save: "Gem valg",
        close: "Luk",
        reopen: "Privatlivsvalg",
        alwaysOn: "Altid aktiv",
        services: "Tjenester og cookies",
        gpcHonored: "Dit fravalg respekteres: Din browser sender Global Privacy Control.",
        privacy: "Privatlivspolitik",
        changed: "Det, vi beder dig om, er ændret siden dit seneste valg. Vælg igen.",
        record: "Dit valg er registreret under dette nummer:",
        failed: "Dit valg kunne ikke registreres. Prøv igen.",
        placeholder: "Dette indhold kommer fra et andet websted og venter på dit valg.",
        loadOnce: "Indlæs én gang",
        loadAlways: "Indlæs altid",
        stillRuns:
            "Noget af det, du slog fra, kører stadig på denne side, indtil den indlæses igen.",
        reload: "Indlæs siden igen"
    )

    static let german = texts(
        acceptAll: "Alle annehmen",
        rejectAll: "Alle ablehnen",
        choose: "Auswählen",
        save: "Auswahl speichern",
        close: "Schließen",
        reopen: "Datenschutz-Auswahl",
        alwaysOn: "Immer aktiv",
        services: "Dienste und Cookies",
        gpcHonored: "Widerspruch beachtet: Ihr Browser sendet Global Privacy Control.",
        privacy: "Datenschutzerklärung",
        changed:
            "Seit Ihrer letzten Auswahl hat sich geändert, worum wir Sie bitten. Bitte wählen Sie neu.",
        record: "Ihre Auswahl ist unter dieser Nummer festgehalten:",
        failed:
            "Ihre Auswahl konnte nicht festgehalten werden. Bitte versuchen Sie es noch einmal.",
        placeholder: "Dieser Inhalt kommt von einer anderen Website und wartet auf Ihre Auswahl.",
        loadOnce: "Einmal laden",
        loadAlways: "Immer laden",
        stillRuns:
            "Etwas von dem, was Sie abgeschaltet haben, läuft auf dieser Seite weiter, bis sie neu geladen wird.",
        reload: "Seite neu laden"
    )

    static let english = texts(
        acceptAll: "Accept all",
        rejectAll: "Reject all",
        choose: "Choose",
        save: "Save choice",
        close: "Close",
        reopen: "Privacy choices",
        alwaysOn: "Always on",
        services: "Services and cookies",
        gpcHonored: "Opt-out request honored: your browser sends Global Privacy Control.",
        privacy: "Privacy policy",
        changed: "What we ask you about has changed since your last choice. Please choose again.",
        record: "Your choice is on record under this number:",
        failed: "Your choice could not be saved. Please try again.",
        placeholder: "This content comes from another site and waits for your choice.",
        loadOnce: "Load once",
        loadAlways: "Always load",
        stillRuns:
            "Some of what you switched off still runs on this page until it is loaded again.",
        reload: "Reload the page"
    )

    static let dutch = texts(
        acceptAll: "Alles accepteren",
        rejectAll: "Alles weigeren",
        choose: "Kiezen",
        save: "Keuze opslaan",
        close: "Sluiten",
        reopen: "Privacykeuzes",
        alwaysOn: "Altijd aan",
        services: "Diensten en cookies",
        gpcHonored: "Bezwaar gehonoreerd: uw browser stuurt Global Privacy Control.",
        privacy: "Privacybeleid",
        changed: "Wat we u vragen, is sinds uw laatste keuze veranderd. Kies opnieuw.",
        record: "Uw keuze is vastgelegd onder dit nummer:",
        failed: "Uw keuze kon niet worden vastgelegd. Probeer het opnieuw.",
        placeholder: "Deze inhoud komt van een andere site en wacht op uw keuze.",
        loadOnce: "Eén keer laden",
        loadAlways: "Altijd laden",
        stillRuns:
            "Iets van wat u hebt uitgezet, blijft op deze pagina actief tot die opnieuw wordt geladen.",
        reload: "Pagina opnieuw laden"
    )

    static let swedish = texts(
        acceptAll: "Acceptera alla",
        rejectAll: "Avvisa alla",
        choose: "Välj",
        save: "Spara val",
        close: "Stäng",
        reopen: "Integritetsval",
        alwaysOn: "Alltid på",
        services: "Tjänster och kakor",
        gpcHonored: "Ditt nej respekteras: din webbläsare skickar Global Privacy Control.",
        privacy: "Integritetspolicy",
        changed: "Det vi ber dig om har ändrats sedan ditt senaste val. Välj igen.",
        record: "Ditt val är registrerat under det här numret:",
        failed: "Ditt val kunde inte registreras. Försök igen.",
        placeholder: "Det här innehållet kommer från en annan webbplats och väntar på ditt val.",
        loadOnce: "Läs in en gång",
        loadAlways: "Läs alltid in",
        stillRuns:
            "En del av det du stängde av körs fortfarande på den här sidan tills den läses in igen.",
        reload: "Läs in sidan igen"
    )
}
