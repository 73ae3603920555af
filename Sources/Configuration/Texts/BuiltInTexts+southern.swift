/// Greek, Hungarian, Maltese.
extension BuiltInTexts {
    static let greek = texts(
        acceptAll: "Αποδοχή όλων",
        rejectAll: "Απόρριψη όλων",
        choose: "Επιλογή",
        save: "Αποθήκευση επιλογής",
        close: "Κλείσιμο",
        reopen: "Επιλογές απορρήτου",
        alwaysOn: "Πάντα ενεργό",
        services: "Υπηρεσίες και cookies",
        gpcHonored:
            "Η άρνησή σας έγινε σεβαστή: το πρόγραμμα περιήγησής σας στέλνει Global Privacy Control.",
        privacy: "Πολιτική απορρήτου",
        changed: "Αυτά που σας ζητούμε έχουν αλλάξει από την τελευταία σας επιλογή. Επιλέξτε ξανά.",
        record: "Η επιλογή σας έχει καταγραφεί με αυτόν τον αριθμό:",
        failed: "Δεν ήταν δυνατή η καταγραφή της επιλογής σας. Δοκιμάστε ξανά.",
        placeholder:
            "Αυτό το περιεχόμενο προέρχεται από άλλον ιστότοπο και περιμένει την επιλογή σας.",
        loadOnce: "Φόρτωση μία φορά",
        loadAlways: "Φόρτωση πάντα",
        stillRuns:
            "Κάποια από όσα απενεργοποιήσατε λειτουργούν ακόμη σε αυτή τη σελίδα έως ότου φορτωθεί ξανά.",
        reload: "Επαναφόρτωση σελίδας"
    )

    static let hungarian = texts(
        acceptAll: "Összes elfogadása",
        rejectAll: "Összes elutasítása",
        choose: "Választás",
        save: "Választás mentése",
        close: "Bezárás",
        reopen: "Adatvédelmi választás",
        alwaysOn: "Mindig bekapcsolva",
        services: "Szolgáltatások és sütik",
        gpcHonored:
            "Elutasítását figyelembe vettük: böngészője Global Privacy Control jelzést küld.",
        privacy: "Adatvédelmi tájékoztató",
        changed:
            "Legutóbbi választása óta megváltozott, amit Öntől kérünk. Kérjük, válasszon újra.",
        record: "Választását ezen a számon rögzítettük:",
        failed: "Választását nem sikerült rögzíteni. Kérjük, próbálja újra.",
        placeholder: "Ez a tartalom egy másik webhelyről származik, és az Ön választására vár.",
        loadOnce: "Betöltés egyszer",
        loadAlways: "Betöltés mindig",
        stillRuns: "A kikapcsoltak egy része ezen az oldalon még fut, amíg újra be nem töltődik.",
        reload: "Oldal újratöltése"
    )

    static let maltese = texts(
        acceptAll: "Aċċetta kollox",
        rejectAll: "Irrifjuta kollox",
        choose: "Agħżel",
        save: "Issejvja l-għażla",
        close: "Agħlaq",
        reopen: "Għażliet tal-privatezza",
        alwaysOn: "Dejjem mixgħul",
        services: "Servizzi u cookies",
        gpcHonored:
            "Ir-rifjut tiegħek ġie rispettat: il-browser tiegħek jibgħat Global Privacy Control.",
        privacy: "Politika tal-privatezza",
        changed: "Dak li nitolbuk inbidel mill-aħħar għażla tiegħek. Jekk jogħġbok erġa’ agħżel.",
        record: "L-għażla tiegħek hija rreġistrata taħt dan in-numru:",
        failed: "L-għażla tiegħek ma setgħetx tiġi rreġistrata. Jekk jogħġbok erġa’ pprova.",
        placeholder: "Dan il-kontenut ġej minn sit ieħor u qed jistenna l-għażla tiegħek.",
        loadOnce: "Tella’ darba",
        loadAlways: "Tella’ dejjem",
        stillRuns: "Xi wħud minn dak li tfejt għadu jaħdem f’din il-paġna sakemm terġa’ titgħabba.",
        reload: "Erġa’ għabbi l-paġna"
    )
}
