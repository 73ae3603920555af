import { consentSignals } from "../rules/consent-mode";
import type { Choices } from "../types";

type Tags = { dataLayer?: unknown[]; uetq?: unknown[] };

/** Google's tags read the arguments object itself, not an array. */
function tag(..._words: unknown[]) {
    const tags = window as Window & Tags;
    // eslint-disable-next-line prefer-rest-params
    (tags.dataLayer ||= []).push(arguments);
}

/** One update for each choice, to Google's tags and to Microsoft's where they are there. */
export function updateConsentMode(choices: Choices) {
    tag("consent", "update", consentSignals(choices));
    (window as Window & Tags).uetq?.push("consent", "update", {
        ad_storage: choices.marketing ? "granted" : "denied",
    });
}
