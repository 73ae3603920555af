/// Estonian, Finnish, Irish, Lithuanian, Latvian.
extension BuiltInTexts {
    static let estonian = texts(
        acceptAll: "Nõustu kõigiga",
        rejectAll: "Keeldu kõigist",
        choose: "Vali",
        save: "Salvesta valik",
        close: "Sulge",
        reopen: "Privaatsusvalikud",
        alwaysOn: "Alati sees",
        services: "Teenused ja küpsised",
        gpcHonored:
            "Loobumissoovi on arvestatud: teie brauser saadab signaali Global Privacy Control.",
        privacy: "Privaatsuspoliitika",
        changed:
            "See, mille kohta teilt küsime, on pärast teie viimast valikut muutunud. Palun valige uuesti.",
        record: "Teie valik on salvestatud selle numbri all:",
        failed: "Teie valikut ei õnnestunud salvestada. Palun proovige uuesti.",
        placeholder: "See sisu pärineb teiselt saidilt ja ootab teie valikut.",
        loadOnce: "Laadi üks kord",
        loadAlways: "Laadi alati",
        stillRuns:
            "Osa sellest, mille välja lülitasite, töötab sellel lehel edasi, kuni see uuesti laaditakse.",
        reload: "Laadi leht uuesti"
    )

    static let finnish = texts(
        acceptAll: "Hyväksy kaikki",
        rejectAll: "Hylkää kaikki",
        choose: "Valitse",
        save: "Tallenna valinta",
        close: "Sulje",
        reopen: "Tietosuojavalinnat",
        alwaysOn: "Aina käytössä",
        services: "Palvelut ja evästeet",
        gpcHonored: "Kieltosi on huomioitu: selaimesi lähettää Global Privacy Control -signaalin.",
        privacy: "Tietosuojaseloste",
        changed:
            "Se, mitä sinulta pyydämme, on muuttunut edellisen valintasi jälkeen. Valitse uudelleen.",
        record: "Valintasi on tallennettu tällä numerolla:",
        failed: "Valintaasi ei voitu tallentaa. Yritä uudelleen.",
        placeholder: "Tämä sisältö tulee toiselta sivustolta ja odottaa valintaasi.",
        loadOnce: "Lataa kerran",
        loadAlways: "Lataa aina",
        stillRuns:
            "Osa siitä, minkä poistit käytöstä, toimii tällä sivulla, kunnes se ladataan uudelleen.",
        reload: "Lataa sivu uudelleen"
    )

    static let irish = texts(
        acceptAll: "Glac le gach rud",
        rejectAll: "Diúltaigh do gach rud",
        choose: "Roghnaigh",
        save: "Sábháil an rogha",
        close: "Dún",
        reopen: "Roghanna príobháideachais",
        alwaysOn: "Ar siúl i gcónaí",
        services: "Seirbhísí agus fianáin",
        gpcHonored:
            "Tá do dhiúltú á urramú: tá Global Privacy Control á sheoladh ag do bhrabhsálaí.",
        privacy: "Polasaí príobháideachais",
        changed:
            "Tá athrú ar an méid a iarraimid ort ó do rogha dheireanach. Roghnaigh arís, le do thoil.",
        record: "Tá do rogha taifeadta faoin uimhir seo:",
        failed: "Níorbh fhéidir do rogha a thaifeadadh. Bain triail eile as.",
        placeholder: "Tagann an t-ábhar seo ó shuíomh eile agus tá sé ag fanacht le do rogha.",
        loadOnce: "Lódáil uair amháin",
        loadAlways: "Lódáil i gcónaí",
        stillRuns:
            "Tá cuid den mhéid a mhúch tú fós ar siúl ar an leathanach seo go dtí go n-athlódáiltear é.",
        reload: "Athlódáil an leathanach"
    )

    static let lithuanian = texts(
        acceptAll: "Priimti viską",
        rejectAll: "Atmesti viską",
        choose: "Pasirinkti",
        save: "Išsaugoti pasirinkimą",
        close: "Uždaryti",
        reopen: "Privatumo pasirinkimai",
        alwaysOn: "Visada įjungta",
        services: "Paslaugos ir slapukai",
        gpcHonored:
            "Į atsisakymą atsižvelgta: jūsų naršyklė siunčia Global Privacy Control signalą.",
        privacy: "Privatumo politika",
        changed:
            "Tai, ko jūsų prašome, nuo paskutinio jūsų pasirinkimo pasikeitė. Pasirinkite iš naujo.",
        record: "Jūsų pasirinkimas užfiksuotas šiuo numeriu:",
        failed: "Jūsų pasirinkimo nepavyko užfiksuoti. Bandykite dar kartą.",
        placeholder: "Šis turinys yra iš kitos svetainės ir laukia jūsų pasirinkimo.",
        loadOnce: "Įkelti vieną kartą",
        loadAlways: "Įkelti visada",
        stillRuns:
            "Dalis to, ką išjungėte, šiame puslapyje dar veikia, kol jis bus įkeltas iš naujo.",
        reload: "Įkelti puslapį iš naujo"
    )

    static let latvian = texts(
        acceptAll: "Pieņemt visu",
        rejectAll: "Noraidīt visu",
        choose: "Izvēlēties",
        save: "Saglabāt izvēli",
        close: "Aizvērt",
        reopen: "Privātuma izvēles",
        alwaysOn: "Vienmēr ieslēgts",
        services: "Pakalpojumi un sīkdatnes",
        gpcHonored: "Atteikums ir ņemts vērā: jūsu pārlūkprogramma sūta Global Privacy Control.",
        privacy: "Privātuma politika",
        changed:
            "Tas, ko mēs jums lūdzam, kopš jūsu pēdējās izvēles ir mainījies. Lūdzu, izvēlieties vēlreiz.",
        record: "Jūsu izvēle ir reģistrēta ar šo numuru:",
        failed: "Jūsu izvēli neizdevās reģistrēt. Lūdzu, mēģiniet vēlreiz.",
        placeholder: "Šis saturs nāk no citas vietnes un gaida jūsu izvēli.",
        loadOnce: "Ielādēt vienreiz",
        loadAlways: "Ielādēt vienmēr",
        stillRuns:
            "Daļa no tā, ko izslēdzāt, šajā lapā vēl darbojas, līdz tā tiek ielādēta no jauna.",
        reload: "Ielādēt lapu no jauna"
    )
}
