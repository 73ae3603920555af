import { withdrawn } from "../rules/choices";
import { cookieScopes, keptBy, matches } from "../rules/patterns";
import type { Choices, Notice } from "../types";

/** Removes what the services of withdrawn categories keep in this browser. */
export function forget(notice: Notice, now: Choices, before: Choices) {
    const gone = withdrawn(now, before);
    if (!gone.length) return;
    const patterns = keptBy(notice, gone);
    const isMeant = (name: string) => patterns.some((pattern) => matches(name, pattern));

    for (const pair of document.cookie.split("; ")) {
        const name = pair.split("=")[0];
        if (!isMeant(name)) continue;
        for (const scope of cookieScopes(location.hostname, location.pathname)) {
            document.cookie = `${name}=;max-age=0${scope}`;
        }
    }
    for (const kind of ["localStorage", "sessionStorage"] as const) {
        try {
            for (const name of Object.keys(window[kind])) {
                if (isMeant(name)) window[kind].removeItem(name);
            }
        } catch {
            // Storage is forbidden, so nothing is in it.
        }
    }
}
