import { batchOf, pauseMs, type Waiting } from "../rules/batch";
import type { Outcome, UsageEvent } from "../types";

/** Beyond this the oldest events are dropped: a page must not fill memory for a server that is down. */
const MOST_WAITING = 200;
/** Eight pauses are about nine minutes of trying. */
const MOST_FAILURES = 8;

/** Sends events in batches, one after the other; what waits, waits in memory only. */
export function beacon(
    url: string,
    site: string,
    token: () => string | undefined,
    answered: (outcome: Outcome, events: UsageEvent[], used?: string) => void,
) {
    let waiting: Waiting[] = [];
    let timer: number | undefined;
    let failures = 0;
    let isSending = false;

    const later = (ms: number) => {
        clearTimeout(timer);
        timer = window.setTimeout(flush, ms);
    };

    /** While the page is there the answer is read; a page that is left can only hand over. */
    const flush = (isLeaving?: boolean) => {
        while (waiting[0] && (isLeaving || !isSending)) {
            const used = token();
            const [body, count] = batchOf(waiting, site, used, Date.now());
            const batch = waiting.splice(0, count);
            // sendBeacon says false when the browser's queue is full.
            if (!isLeaving || !navigator.sendBeacon?.(url, body)) {
                isSending = true;
                void send(body, batch, used);
            }
        }
    };

    const send = async (body: string, batch: Waiting[], used?: string) => {
        let status = 503;
        try {
            // Text needs no preflight.
            const answer = await fetch(url, {
                method: "POST",
                body,
                keepalive: true,
                credentials: "include",
            });
            status = answer.status;
            if (answer.ok) answered(await answer.json(), batch.map((each) => each.event), used);
        } catch {
            // No connection: the same as a server that cannot store at the moment.
        }
        isSending = false;
        if ((status === 429 || status > 499) && failures < MOST_FAILURES) {
            waiting = batch.concat(waiting).slice(0, MOST_WAITING);
            later(pauseMs(++failures, Math.random()));
        } else {
            failures = 0;
            flush();
        }
    };

    return {
        add(event: UsageEvent) {
            waiting = [...waiting, { event, at: Date.now() }].slice(-MOST_WAITING);
            // A short wait, so that what happens together travels together.
            if (!failures) later(200);
        },
        leave: () => flush(true),
        forget() {
            waiting = [];
        },
    };
}
