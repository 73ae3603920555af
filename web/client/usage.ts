// Pageviews, engagement and events: loaded only once something is granted, so before a grant there is
// no code on the page that could measure.

import { freshId } from "./rules/id";
import { propertiesOf } from "./rules/properties";
import type { Host, UsageEvent } from "./types";

/** Engagement under a second is noise. */
const LEAST_ENGAGED_MS = 1000;
/** An application writes the title a little after the address. */
const TITLE_WAIT_MS = 150;

/** Between the end of the grant and the next nothing is noted, and it is not made up for. */
function measure(host: Host) {
    const withHash = "hash" in host.data;
    const entry = location.href;
    let page: UsageEvent | undefined;
    let pageKey = "";
    let engagedMs = 0;
    let activeSince = 0;
    let bottom = 0;
    let reported = 0;

    const key = () => location.pathname + location.search + (withHash ? location.hash : "");

    const scrolled = () => {
        bottom = Math.max(bottom, scrollY + innerHeight);
    };

    /** Counts time only while the page is visible and has the focus. */
    const tick = () => {
        const now = performance.now();
        if (activeSince) engagedMs += now - activeSince;
        activeSince = document.visibilityState === "visible" && document.hasFocus() ? now : 0;
    };

    /** The time since the last report, and the furthest point of all. */
    const report = () => {
        if (!page) return;
        tick();
        scrolled();
        const height = document.documentElement.scrollHeight || 1;
        const scroll = Math.min(100, Math.round((100 * bottom) / height));
        if (engagedMs >= LEAST_ENGAGED_MS || scroll > reported) {
            host.send({
                type: "engagement",
                id: freshId(),
                pageview: page.id,
                engaged_ms: Math.round(engagedMs),
                scroll,
            });
            engagedMs = 0;
            reported = scroll;
        }
    };

    const begin = () => {
        engagedMs = activeSince = bottom = reported = 0;
        pageKey = key();
        const begun: UsageEvent = {
            type: "pageview",
            id: freshId(),
            url: withHash ? location.href : location.href.split("#")[0],
            title: document.title,
            screen: [screen.width, screen.height],
        };
        if (entry === location.href && document.referrer) begun.referrer = document.referrer;
        page = begun;
        setTimeout(() => {
            if (page === begun) begun.title = document.title;
        }, TITLE_WAIT_MS);
        host.send(begun);
        tick();
        scrolled();
    };

    const moved = () => {
        if (page && pageKey !== key()) {
            report();
            begin();
        }
    };

    const left = () => {
        report();
        host.leave();
    };

    for (const name of ["pushState", "replaceState"] as const) {
        const original = history[name];
        history[name] = function (this: History, ...rest: Parameters<typeof original>) {
            original.apply(this, rest);
            moved();
        };
    }
    addEventListener("popstate", moved);
    addEventListener("hashchange", moved);
    addEventListener("focus", tick);
    addEventListener("blur", tick);
    addEventListener("scroll", scrolled, { passive: true });
    addEventListener("pagehide", left);
    addEventListener("pageshow", (event) => {
        if (event.persisted && page) begin();
    });
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden") left();
        else tick();
    });

    const follow = () => {
        if (!host.choices().analytics) page = undefined;
        else if (!page) begin();
    };
    host.changed(follow);
    follow();
}

const assent = window.assent;
const host = assent?.host;
if (host) {
    assent.event = (name, { props, category = "analytics" } = {}) => {
        // The part may have loaded after a withdrawal.
        if (!host.choices()[category]) return;
        host.send({
            type: "event",
            id: freshId(),
            name,
            url: location.href.split("#")[0],
            props: propertiesOf(props),
            category,
        });
    };
    measure(host);
}
