// The visitor's own page: what was chosen in this browser, when and how, and every way to change it.

import { choicesOf } from "../client/rules/choices";
import { dayOf } from "../client/rules/held";
import type { Assent, Choices, Host, Mechanism, Notice } from "../client/types";
import { grantedIn, hasReason, isChoice, tokenIn, type State } from "./state";
import { View } from "./view";
import { filled, wordsIn } from "./words";

const asked = new URLSearchParams(location.search);
const site = asked.get("site") || "";
const lang = asked.get("lang") || "";
const [language, words] = wordsIn([lang, ...navigator.languages]);
const part = (id: string) => document.getElementById(id)!;
const say = (text: string) => {
    part("status").textContent = text;
};

// Before the client starts, which stands after this script.
document.documentElement.lang = language;
const client = document.querySelector<HTMLScriptElement>('script[src="/assent.js"]')!;
client.dataset.site = site;
client.dataset.lang = lang || language;

async function stateOf(token: string): Promise<State | undefined> {
    const answer = await fetch(`/v1/consent?site=${encodeURIComponent(site)}`, {
        headers: { Authorization: `Consent ${token}` },
        cache: "no-store",
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const state = (await answer.json()) as State;
    return isChoice(state) ? state : undefined;
}

/** The collector wrote the cookie at the latest choice, on whatever page that was. */
async function found(host: Host): Promise<[token: string, state: State] | undefined> {
    const tokens = new Set([tokenIn(document.cookie), host.held()?.token]);
    const answers = await Promise.all(
        [...tokens].map(async (token) => [token, token && (await stateOf(token))] as const),
    );
    const [token, state] = answers.find((answer) => answer[1]) || [];
    return token && state ? [token, state] : undefined;
}

/** From here on the banner shows and changes this choice. */
function adopt(host: Host, notice: Notice, token: string, state: State) {
    if (host.held()?.token === token) return;
    host.hold(
        {
            token,
            choices: grantedIn(state),
            hash: notice.hash,
            material: notice.material,
            expires: Date.parse(state.expires || ""),
            day: dayOf(Date.now()),
            lang: host.lang,
            ...(state.consent_id && { record: state.record, at: Date.parse(state.since || "") }),
        },
        hasReason(state, "outdated_notice"),
    );
}

async function serve(assent: Assent, host: Host) {
    const notice = await host.notice();
    if (notice.audience === "minors") return say(words.minors);
    let state: State | undefined;
    // Where the keyboard was, also while the banner is open: the button it came from is made anew.
    let focused = "";
    const page = part("page");
    page.addEventListener("focusin", ({ target }) => {
        focused = (target as Element).id;
    });

    const choose = async (choices: Choices, mechanism: Mechanism, done: string) => {
        say("");
        const isRecorded = await host.choose(choices, mechanism);
        await show();
        say(isRecorded ? done : words.failed);
    };
    const view = new View(
        words,
        language,
        notice,
        {
            ask: () => assent("open", 1),
            change: () => assent("open"),
            withdraw() {
                const done = filled(words.withdrawn, { id: state?.consent_id || "" });
                void choose(choicesOf(), "withdraw", done);
            },
            stopSale: () =>
                choose({ ...grantedIn(state), marketing: false }, "save", words.saleDone),
            async copy(id) {
                try {
                    await navigator.clipboard.writeText(id.textContent || "");
                    say(words.copied);
                } catch {
                    // Without permission to write, the visitor copies what is selected.
                    getSelection()?.selectAllChildren(id);
                }
            },
        },
        host.gpc,
    );

    async function show() {
        const latest = await found(host);
        state = latest?.[1];
        if (latest) adopt(host, notice, ...latest);
        const isLost = page.contains(document.activeElement) || document.activeElement === document.body;
        page.replaceChildren(...view.sections(state));
        if (focused && isLost) (document.getElementById(focused) || part("choice")).focus();
    }

    await show();
    document.addEventListener("assent:change", () => {
        show().catch(() => say(words.unreachable));
    });
}

document.addEventListener("DOMContentLoaded", () => {
    document.title = part("title").textContent = words.title;
    part("lead").textContent = filled(words.lead, { site });
    const assent = window.assent;
    if (!site) say(words.noSite);
    else if (assent?.host) serve(assent, assent.host).catch(() => say(words.unreachable));
    else say(words.unreachable);
});
