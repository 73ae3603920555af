import type { UsageEvent } from "../types";

export interface Waiting {
    event: UsageEvent;
    /** Milliseconds since 1970 when it happened. */
    at: number;
}

/**
 * At most three bytes each in UTF-8, so no more than 16 KiB: four of those fit into the 64 KiB that
 * all keepalive requests of a page share. The collector's 100 events a beacon are never reached.
 */
const MOST_CHARACTERS = 5400;

/** A beacon of as many events as fit, at least one, and how many those are. */
export function batchOf(
    waiting: Waiting[],
    site: string,
    token: string | undefined,
    now: number,
): [body: string, count: number] {
    let body = "";
    let count = 0;
    while (count < waiting.length) {
        const events = waiting
            .slice(0, count + 1)
            .map(({ event, at }) => ({ ...event, ago_ms: Math.max(0, now - at) }));
        const longer = JSON.stringify({ site, token, events });
        if (count && longer.length > MOST_CHARACTERS) break;
        body = longer;
        count++;
    }
    return [body, count];
}

/** 2, 4, 8 ... 256 s, spread by up to half, so that pages do not come back all at once. */
export const pauseMs = (failures: number, random: number): number =>
    1000 * 2 ** failures * (1 + random / 2);
