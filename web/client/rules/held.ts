import type { Held, Notice, Recorded } from "../types";
import { choicesOf, grantsAny } from "./choices";

const DAY = 86_400_000;

export const dayOf = (now: number): number => Math.floor(now / DAY);

/** The choice kept as `text`, or null where it is none, is broken or has expired. */
export function readHeld(text: string | null | undefined, now: number): Held | null {
    try {
        const held = JSON.parse(text || "") as Held;
        return held.expires > now && held.token
            ? { ...held, choices: choicesOf(held.choices) }
            : null;
    } catch {
        return null;
    }
}

/**
 * What to keep of a recorded choice. A refusal is kept without record and time, and expires at
 * midnight, so that everybody who refuses alike on one day keeps the same.
 */
export function heldOf(answer: Recorded, notice: Notice, lang: string, now: number): Held {
    const choices = choicesOf(answer.choices);
    const isGrant = grantsAny(choices);
    const expires = +new Date(answer.expires) || 0;
    return {
        token: answer.token,
        choices,
        hash: notice.hash,
        material: notice.material,
        expires: isGrant ? expires : dayOf(expires) * DAY,
        day: dayOf(now),
        lang,
        label: notice.texts.reopen,
        ...(isGrant ? { record: answer.record, at: now } : {}),
    };
}

/** The same choice, looked at again today. */
export function refreshed(held: Held, notice: Notice, lang: string, now: number): Held {
    return { ...held, day: dayOf(now), lang, label: notice.texts.reopen };
}

/** Whether the notice changed in substance since the choice; without material hashes any change counts. */
export function isOutdated(held: Held, notice: Notice): boolean {
    return notice.material && held.material
        ? held.material !== notice.material
        : held.hash !== notice.hash;
}

/** Once a day, or in another language, a browser that holds a choice looks at the notice again. */
export function needsLook(held: Held, lang: string, now: number): boolean {
    return held.day !== dayOf(now) || held.lang !== lang;
}
