// Reads another consent tool that the site keeps, and hands over what it reports: recorded with the
// mechanism `api`. A script of its own, for the sites that want it: `data-reader` on its tag names the tool.

import { choicesOfNames, choicesOfTCF, isSame, mapOf, type TCData } from "./rules/reader";
import type { Category, Choices } from "./types";

interface KlaroManager {
    confirmed?: boolean;
    getConsent(service: string): boolean;
    watch(watcher: { update(manager: KlaroManager, event: string): void }): void;
}

type Tools = {
    __tcfapi?(
        command: string,
        version: number,
        called: (data: TCData, isRight: boolean) => void,
    ): void;
    CookieConsent?: {
        validConsent?(): boolean;
        getUserPreferences(): { acceptedCategories: string[]; rejectedCategories: string[] };
    };
    klaro?: { getManager(): KlaroManager; getConfig?(): { services?: { name: string; purposes?: string[] }[] } };
};

const tools = window as Window & Tools;

/** How long another tool is waited for: it may be loaded later than this script. */
const MOST_LOOKS = 100;
const PAUSE_MS = 100;

type Feed = (choices: Choices | undefined) => void;

/** Each begins to read its tool and says whether that was there. */
type Reader = (feed: Feed, map: { [name: string]: Category }) => boolean;
const READERS: { [tool: string]: Reader | undefined } = {
    tcf(feed) {
        tools.__tcfapi?.("addEventListener", 2, (data, isRight) => {
            if (isRight) feed(choicesOfTCF(data));
        });
        return !!tools.__tcfapi;
    },
    cookieconsent(feed, map) {
        const read = () => {
            const tool = tools.CookieConsent;
            // Before a choice it has preferences too: those of its defaults.
            if (!tool || tool.validConsent?.() === false) return;
            const { acceptedCategories: granted, rejectedCategories: refused } =
                tool.getUserPreferences();
            feed(choicesOfNames(map, [...granted, ...refused], (name) => granted.includes(name)));
        };
        for (const name of ["cc:onConsent", "cc:onChange"]) addEventListener(name, read);
        if (tools.CookieConsent?.validConsent?.()) read();
        return true;
    },
    klaro(feed, map) {
        const manager = tools.klaro?.getManager();
        if (!manager) return false;
        const read = () => {
            if (!manager.confirmed) return;
            // By service where the map names it, else by its purposes.
            const services = tools.klaro?.getConfig?.().services || [];
            const named = { ...map };
            for (const { name, purposes } of services) {
                const purpose = purposes?.find((each) => map[each]);
                if (!named[name] && purpose) named[name] = map[purpose];
            }
            feed(choicesOfNames(named, services.map(({ name }) => name), (name) => manager.getConsent(name)));
        };
        manager.watch({
            update: (_, event) => {
                if (event === "saveConsents") read();
            },
        });
        read();
        return true;
    },
};

function start(script: HTMLScriptElement) {
    const begin = READERS[script.dataset.reader || ""];
    const map = mapOf(script.dataset.map);
    let looks = 0;
    let fed: Choices | undefined;
    const feed: Feed = (next) => {
        const assent = window.assent;
        if (!next || !assent || (fed && isSame(fed, next))) return;
        fed = next;
        // What the browser's signal denies cannot be handed over, and would be handed over each time.
        const wanted = { ...next, marketing: next.marketing && !navigator.globalPrivacyControl };
        if (assent("token") && isSame(wanted, assent("consent") as Choices)) return;
        void Promise.resolve(assent("set", next)).then((isRecorded) => {
            // Without a record the next report, or the next page, tries again.
            if (!isRecorded) fed = undefined;
        });
    };
    const look = () => {
        const isThere = window.assent?.host && begin?.(feed, map);
        if (begin && !isThere && looks++ < MOST_LOOKS) setTimeout(look, PAUSE_MS);
    };
    look();
}

const script = document.currentScript || document.querySelector("script[data-reader]");
if (script) start(script as HTMLScriptElement);
