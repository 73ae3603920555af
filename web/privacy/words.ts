/** What the page says; `{...}` is filled in. */
export interface Words {
    title: string;
    lead: string;
    noSite: string;
    unreachable: string;
    minors: string;
    choice: string;
    none: string;
    noneHint: string;
    ask: string;
    change: string;
    withdraw: string;
    withdrawn: string;
    failed: string;
    granted: string;
    refused: string;
    always: string;
    byGPC: string;
    made: string;
    madeBy: string;
    how: { [mechanism: string]: string };
    expires: string;
    outdated: string;
    refusal: string;
    sale: string;
    saleOn: string;
    saleOff: string;
    saleNone: string;
    saleDo: string;
    saleDone: string;
    id: string;
    idHint: string;
    idNone: string;
    record: string;
    copy: string;
    copied: string;
    meaning: string;
    keeps: string;
    recipient: string;
    policy: string;
}

const en: Words = {
    title: "Your privacy choices",
    lead: "What you chose on {site} in this browser, and how to change it.",
    noSite: "This address names no site. Please follow the link on the site's own pages.",
    unreachable: "Your choice could not be looked up: the link may be wrong, or the collector is away for a moment.",
    minors: "This site is made for minors: nothing is asked, and nothing optional is stored.",
    choice: "Your choice",
    none: "There is no choice in this browser.",
    noneHint: "As long as you have not agreed to it, nothing optional is stored about you.",
    ask: "Choose now",
    change: "Change your choice",
    withdraw: "Withdraw everything",
    withdrawn: "Withdrawn. From now on nothing optional is stored about you. To have erased what was stored so far, name this id to the site, which this browser now forgets: {id}",
    failed: "That could not be recorded. Please try again in a moment.",
    granted: "Granted",
    refused: "Refused",
    always: "Always on",
    byGPC: "Opt-out request honored: your browser sends Global Privacy Control, so marketing stays off.",
    made: "Made on {date}.",
    madeBy: "Made on {date} with {how}.",
    how: {
        accept_all: "“Accept all”",
        reject_all: "“Reject all”",
        save: "a choice of your own",
        withdraw: "a withdrawal",
        gpc: "the signal of your browser (Global Privacy Control)",
        api: "a setting of the site",
    },
    expires: "It holds until {date}; after that the site asks again.",
    outdated: "What the site asks for has changed since. Until you choose again, nothing optional is stored.",
    refusal: "A refusal is kept without a number and without a time, so that it tells nothing about you.",
    sale: "Do Not Sell or Share My Personal Information",
    saleOn: "You agreed to marketing: data about your visit may be passed to those named below. This turns it off and leaves your other choices as they are. No account and no name are needed.",
    saleOff: "Marketing is off in this browser: none of the services below receives data about your visit for advertising, and none is sold.",
    saleNone: "This site does not ask about marketing: no data about your visit is sold or shared for advertising by this collector.",
    saleDo: "Do not sell or share",
    saleDone: "Recorded: marketing is off.",
    id: "Your consent id",
    idHint: "The only thing that connects this browser with what is stored. Name it when you ask the site for a copy or for erasure: without it nobody can tell which data is yours.",
    idNone: "You have none. It exists only once you agree to something.",
    record: "Record number",
    copy: "Copy the id",
    copied: "Copied.",
    meaning: "What the site asks about",
    keeps: "Kept in the browser: {names}",
    recipient: "Recipient: {name}",
    policy: "Privacy policy of the site",
};

