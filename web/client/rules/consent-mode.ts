import type { Choices } from "../types";

/** The seven signals of Google Consent Mode v2 that a choice means. */
export function consentSignals(choices: Choices): { [signal: string]: "granted" | "denied" } {
    const is = (granted: boolean) => (granted ? "granted" : "denied");
    const marketing = is(choices.marketing);
    const functional = is(choices.functional);
    return {
        ad_storage: marketing,
        ad_user_data: marketing,
        ad_personalization: marketing,
        analytics_storage: is(choices.analytics),
        functionality_storage: functional,
        personalization_storage: functional,
        security_storage: "granted",
    };
}
