/// Bulgarian, Czech, Croatian, Polish, Slovak, Slovenian, Ukrainian.
extension BuiltInTexts {
    static let bulgarian = texts(
        acceptAll: "Приемам всички",
        rejectAll: "Отхвърлям всички",
        choose: "Избор",
        save: "Запазване на избора",
        close: "Затваряне",
        reopen: "Избор за поверителност",
        alwaysOn: "Винаги включено",
        services: "Услуги и бисквитки",
        gpcHonored: "Отказът е зачетен: браузърът ви изпраща Global Privacy Control.",
        privacy: "Политика за поверителност",
        changed:
            "Това, за което ви питаме, се е променило след последния ви избор. Моля, изберете отново.",
        record: "Изборът ви е записан под този номер:",
        failed: "Изборът ви не можа да бъде записан. Моля, опитайте отново.",
        placeholder: "Това съдържание идва от друг сайт и изчаква вашия избор.",
        loadOnce: "Зареждане веднъж",
        loadAlways: "Зареждане винаги",
        stillRuns:
            "Част от това, което изключихте, още работи на тази страница, докато не се презареди.",
        reload: "Презареждане на страницата"
    )

    static let czech = texts(
        acceptAll: "Přijmout vše",
        rejectAll: "Odmítnout vše",
        choose: "Vybrat",
        save: "Uložit volbu",
        close: "Zavřít",
        reopen: "Volby soukromí",
        alwaysOn: "Vždy zapnuto",
        services: "Služby a soubory cookie",
        gpcHonored:
            "Odmítnutí je respektováno: váš prohlížeč vysílá signál Global Privacy Control.",
        privacy: "Zásady ochrany soukromí",
        changed: "To, o co vás žádáme, se od vaší poslední volby změnilo. Zvolte prosím znovu.",
        record: "Vaše volba je zaznamenána pod tímto číslem:",
        failed: "Vaši volbu se nepodařilo zaznamenat. Zkuste to prosím znovu.",
        placeholder: "Tento obsah pochází z jiného webu a čeká na vaši volbu.",
        loadOnce: "Načíst jednou",
        loadAlways: "Načítat vždy",
        stillRuns:
            "Část toho, co jste vypnuli, na této stránce ještě běží, dokud se znovu nenačte.",
        reload: "Znovu načíst stránku"
    )

    static let croatian = texts(
        acceptAll: "Prihvati sve",
        rejectAll: "Odbij sve",
        choose: "Odaberi",
        save: "Spremi odabir",
        close: "Zatvori",
        reopen: "Odabir privatnosti",
        alwaysOn: "Uvijek uključeno",
        services: "Usluge i kolačići",
        gpcHonored:
            "Zahtjev za isključenje je poštovan: vaš preglednik šalje Global Privacy Control.",
        privacy: "Pravila o privatnosti",
        changed:
            "Ono što od vas tražimo promijenilo se od vašeg posljednjeg odabira. Odaberite ponovno.",
        record: "Vaš je odabir zabilježen pod ovim brojem:",
        failed: "Vaš odabir nije bilo moguće zabilježiti. Pokušajte ponovno.",
        placeholder: "Ovaj sadržaj dolazi s druge stranice i čeka vaš odabir.",
        loadOnce: "Učitaj jednom",
        loadAlways: "Učitaj uvijek",
        stillRuns:
            "Dio onoga što ste isključili još radi na ovoj stranici dok se ponovno ne učita.",
        reload: "Ponovno učitaj stranicu"
    )

