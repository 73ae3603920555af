extension Configuration {
    /// A complete configuration with comments; `config/assent.json5` is the same text.
    package static var exampleText: String { example }
}

private let example = #"""
    // The configuration of assent, with every key there is.
    //
    // JSON5: comments, unquoted keys and trailing commas are welcome. Only "sites" is required; the
    // values shown are the defaults unless a comment says otherwise. Check a change with
    //   assent check-config --config FILE
    // and take it without a restart with SIGHUP (systemctl reload assent). Changes of listen,
    // metrics_listen, tls and threads need a restart.
    {
      // Where to serve: ADDRESS:PORT, one or several. Reachable from outside needs tls or a proxy.
      listen: ["127.0.0.1:8080"],

      // Where to serve /metrics alone, for Prometheus. Default: none but on listen, with a key.
      metrics_listen: "127.0.0.1:9180",

      // TLS 1.3 with a certificate of your own (PEM). Default: none, a proxy in front has it.
      // tls: { certificate: "/etc/assent/tls/fullchain.pem", key: "/etc/assent/tls/key.pem" },

      // Peers whose X-Forwarded-For and Forwarded count, as addresses or blocks. Default: none.
      // Name your proxies only: whoever stands here can claim any address.
      trusted_proxies: ["127.0.0.1", "::1"],

      // The location file: any .mmdb in the form of GeoLite2, GeoIP2 or DB-IP. It is watched and
      // swapped without a restart. Default: DATA/location/location.mmdb.
      geo: { path: "/var/lib/assent/location/city.mmdb" },

      retention: {
        // Usage, in calendar months (1 to 24).
        usage_months: 24,
        // The contents of consent records, in calendar months (1 to 120).
        consent_months: 60,
        // When the daily expiry runs, UTC.
        expire_at: "03:30",
      },

      reports: {
        // Groups of fewer visitors are hidden from marketing (1 to 100; 1 hides none).
        min_visitors: 5,
        // Reports a key of the role marketing may ask for in a minute (0 is no limit).
        queries_per_minute: 120,
        // Memory for the columns of reports.
        memory_mb: 512,
      },

      limits: {
        max_connections: 8192,
        // Behind a proxy all connections come from one address: raise it to max_connections there.
        max_connections_per_address: 256,
        max_body_bytes: 65536,
        max_header_bytes: 8192,
        max_uri_bytes: 4096,
        header_timeout_seconds: 10,
        body_timeout_seconds: 20,
        response_timeout_seconds: 30,
        idle_timeout_seconds: 60,
        // 0 is no limit.
        requests_per_minute_per_address: 600,
        // Requests that may wait for a worker before the answer is 503.
        queue: 256,
      },

      // "full": what was acknowledged is on the disk. "normal" is faster, and a power cut can lose
      // the last seconds.
      durability: "full",

      threads: { loops: 1, workers: 2 },

      // "debug", "info", "warning" or "error"; JSON lines on standard error.
      log: { level: "info" },

      // Where a site with mode "auto" measures until the visitor objects: countries ("US") or parts
      // of them ("US-CA"). Default: nowhere; an unknown place always asks first. Ask your counsel:
      // health data, minors and some states' laws need consent first also in these places.
      jurisdictions: { opt_out: [] },

      // The day /.well-known/gpc.json names: when you last changed how Global Privacy Control is
      // treated. It is always honored. Default: none.
      gpc_updated: "2026-01-01",

      sites: [
        {
          // Stands in the script tag as data-site: 1 to 64 of A-Z, a-z, 0-9, ".", "_" and "-".
          id: "example.org",
          // For people. Default: the id.
          name: "Example Clinic",
          // Whose pages may send in this site's name, as browsers write it: scheme://host[:port].
          // "https://*.example.org" stands for all hosts below example.org, not for itself.
          origins: ["https://example.org", "https://www.example.org"],
          // The site's days in reports. Default: "UTC".
          timezone: "Europe/Berlin",
          // Which of the notices below. Not needed where there is only one.
          notice: "main",
          // "auto": the visitor's place decides, see jurisdictions; or "opt-in", "opt-out".
          mode: "auto",
          // "minors": nothing optional is ever stored.
          audience: "general",
          // E-mail addresses, phone numbers, tokens and long numbers are always removed from pages'
          // addresses and titles, and query parameters but the campaign's dropped. Default: no more.
          scrub: {
            // Query parameters to keep.
            allow_query_parameters: ["page", "q"],
            // Paths of which the part that * stands for is removed, in any case of letters. As the
            // last segment it stands for all that follows; without * the whole path is removed.
            deny_patterns: ["/patients/*", "/appointment/*/confirm"],
            // Paths on which numbers and tokens stay; deny_patterns win.
            allow_patterns: ["/news/*"],
          },
          // Your own people's addresses: their visits are not counted. Default: none.
          excluded_addresses: ["192.0.2.0/24", "2001:db8::/32"],
          // So that all hosts of the site share one choice, where the collector is one of them.
          // Default: the collector's host alone.
          cookie_domain: "example.org",
          // Ask again after (1 to 13 months), grants and refusals alike.
          consent_months: 6,
          // Properties of events that may be stored. Default: all that the page sends. Reports can
          // be grouped and filtered by those that stand here (event:props:plan), by no others.
          properties: ["plan", "step"],
          // What visitors should do, for event:goal and conversion rates in reports: a custom event;
          // a page, where * stands for characters but a slash and ** for any; or reading so many
          // percent of a page. Default: none.
          goals: [
            { name: "Appointment", event: "appointment" },
            { name: "Thank you", page: "/thanks/**" },
            { page: "/news/*", scroll: 75 },
          ],
          // The day on which weeks begin in reports: "monday", "saturday" or "sunday".
          week_starts: "monday",
        },
      ],

      // What visitors are shown. Without notices a built-in one asks for what assent itself does.
      // Whoever chose is asked again when categories, purposes, services, cookies, recipients or
      // retention change; corrected words ask nobody again.
      notices: [
        {
          id: "main",
          // Your own name for this version; it stands in each consent record.
          version: "2026-01",
          // form: "bar" (bottom, top), "box" (bottom-right, bottom-left, top-right, top-left) or
          // "modal" (center). "Reject all" always stands beside "Accept all", in the same form.
          layout: { form: "bar", position: "bottom" },
          // Who receives data beside you.
          recipients: ["Example Hosting GmbH, Berlin (hosts this site on our behalf)"],

          // Categories: essential (always needed), functional, analytics, marketing. List only what
          // you use. Titles, lifetimes and purposes of cookies are shown as they stand here.
          categories: [
            {
              id: "essential",
              // Names of your own; a new one asks everybody again.
              purposes: ["keep_choice"],
              services: [
                {
                  id: "consent",
                  title: "assent",
                  cookies: [{ name: "assent", lifetime: "6 months", purpose: "Keeps your choice" }],
                },
              ],
            },
            {
              id: "functional",
              purposes: ["show_maps"],
              services: [
                {
                  id: "map",
                  title: "Example Maps",
                  // Default: nobody but you.
                  recipient: "Example Maps Ltd, Dublin",
                  privacy_url: "https://maps.example/privacy",
                  // A name may hold * for any characters. On withdrawal these cookies are deleted.
                  cookies: [
                    {
                      name: "map_*",
                      host: ".example.org",
                      lifetime: "1 month",
                      purpose: "Remembers the part of the map you looked at",
                    },
                  ],
                },
              ],
            },
            {
              id: "analytics",
              purposes: ["measure_usage"],
              // Usage is measured by assent, on your own machine and without a cookie of its own.
              services: [{ id: "usage", title: "assent" }],
            },
            {
              id: "marketing",
              purposes: ["measure_campaigns"],
              services: [
                {
                  id: "ads",
                  title: "Example Ads",
                  recipient: "Example Ads Ltd, Dublin",
                  privacy_url: "https://ads.example/privacy",
                  cookies: [
                    {
                      name: "_exads_*",
                      host: ".example.org",
                      lifetime: "3 months",
                      purpose: "Tells which advertisement led to a visit",
                    },
                  ],
                },
              ],
            },
          ],

          // Shown where the visitor's own language is missing. Default: the first of texts.
          default_language: "en",

          // By language, as in a page's lang attribute. title, text and the categories' words are
          // yours to write. The others are built in for the official languages of the European Union,
          // Arabic, Chinese (simplified), Hindi, Japanese, Turkish and Ukrainian, and may be left out
          // there; other languages need them all.
          texts: {
            en: {
              title: "Your privacy at Example Clinic",
              text: "May we measure how this site is used, show maps and see which advertisements \
    work? You decide, and you can refuse: the site works just the same. Usage data is kept for at \
    most 24 months, and we ask again after 6 months. You can change or withdraw your choice at any \
    time under \"Privacy choices\" at the end of each page.",
              accept_all: "Accept all",
              reject_all: "Reject all",
              choose: "Choose",
              save: "Save choice",
              close: "Close",
              // The link at the end of each page.
              reopen: "Privacy choices",
              always_on: "Always on",
              services: "Services and cookies",
              gpc_honored: "Opt-out request honored: your browser sends Global Privacy Control.",
              privacy: "Privacy policy",
              // Default: no link.
              privacy_url: "https://example.org/privacy",
              changed: "What we ask you about has changed since your last choice. Please choose \
    again.",
              record: "Your choice is on record under this number:",
              failed: "Your choice could not be saved. Please try again.",
              // In the place of a frame that waits for its category.
              placeholder: "This content comes from another site and waits for your choice.",
              load_once: "Load once",
              load_always: "Always load",
              // After a withdrawal, where a script that ran cannot be undone.
              still_runs: "Some of what you switched off still runs on this page until it is \
    loaded again.",
              reload: "Reload the page",
              categories: {
                essential: {
                  title: "Essential",
                  text: "Keeps the choice you make here. The site cannot respect it otherwise.",
                },
                functional: {
                  title: "Maps",
                  text: "Shows how to find us on a map of Example Maps, which then receives your \
    IP address.",
                },
                analytics: {
                  title: "Statistics",
                  text: "Which pages are read, for how long, with what kind of device and from \
    which area. Measured on our own machine; your IP address is not kept.",
                },
                marketing: {
                  title: "Advertising",
                  text: "Which advertisement led you here. Example Ads receives that and sets \
    cookies.",
                },
              },
            },
            de: {
              title: "Ihre Privatsphäre bei Example Clinic",
              text: "Dürfen wir messen, wie diese Website genutzt wird, Karten zeigen und sehen, \
    welche Anzeigen wirken? Sie entscheiden und können ablehnen: Die Website funktioniert genauso. \
    Nutzungsdaten bewahren wir höchstens 24 Monate auf, und nach 6 Monaten fragen wir erneut. Ihre \
    Auswahl können Sie jederzeit unter „Datenschutz-Auswahl“ am Ende jeder Seite ändern oder \
    widerrufen.",
              privacy_url: "https://example.org/de/datenschutz",
              categories: {
                essential: {
                  title: "Notwendig",
                  text: "Bewahrt Ihre Auswahl auf. Sonst könnte die Website sie nicht beachten.",
                },
                functional: {
                  title: "Karten",
                  text: "Zeigt den Weg zu uns auf einer Karte von Example Maps; dabei erhält \
    Example Maps Ihre IP-Adresse.",
                },
                analytics: {
                  title: "Statistik",
                  text: "Welche Seiten wie lange gelesen werden, mit welcher Art von Gerät und aus \
    welcher Gegend. Gemessen auf unserem eigenen Rechner; Ihre IP-Adresse wird nicht aufbewahrt.",
                },
                marketing: {
                  title: "Werbung",
                  text: "Welche Anzeige Sie hierher geführt hat. Example Ads erfährt das und setzt \
    Cookies.",
                },
              },
            },
          },
        },
      ],
    }

    """#
