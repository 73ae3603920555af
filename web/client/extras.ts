// What only some pages ask for: gated scripts and frames, Consent Mode, attributes that report.

import { updateConsentMode } from "./extras/consent-mode";
import { GATED, Gates } from "./extras/gating";
import { watchInteractions } from "./extras/interactions";
import { measureVitals } from "./extras/vitals";
import { withdrawn } from "./rules/choices";
import type { Host } from "./types";

function serve(host: Host) {
    const gates = new Gates(host);
    const withConsentMode = "consentMode" in host.data;

    host.changed((now, before) => {
        if (withConsentMode) updateConsentMode(now);
        gates.visit();
        if (withdrawn(now, before).some((category) => gates.ran.includes(category))) {
            // The site may have a way of its own: it prevents the default.
            const event = new CustomEvent("assent:reload", { cancelable: true });
            if (document.dispatchEvent(event)) host.offerReload();
        }
    });
    if (withConsentMode && host.held()) updateConsentMode(host.choices());
    watchInteractions(host);
    if ("vitals" in host.data) measureVitals(host);
    new MutationObserver((changes) => {
        const isGated = (node: Node) =>
            node instanceof Element && (node.matches(GATED) || node.querySelector(GATED));
        if (changes.some((change) => Array.from(change.addedNodes).some(isGated))) gates.visit();
    }).observe(document.documentElement, { childList: true, subtree: true });
    gates.visit();
}

const host = window.assent?.host;
if (host) serve(host);
