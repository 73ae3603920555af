// Choosing: the dialog, what is sent when somebody decides, and whether an earlier choice still
// holds. Loaded when one of these is wanted.

import { banner, type Banner } from "./banner/dialog";
import { endOffer, offerReload } from "./banner/reload";
import { forget } from "./banner/forgetting";
import { ALL, choicesOf, mechanismOf, NONE, offered, recordedAs } from "./rules/choices";
import { heldOf, isOutdated, refreshed } from "./rules/held";
import type { Choices, ConsentPart, Host, Mechanism, Notice, Recorded } from "./types";

/** As for usage: what drives a browser for tests is nobody who could be asked. */
const isCounted = (host: Host): boolean =>
    !navigator.webdriver || host.data.automation === "allow";

function choosing(host: Host): ConsentPart {
    let shown: Banner | undefined;
    let isStale = false;
    /** The notice whose banner came up by itself; once it is answered, empty. */
    let counted: string | undefined;

    const isForMinors = (notice: Notice) => notice.audience === "minors";

    async function open(byVisitor?: boolean) {
        const notice = await host.notice();
        if (isForMinors(notice)) return;
        if (!shown?.isOpen()) {
            await host.style();
            // Two calls may have waited for the same style.
            if (!shown?.isOpen()) {
                endOffer();
                shown = banner(host, notice, isStale);
            }
            if (byVisitor === undefined) count(notice);
        }
        if (byVisitor) shown.visit();
    }

    /** Tells the collector that the banner is visible: a counter, no more. Once for each notice given out. */
    function count(notice: Notice) {
        if (document.visibilityState === "hidden") {
            document.addEventListener("visibilitychange", () => count(notice), { once: true });
        } else if (shown?.isOpen() && notice.shown && counted !== notice.shown && isCounted(host)) {
            counted = notice.shown;
            fetch(`${host.base}v1/shown`, {
                method: "POST",
                keepalive: true,
                credentials: "omit",
                body: JSON.stringify({ site: host.site, shown: counted }),
            }).catch(() => {});
        }
    }

    async function look() {
        const notice = await host.notice(true);
        const held = host.held();
        if (held?.isOwed && (await choose(NONE, "withdraw"))) return;
        isStale = !!held && isOutdated(held, notice);
        if (held && !isForMinors(notice)) {
            host.hold(isStale ? held : refreshed(held, notice, host.lang, Date.now()), isStale);
        } else if (held) host.hold(held, true);
        if ((!held || isStale) && host.data.banner !== "none") await open();
    }

    const record = (notice: Notice, choices: Choices, mechanism: Mechanism) =>
        fetch(`${host.base}v1/consent`, {
            method: "POST",
            keepalive: true,
            credentials: "include",
            body: JSON.stringify({
                site: host.site,
                notice: notice.hash,
                choices: offered(choices, notice),
                mechanism: recordedAs(mechanism, host.gpc, notice),
                language: notice.language,
                page: location.origin + location.pathname,
                token: host.held()?.token,
                shown: notice.shown,
                asked: (counted && counted === notice.shown && shown?.isOpen()) || undefined,
            }),
        });

    async function choose(wanted: Choices, asked: Mechanism): Promise<boolean> {
        const held = host.held();
        const before = host.choices();
        const choices = choicesOf(wanted, host.gpc);
        const mechanism = mechanismOf(asked, choices, held?.choices);
        try {
            const notice = await host.notice();
            const answer = await record(notice, choices, mechanism);
            if (answer.ok) {
                isStale = false;
                if (counted) counted = "";
                const recorded = (await answer.json()) as Recorded;
                host.hold(heldOf(recorded, notice, host.lang, Date.now()));
                forget(notice, host.choices(), before);
                return true;
            }
            if (answer.status === 409) {
                // The notice is another one by now, and nobody has agreed to that.
                shown?.close();
                isStale = !!held;
                await host.notice(true);
                await open();
            }
        } catch {
            // No connection: not recorded.
        }
        // A withdrawal takes effect in the browser at once, and is sent again on a later page.
        if (held && mechanism === "withdraw") {
            host.hold({ ...held, choices, day: 0, isOwed: true });
        }
        return false;
    }

    // Another tab, or the site itself, has chosen.
    host.changed(() => shown?.close());

    async function act(name?: string) {
        // The names are another tool's, and with the banner off that tool may be on the page.
        if (name && !name.startsWith("op") && host.data.banner === "none") return;
        if (name === "accept-all" || name === "accept-necessary") {
            const isGrant = name === "accept-all";
            const isRecorded = await choose(
                isGrant ? ALL : NONE,
                isGrant ? "accept_all" : "reject_all",
            );
            // A refusal holds on this page even where it cannot be recorded, as in the banner.
            if (isRecorded || !isGrant) shown?.close();
        } else if (name === "opt-out") {
            // "Do Not Sell or Share": one click, and what else was chosen stays as it is.
            await choose({ ...host.choices(), marketing: false }, "save");
            await open(true);
        } else if (!name || name === "open" || name === "show-preferencesModal") await open(true);
        else if (name === "show-consentModal") await open(false);
    }

    async function reload() {
        const notice = await host.notice();
        await host.style();
        if (!shown?.isOpen()) offerReload(host, notice);
    }

    return { open, look, choose, act, reload };
}

const assent = window.assent;
if (assent?.host) assent.part ||= choosing(assent.host);
