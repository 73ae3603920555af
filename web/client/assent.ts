// The core: keeps the visitor's choice, sends what it permits, and loads what else the page needs:
// the banner when somebody has to choose, the extras where the page asks for them.

import { beacon } from "./core/beacon";
import { parts } from "./core/parts";
import { choicesOf } from "./rules/choices";
import { needsLook, readHeld } from "./rules/held";
import type {
    Assent,
    ChangeListener,
    Choices,
    ConsentPart,
    Held,
    Host,
    Notice,
} from "./types";

/** What the extras are for: gated elements, klaro's names for them, and attributes that report. */
const EXTRAS =
    ':is([type="text/plain"],[data-src]):is([data-category],[data-name]),[data-assent-event]';

function start(script: HTMLScriptElement) {
    const data = script.dataset;
    const site = data.site!;
    const base = new URL(".", script.src).href;
    const root = document.documentElement;
    const key = `assent.${site}`;
    const lang = data.lang || root.lang;
    const isForMinors = (data.audience || root.dataset.audience) === "minor";
    const gpc = navigator.globalPrivacyControl === true;
    const load = parts(base);
    const listeners: ChangeListener[] = [];

    let held: Held | null = null;
    let isStale = false;
    let notice: Promise<Notice> | undefined;
    let button: HTMLElement | undefined;
    try {
        held = readHeld(localStorage[key], Date.now());
    } catch {
        // Storage is forbidden here; a choice holds for this page then.
    }
    let now = choices();

    function choices(): Choices {
        return choicesOf(isStale || isForMinors ? null : held?.choices, gpc);
    }

    const tell = (name: string, detail: unknown) =>
        document.dispatchEvent(new CustomEvent(`assent:${name}`, { detail }));

    const consent = async (
        method: keyof ConsentPart,
        ...rest: unknown[]
    ): Promise<boolean | undefined | void> => {
        if (isForMinors) return;
        try {
            if (method !== "choose") {
                host.notice().catch(() => {});
                host.style();
            }
            await load("banner");
            return await (assent.part![method] as (...rest: unknown[]) => Promise<boolean | void>)(
                ...rest,
            );
        } catch {
            // A collector that is down costs the page nothing.
        }
    };

    /** Takes a choice that another tab stored unheard; whether there was one. */
    const catchUp = (): boolean => {
        try {
            const kept = readHeld(localStorage[key], Date.now());
            if (kept?.token === held?.token) return false;
            host.hold(kept);
            return true;
        } catch {
            return false;
        }
    };

    const sender = beacon(
        `${base}v1/events`,
        site,
        () => held?.token,
        (outcome, events, used) => {
            tell("beacon", { outcome, events });
            // What is said of an earlier choice says nothing of the one made since.
            if (used !== held?.token) return;
            // The collector knows more than the browser: another device, a new notice.
            const { withdrawn, expired, bad_token, outdated_notice } = outcome.reasons || {};
            if ((withdrawn || expired || bad_token) && !catchUp()) host.hold(null);
            if (!held || outdated_notice) consent("look");
        },
    );

    const measure = () =>
        now.analytics && data.usage !== "none" && load("usage").catch(() => {});

    /** The permanent way back; it waits until there is a choice to come back to. */
    function corner() {
        if (data.reopen === "none") return;
        button ||= document.createElement("button");
        button.className = "assent-open";
        button.dataset.assent = "open";
        button.textContent = held?.label || "Privacy choices";
        root.append(button);
        host.style();
    }

    const host: Host = {
        data,
        site,
        base,
        lang,
        gpc,
        choices: () => now,
        held: () => held,
        hold(next, stale = false) {
            const before = now;
            const state = () => JSON.stringify([held?.token, isStale, now]);
            const earlier = state();
            held = next;
            isStale = stale;
            now = choices();
            try {
                if (!held) localStorage.removeItem(key);
                else if (!stale) localStorage[key] = JSON.stringify(held);
            } catch {
                // As above.
            }
            if (held) corner();
            if (state() === earlier) return;
            if (!now.analytics) sender.forget();
            measure();
            for (const listener of listeners) listener(now, before);
            tell("change", assent("consent"));
        },
        notice(isFresh) {
            if (isFresh) notice = undefined;
            return (notice ||= fetch(
                `${base}v1/notice?site=${site}${lang && `&lang=${lang}`}`,
            ).then((answer) => {
                if (answer.ok) return answer.json();
                notice = undefined;
                throw 0;
            }));
        },
        style: async () => {
            if (data.style !== "none") await load("style");
        },
        choose: (...rest) => consent("choose", ...rest) as Promise<boolean>,
        event(name, options) {
            if (now[options?.category || "analytics"]) {
                load("usage").then(() => assent.event!(name, options), () => {});
            }
        },
        send(event) {
            if (!navigator.webdriver || data.automation === "allow") sender.add(event);
        },
        leave: sender.leave,
        offerReload: () => consent("reload"),
        changed: (listener) => listeners.push(listener),
    };

    const commands: { [command: string]: (...rest: never[]) => unknown } = {
        event: host.event,
        open: (layer?: number) => consent("open", layer !== 1),
        consent: () => ({ essential: true, ...now }),
        token: () => held?.token,
        set: (wanted: Choices) => host.choose({ ...now, ...wanted }, "api"),
        on(what: string, listener: ChangeListener) {
            host.changed(listener);
            if (held && what === "consent") listener(now, now);
        },
    };
    const assent = ((command: string, ...rest: never[]) =>
        commands[command]?.(...rest)) as Assent;
    const early = window.assent?.q || [];
    assent.host = host;
    window.assent = assent;

    document.addEventListener("click", ({ target }) => {
        const way = (target as Element).closest?.<HTMLElement>('[data-assent^="op"],[data-cc]');
        if (way) consent("act", way.dataset.cc || way.dataset.assent);
    });
    // Another tab of this site has chosen.
    addEventListener("storage", (event) => {
        if (event.key === key) host.hold(readHeld(event.newValue, Date.now()));
    });

    // A page kept for back and forward heard nothing meanwhile.
    addEventListener("pageshow", (event) => event.persisted && catchUp());

    // A prerendered page, or one in a tab behind, begins when somebody sees it.
    const begin = () => {
        if (document.visibilityState === "hidden") return;
        document.removeEventListener("visibilitychange", begin);
        measure();
        for (const call of Array.from(early)) assent(...(Array.from(call) as [string]));
        if (!held) {
            if (data.banner !== "none") consent("open");
        } else if (needsLook(held, lang, Date.now())) consent("look");
        else if (!isForMinors) corner();
        const seek = () => {
            if (
                "consentMode" in data ||
                "links" in data ||
                "vitals" in data ||
                document.querySelector(EXTRAS)
            ) {
                seen.disconnect();
                load("extras").catch(() => {});
            }
        };
        // A busy application changes its page all the time; twice a second is often enough to look.
        let timer: number | undefined;
        const seen = new MutationObserver(() => {
            if (timer) return;
            timer = window.setTimeout(() => {
                timer = 0;
                seek();
            }, 500);
        });
        seen.observe(root, { childList: true, subtree: true });
        seek();
    };
    document.addEventListener("visibilitychange", begin);
    begin();
}

// Twice on a page is harmless.
if (!window.assent?.host) {
    start((document.currentScript || document.querySelector("script[data-site]")) as HTMLScriptElement);
}
