import type { Category, Choices } from "../types";
import { CATEGORIES } from "./choices";

/** `TCData` of the IAB's `__tcfapi`, version 2, as far as it is read. */
export interface TCData {
    eventStatus?: string;
    gdprApplies?: boolean;
    purpose?: { consents?: { [purpose: string]: boolean | undefined } };
}

/**
 * What a TC string means here: purpose 1 is storage, without which nothing is granted; 2 to 4 are
 * advertising, 8 the measuring of content. Functional has no purpose of its own there.
 */
export function choicesOfTCF(data: TCData): Choices | undefined {
    if (!/^(tcloaded|useractioncomplete)$/.test(data.eventStatus || "")) return undefined;
    const may = data.purpose?.consents || {};
    const every = (...purposes: number[]) => purposes.every((purpose) => may[purpose] === true);
    return { functional: false, analytics: every(1, 8), marketing: every(1, 2, 3, 4) };
}

/** Other tools' own names of categories, from `data-map="statistics:analytics ads:marketing"`. */
export function mapOf(text = ""): { [name: string]: Category } {
    const map: { [name: string]: Category } = {};
    for (const category of CATEGORIES) map[category] = category;
    for (const pair of text.split(/[\s,]+/)) {
        const [name, category] = pair.split(":");
        if (CATEGORIES.includes(category as Category)) map[name] = category as Category;
    }
    return map;
}

/** A category is granted where all names that stand for it are, and at least one does. */
export function choicesOfNames(
    map: { [name: string]: Category },
    known: string[],
    isGranted: (name: string) => boolean,
): Choices {
    const choices = {} as Choices;
    for (const category of CATEGORIES) {
        const names = known.filter((name) => map[name] === category);
        choices[category] = names.length > 0 && names.every(isGranted);
    }
    return choices;
}

export const isSame = (one: Choices, other: Choices): boolean =>
    CATEGORIES.every((category) => one[category] === other[category]);
