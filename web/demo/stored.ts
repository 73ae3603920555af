// Shows live what became of this visitor's beacons. The collector answers for those who agreed; about
// those who refused it keeps nothing, so then only what this page saw itself can be shown.

import { element } from "../client/banner/element";
import { freshId } from "../client/rules/id";
import type { Outcome, UsageEvent } from "../client/types";

interface Line {
    time: number;
    type: string;
    page: string;
    outcome: "stored" | "withheld" | "refused";
    reason?: string | null;
    country?: string | null;
    place?: string | null;
    browser?: string | null;
    name?: string | null;
    engaged_ms?: number | null;
}

interface Activity {
    location?: string | null;
    recent?: Line[];
    totals?: { stored: number; withheld?: { [reason: string]: number } };
}

const REASONS: { [reason: string]: string } = {
    no_consent: "no consent",
    withdrawn: "consent withdrawn",
    outdated_notice: "the notice has changed",
    gpc: "Global Privacy Control",
    bad_token: "no valid token",
    expired: "consent expired",
    bot: "looks like a robot",
};
const KINDS: { [kind: string]: string } = {
    pageview: "Page view",
    engagement: "Reading time",
    event: "Event",
};
const seenHere: Line[] = [];
let activity: Activity = {};
const countries = new Intl.DisplayNames(["en"], { type: "region" });

const part = (id: string) => document.getElementById(id)!;
const token = () => window.assent?.("token") as string | undefined;
const nameOf = (place?: string | null): string =>
    (place && /^[A-Z]{2}$/.test(place) && countries.of(place)) || place || "";
/** The place with its country's name in place of the code. */
const placeOf = ({ place }: Line): string =>
    (place || "").replace(/(^|, )([A-Z]{2})$/, (_, comma, code) => comma + nameOf(code));
const whatOf = (line: Line): string =>
    (KINDS[line.type] || line.type) +
    (line.name ? `: ${line.name}` : "") +
    (line.engaged_ms ? `: ${(line.engaged_ms / 1000).toFixed(1)} s` : "");

function row(term: string, value: string, state = ""): HTMLElement {
    return element("div", { class: state }, element("dt", {}, term), element("dd", {}, value));
}

function showChoice() {
    const choices = window.assent?.("consent") as { [category: string]: boolean } | undefined;
    part("choice").replaceChildren(
        ...Object.entries(choices || {}).map(([category, isOn]) =>
            row(
                category[0].toUpperCase() + category.slice(1),
                category === "essential" ? "Always on" : isOn ? "Granted" : token() ? "Refused" : "Not asked yet",
                isOn ? "is-on" : "is-off",
            ),
        ),
    );
}

function showBrowser() {
    const kept: [string, string][] = [];
    for (const pair of document.cookie.split("; ").filter(Boolean)) {
        kept.push([`Cookie ${pair.split("=")[0]}`, pair.slice(pair.indexOf("=") + 1)]);
    }
    for (const name of Object.keys(localStorage)) {
        kept.push([`Storage ${name}`, localStorage.getItem(name) || ""]);
    }
    part("browser").replaceChildren(
        ...kept.map(([name, value]) =>
            element("li", {}, element("strong", {}, name), element("code", {}, value)),
        ),
    );
    if (!kept.length) part("browser").append(element("li", {}, "Nothing at all."));
}

function showActivity() {
    const withheld = Object.entries(activity.totals?.withheld || {});
    part("totals").replaceChildren(
        row("Stored about you", token() ? String(activity.totals?.stored ?? 0) : "0"),
        row("Place, as it is stored", nameOf(activity.location) || "None found for this address"),
        ...withheld.map(([reason, count]) =>
            row(`Withheld: ${REASONS[reason] || reason}`, String(count)),
        ),
    );
    const lines = activity.recent?.length ? activity.recent.concat(seenHere.filter((line) => line.outcome !== "stored")) : seenHere;
    lines.sort((one, other) => other.time - one.time);
    part("recent").replaceChildren(
        ...lines.slice(0, 30).map((line) =>
            element(
                "tr",
                {},
                element("td", {}, new Date(line.time).toLocaleTimeString("en-GB")),
                element("td", {}, whatOf(line)),
                element("td", {}, line.page || ""),
                element("td", {}, nameOf(line.country)),
                element(
                    "td",
                    { class: `outcome ${line.outcome}` },
                    line.outcome + (line.reason ? `: ${REASONS[line.reason] || line.reason}` : ""),
                ),
            ),
        ),
    );
    part("nothing").hidden = lines.length > 0;
}

