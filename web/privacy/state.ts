import { choicesOf } from "../client/rules/choices";
import type { Choices } from "../client/types";

/** `GET /v1/consent`: what is in force, and why what is not is not. */
export interface State {
    choices: { [category: string]: { granted: boolean; reason?: string } };
    consent_id?: string;
    record?: string;
    mechanism?: string;
    since?: string;
    expires?: string;
}

export const hasReason = (state: State, reason: string): boolean =>
    Object.values(state.choices).some((each) => each.reason === reason);

/** A token that is none of this site's tells of no choice. */
export const isChoice = (state: State): boolean => !!state.since && !hasReason(state, "expired");

export function grantedIn(state?: State): Choices {
    const entries = Object.entries(state?.choices || {});
    return choicesOf(Object.fromEntries(entries.map(([id, { granted }]) => [id, granted])));
}

/** The value of the cookie `assent`, which the collector wrote at the latest choice on its host. */
export function tokenIn(cookies: string): string | undefined {
    const found = cookies.split("; ").find((each) => each.startsWith("assent="));
    return found?.slice("assent=".length) || undefined;
}