const de: Words = {
    title: "Ihre Datenschutz-Auswahl",
    lead: "Was Sie auf {site} in diesem Browser gewählt haben, und wie Sie es ändern.",
    noSite: "Diese Adresse nennt keine Website. Bitte folgen Sie dem Link auf den Seiten der Website selbst.",
    unreachable: "Ihre Auswahl konnte nicht abgerufen werden: Vielleicht stimmt der Link nicht, oder der Dienst ist gerade nicht erreichbar.",
    minors: "Diese Website richtet sich an Minderjährige: Es wird nichts gefragt und nichts gespeichert, was nicht notwendig ist.",
    choice: "Ihre Auswahl",
    none: "In diesem Browser gibt es keine Auswahl.",
    noneHint: "Solange Sie nicht zugestimmt haben, wird über Sie nichts gespeichert, was nicht notwendig ist.",
    ask: "Jetzt auswählen",
    change: "Auswahl ändern",
    withdraw: "Alles widerrufen",
    withdrawn: "Widerrufen. Ab jetzt wird über Sie nichts gespeichert, was nicht notwendig ist. Wenn Sie das bisher Gespeicherte löschen lassen möchten, nennen Sie der Website diese Nummer, die dieser Browser nun vergisst: {id}",
    failed: "Das konnte nicht festgehalten werden. Bitte versuchen Sie es gleich noch einmal.",
    granted: "Erlaubt",
    refused: "Abgelehnt",
    always: "Immer aktiv",
    byGPC: "Widerspruch beachtet: Ihr Browser sendet Global Privacy Control, deshalb bleibt Werbung aus.",
    made: "Getroffen am {date}.",
    madeBy: "Getroffen am {date} durch {how}.",
    how: {
        accept_all: "„Alle annehmen“",
        reject_all: "„Alle ablehnen“",
        save: "eine eigene Auswahl",
        withdraw: "einen Widerruf",
        gpc: "das Signal Ihres Browsers (Global Privacy Control)",
        api: "eine Einstellung der Website",
    },
    expires: "Sie gilt bis {date}; danach fragt die Website erneut.",
    outdated: "Seitdem hat sich geändert, worum die Website bittet. Bis Sie neu wählen, wird nichts gespeichert, was nicht notwendig ist.",
    refusal: "Eine Ablehnung wird ohne Nummer und ohne Uhrzeit aufbewahrt, damit sie nichts über Sie verrät.",
    sale: "Meine Daten nicht verkaufen oder weitergeben",
    saleOn: "Sie haben Werbung erlaubt: Daten über Ihren Besuch können an die unten Genannten gehen. Das schaltet es ab und lässt Ihre übrige Auswahl, wie sie ist. Weder Konto noch Name sind nötig.",
    saleOff: "Werbung ist in diesem Browser aus: Keiner der unten genannten Dienste erhält für Werbung Daten über Ihren Besuch, und es werden keine verkauft.",
    saleNone: "Diese Website bittet nicht um Werbung: Über diesen Dienst werden keine Daten über Ihren Besuch verkauft oder für Werbung weitergegeben.",
    saleDo: "Nicht verkaufen oder weitergeben",
    saleDone: "Festgehalten: Werbung ist aus.",
    id: "Ihre Einwilligungs-Nummer",
    idHint: "Nur sie verbindet diesen Browser mit dem, was gespeichert ist. Nennen Sie sie, wenn Sie von der Website Auskunft oder Löschung verlangen: Ohne sie weiß niemand, welche Daten Ihre sind.",
    idNone: "Sie haben keine. Es gibt sie erst, wenn Sie etwas erlauben.",
    record: "Nummer des Eintrags",
    copy: "Nummer kopieren",
    copied: "Kopiert.",
    meaning: "Worum die Website bittet",
    keeps: "Im Browser gespeichert: {names}",
    recipient: "Empfänger: {name}",
    policy: "Datenschutzerklärung der Website",
};

const ALL: { [language: string]: Words } = { en, de };

/** The words in the first of these languages there are, else in English. */
export function wordsIn(languages: readonly string[]): [language: string, words: Words] {
    for (const each of languages) {
        const language = each.slice(0, 2).toLowerCase();
        if (ALL[language]) return [language, ALL[language]];
    }
    return ["en", en];
}

export const filled = (text: string, values: { [name: string]: string }): string =>
    text.replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
