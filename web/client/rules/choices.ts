import type { Category, Choices, Mechanism, Notice } from "../types";

export const CATEGORIES: Category[] = ["functional", "analytics", "marketing"];

/** A choice from `chosen`, where only `true` grants; under GPC marketing is denied. */
export function choicesOf(chosen?: { [category: string]: unknown } | null, gpc?: boolean): Choices {
    const choices = {} as Choices;
    for (const category of CATEGORIES) {
        choices[category] = chosen?.[category] === true && !(gpc && category === "marketing");
    }
    return choices;
}

export const ALL: Choices = { functional: true, analytics: true, marketing: true };
export const NONE: Choices = choicesOf();

export function grantsAny(choices: Choices): boolean {
    return CATEGORIES.some((category) => choices[category]);
}

/** What the notice does not ask about cannot be granted. */
export function offered(choices: Choices, notice: Notice): Choices {
    return choicesOf(
        Object.fromEntries(notice.categories.map(({ id }) => [id, choices[id as Category]])),
    );
}

/** A refusal of everything by somebody who had granted something is a withdrawal. */
export function mechanismOf(asked: Mechanism, next: Choices, before?: Choices): Mechanism {
    return before && grantsAny(before) && !grantsAny(next) && asked !== "api" ? "withdraw" : asked;
}

/**
 * "Accept all" without marketing, which the browser's signal denies, is a choice of its own where the
 * collector has not seen the signal: to it the two would contradict each other.
 */
export function recordedAs(mechanism: Mechanism, isDenied: boolean, notice: Notice): Mechanism {
    return mechanism === "accept_all" && isDenied && !notice.gpc ? "save" : mechanism;
}

/** What was granted and no longer is. */
export function withdrawn(now: Choices, before: Choices): Category[] {
    return CATEGORIES.filter((category) => before[category] && !now[category]);
}