async function refresh() {
    const held = token();
    activity = {};
    if (held) {
        try {
            const answer = await fetch("/demo/activity", {
                headers: { Authorization: `Consent ${held}` },
                cache: "no-store",
            });
            if (answer.ok) activity = (await answer.json()) as Activity;
        } catch {
            // The collector is away; what this page saw stays.
        }
    }
    showChoice();
    showBrowser();
    showActivity();
}

function note(outcome: Outcome, events: Partial<UsageEvent>[]) {
    const reason = Object.keys(outcome.reasons || {})[0];
    for (const event of events) {
        seenHere.push({
            time: Date.now(),
            type: event.type || "event",
            page: location.pathname,
            outcome: outcome.stored ? "stored" : outcome.withheld ? "withheld" : "refused",
            reason: outcome.stored ? null : reason,
        });
    }
    void refresh();
}

async function sendAnyway() {
    const answer = part("answer");
    answer.hidden = false;
    try {
        const response = await fetch("/v1/events", {
            method: "POST",
            credentials: "omit",
            body: JSON.stringify({
                site: "demo",
                events: [{ type: "pageview", id: freshId(), url: location.href }],
            }),
        });
        const outcome = (await response.json()) as Outcome;
        answer.textContent = `${response.status} ${response.statusText}\nAssent-Outcome: ${response.headers.get("Assent-Outcome")}\n\n${JSON.stringify(outcome, null, 2)}`;
        note(outcome, [{ type: "pageview" }]);
    } catch {
        answer.textContent = "The collector could not be reached.";
    }
}

/** Sends a page view that a proxy would forward from this address, and shows the row it became. */
async function pretend(address: string) {
    const answer = part("pretended");
    const shown = part("row");
    shown.replaceChildren();
    const choices = window.assent?.("consent") as { analytics: boolean } | undefined;
    if (!choices?.analytics) {
        answer.textContent =
            "Nothing was sent: you have not agreed to statistics. Change your choice above to try this.";
        return;
    }
    try {
        const response = await fetch("/v1/events", {
            method: "POST",
            headers: { "X-Forwarded-For": address },
            body: JSON.stringify({
                site: "demo",
                token: token(),
                events: [
                    { type: "pageview", id: freshId(), url: location.href, title: document.title },
                ],
            }),
        });
        const outcome = (await response.json()) as Outcome;
        note(outcome, [{ type: "pageview" }]);
        const reason = Object.keys(outcome.reasons || {})[0] || "";
        if (!outcome.stored) {
            answer.textContent = `Nothing was stored: ${REASONS[reason] || reason}.`;
            return;
        }
    } catch {
        answer.textContent = "The collector could not be reached.";
        return;
    }
    await refresh();
    const stored = activity.recent?.find((line) => line.type === "pageview");
    if (!stored) return;
    answer.textContent = "This row is stored about you now, and counts in the report like any other.";
    shown.append(
        row("Place", placeOf(stored) || "None: the location file does not know this address"),
        row("Page", stored.page),
        row("Browser", stored.browser || "Unknown"),
        row("Time", new Date(stored.time).toLocaleTimeString("en-GB")),
        row("Address", "Not stored: it was looked up and dropped"),
    );
}

document.addEventListener("assent:beacon", (event) => {
    const { outcome, events } = (event as CustomEvent<{ outcome: Outcome; events: UsageEvent[] }>).detail;
    note(outcome, events);
});
document.addEventListener("assent:change", () => void refresh());
part("pretend").addEventListener("submit", (event) => {
    event.preventDefault();
    void pretend((part("network") as HTMLSelectElement).value);
});
part("anyway").addEventListener("click", () => void sendAnyway());
setInterval(() => {
    if (document.visibilityState === "visible") void refresh();
}, 3000);
void refresh();