    static let polish = texts(
        acceptAll: "Zaakceptuj wszystko",
        rejectAll: "Odrzuć wszystko",
        choose: "Wybierz",
        save: "Zapisz wybór",
        close: "Zamknij",
        reopen: "Wybór prywatności",
        alwaysOn: "Zawsze włączone",
        services: "Usługi i pliki cookie",
        gpcHonored:
            "Sprzeciw uwzględniony: Twoja przeglądarka wysyła sygnał Global Privacy Control.",
        privacy: "Polityka prywatności",
        changed:
            "To, o co Cię prosimy, zmieniło się od Twojego ostatniego wyboru. Wybierz ponownie.",
        record: "Twój wybór zapisano pod tym numerem:",
        failed: "Nie udało się zapisać Twojego wyboru. Spróbuj ponownie.",
        placeholder: "Ta treść pochodzi z innej witryny i czeka na Twój wybór.",
        loadOnce: "Załaduj raz",
        loadAlways: "Ładuj zawsze",
        stillRuns:
            "Część tego, co wyłączono, działa na tej stronie, dopóki nie zostanie ona wczytana ponownie.",
        reload: "Wczytaj stronę ponownie"
    )

    static let slovak = texts(
        acceptAll: "Prijať všetko",
        rejectAll: "Odmietnuť všetko",
        choose: "Vybrať",
        save: "Uložiť voľbu",
        close: "Zavrieť",
        reopen: "Voľby súkromia",
        alwaysOn: "Vždy zapnuté",
        services: "Služby a súbory cookie",
        gpcHonored:
            "Odmietnutie je rešpektované: váš prehliadač vysiela signál Global Privacy Control.",
        privacy: "Zásady ochrany súkromia",
        changed:
            "To, o čo vás žiadame, sa od vašej poslednej voľby zmenilo. Vyberte, prosím, znova.",
        record: "Vaša voľba je zaznamenaná pod týmto číslom:",
        failed: "Vašu voľbu sa nepodarilo zaznamenať. Skúste to, prosím, znova.",
        placeholder: "Tento obsah pochádza z inej stránky a čaká na vašu voľbu.",
        loadOnce: "Načítať raz",
        loadAlways: "Načítať vždy",
        stillRuns: "Časť toho, čo ste vypli, na tejto stránke ešte beží, kým sa znova nenačíta.",
        reload: "Znova načítať stránku"
    )

    static let slovenian = texts(
        acceptAll: "Sprejmi vse",
        rejectAll: "Zavrni vse",
        choose: "Izberi",
        save: "Shrani izbiro",
        close: "Zapri",
        reopen: "Izbira zasebnosti",
        alwaysOn: "Vedno vklopljeno",
        services: "Storitve in piškotki",
        gpcHonored: "Zavrnitev je upoštevana: vaš brskalnik pošilja Global Privacy Control.",
        privacy: "Pravilnik o zasebnosti",
        changed:
            "To, za kar vas prosimo, se je od vaše zadnje izbire spremenilo. Prosimo, izberite znova.",
        record: "Vaša izbira je zabeležena pod to številko:",
        failed: "Vaše izbire ni bilo mogoče zabeležiti. Poskusite znova.",
        placeholder: "Ta vsebina prihaja z drugega spletnega mesta in čaka na vašo izbiro.",
        loadOnce: "Naloži enkrat",
        loadAlways: "Naloži vedno",
        stillRuns:
            "Del tega, kar ste izklopili, na tej strani še deluje, dokler se znova ne naloži.",
        reload: "Znova naloži stran"
    )

    static let ukrainian = texts(
        acceptAll: "Прийняти все",
        rejectAll: "Відхилити все",
        choose: "Вибрати",
        save: "Зберегти вибір",
        close: "Закрити",
        reopen: "Вибір приватності",
        alwaysOn: "Завжди ввімкнено",
        services: "Служби та файли cookie",
        gpcHonored: "Відмову враховано: ваш браузер надсилає Global Privacy Control.",
        privacy: "Політика приватності",
        changed:
            "Те, про що ми вас просимо, змінилося після вашого останнього вибору. Виберіть, будь ласка, знову.",
        record: "Ваш вибір записано під цим номером:",
        failed: "Не вдалося записати ваш вибір. Спробуйте ще раз.",
        placeholder: "Цей вміст надходить з іншого сайту й очікує на ваш вибір.",
        loadOnce: "Завантажити один раз",
        loadAlways: "Завантажувати завжди",
        stillRuns:
            "Дещо з того, що ви вимкнули, ще працює на цій сторінці, доки її не буде перезавантажено.",
        reload: "Перезавантажити сторінку"
    )
}
