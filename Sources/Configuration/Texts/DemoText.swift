/// The configuration of `assent serve --demo`; the origins are those the server listens on.
let demoText = #"""
    {
      gpc_updated: "2026-01-01",
      // So that a proxy on this machine, or a test, can name the visitor's address.
      trusted_proxies: ["127.0.0.0/8", "::1"],
      sites: [
        {
          id: "demo",
          name: "Demo",
          origins: ["http://127.0.0.1:8080"],
          timezone: "UTC",
          notice: "demo",
          // What its pages tell of events, and what visitors should do; reports ask for both.
          properties: ["format", "name", "path", "place", "plan", "url"],
          goals: [
            { event: "Plan chosen" },
            { event: "Call requested" },
            { name: "Contact", page: "/demo/contact.html" },
            { name: "Article read", page: "/demo/article.html", scroll: 75 },
          ],
        },
      ],
      notices: [
        {
          id: "demo",
          version: "2026-01",
          layout: { form: "bar", position: "bottom" },
          categories: [
            {
              id: "essential",
              purposes: ["keep_choice"],
              services: [
                {
                  id: "consent",
                  title: "assent",
                  cookies: [{ name: "assent", lifetime: "6 months / 6 Monate" }],
                },
              ],
            },
            {
              id: "functional",
              purposes: ["show_maps", "remember_settings"],
              services: [
                {
                  id: "map",
                  title: "Example Maps",
                  recipient: "Example Maps Ltd, Dublin",
                  cookies: [{ name: "map_*", lifetime: "1 month / 1 Monat" }],
                },
                {
                  id: "settings",
                  title: "Text size / Schriftgröße",
                  cookies: [{ name: "demo_text_size", lifetime: "6 months / 6 Monate" }],
                },
              ],
            },
            {
              id: "analytics",
              purposes: ["measure_usage"],
              services: [{ id: "usage", title: "assent" }],
            },
            {
              id: "marketing",
              purposes: ["measure_campaigns", "advertise"],
              services: [
                { id: "campaigns", title: "assent" },
                {
                  id: "ads",
                  title: "Example Ads",
                  recipient: "Example Ads Ltd, Dublin",
                  cookies: [
                    { name: "_exads_id", lifetime: "3 months / 3 Monate" },
                    { name: "_exads_click_*", lifetime: "1 month / 1 Monat" },
                  ],
                },
              ],
            },
          ],
          default_language: "en",
          texts: {
            en: {
              title: "Your choice on this site",
              text: "May we measure how this site is used, show maps and see which advertisements \
    work? You decide, and you can refuse: the site works just the same. Usage data is kept for at \
    most 24 months, and we ask again after 6 months. You can change or withdraw your choice at any \
    time under \"Privacy choices\" at the end of each page.",
              privacy_url: "/privacy?site=demo",
              categories: {
                essential: {
                  title: "Essential",
                  text: "Keeps the choice you make here. The site cannot respect it otherwise.",
                },
                functional: {
                  title: "Comfort",
                  text: "Remembers the text size you set, and shows maps of Example Maps, which \
    then receives your IP address.",
                },
                analytics: {
                  title: "Statistics",
                  text: "Which pages are read, for how long, with what kind of device and from \
    which area. Measured on this site's own machine; your IP address is not kept.",
                },
                marketing: {
                  title: "Advertising",
                  text: "Which advertisement or newsletter led you here. Example Ads receives that \
    and uses cookies to recognize your browser.",
                },
              },
            },
            de: {
              title: "Ihre Auswahl auf dieser Website",
              text: "Dürfen wir messen, wie diese Website genutzt wird, Karten zeigen und sehen, \
    welche Anzeigen wirken? Sie entscheiden und können ablehnen: Die Website funktioniert genauso. \
    Nutzungsdaten bewahren wir höchstens 24 Monate auf, und nach 6 Monaten fragen wir erneut. Ihre \
    Auswahl können Sie jederzeit unter „Datenschutz-Auswahl“ am Ende jeder Seite ändern oder \
    widerrufen.",
              privacy_url: "/privacy?site=demo&lang=de",
              categories: {
                essential: {
                  title: "Notwendig",
                  text: "Bewahrt Ihre Auswahl auf. Sonst könnte die Website sie nicht beachten.",
                },
                functional: {
                  title: "Komfort",
                  text: "Merkt sich die Schriftgröße, die Sie einstellen, und zeigt Karten von \
    Example Maps; dabei erhält Example Maps Ihre IP-Adresse.",
                },
                analytics: {
                  title: "Statistik",
                  text: "Welche Seiten wie lange gelesen werden, mit welcher Art von Gerät und aus \
    welcher Gegend. Gemessen auf dem eigenen Rechner dieser Website; Ihre IP-Adresse wird nicht \
    aufbewahrt.",
                },
                marketing: {
                  title: "Werbung",
                  text: "Welche Anzeige oder welcher Newsletter Sie hierher geführt hat. Example \
    Ads erfährt das und erkennt Ihren Browser mit Cookies wieder.",
                },
              },
            },
          },
        },
      ],
    }
    """#
