import type { Host } from "../types";

type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean };
type Interaction = PerformanceEntry & { interactionId?: number };

/**
 * One event "Web Vitals" for each page load, when the page is first put away: LCP and INP in
 * milliseconds, CLS as defined by its largest burst (at most 1 s between shifts, 5 s in all).
 */
export function measureVitals(host: Host) {
    let lcp = 0;
    let inp = 0;
    let cls = 0;
    let burst = 0;
    let burstBegan = 0;
    let lastShift = 0;
    let isTold = false;

    const observe = (type: string, each: (entry: PerformanceEntry) => void) => {
        try {
            new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({
                type,
                buffered: true,
            });
        } catch {
            // This browser does not know the measure; it stays 0 and is not told.
        }
    };
    observe("largest-contentful-paint", (entry) => {
        lcp = entry.startTime;
    });
    observe("event", (entry) => {
        if ((entry as Interaction).interactionId) inp = Math.max(inp, entry.duration);
    });
    observe("layout-shift", (entry) => {
        const { value, hadRecentInput, startTime } = entry as Shift;
        if (hadRecentInput) return;
        if (startTime - lastShift > 1000 || startTime - burstBegan > 5000) {
            burst = 0;
            burstBegan = startTime;
        }
        lastShift = startTime;
        burst += value;
        cls = Math.max(cls, burst);
    });

    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState !== "hidden" || isTold || !lcp) return;
        isTold = true;
        const props: { [name: string]: number } = {
            lcp: Math.round(lcp),
            cls: Math.round(cls * 1000) / 1000,
        };
        if (inp) props.inp = Math.round(inp);
        host.event("Web Vitals", { props });
        // The event is queued a moment later, and a hidden page may not have another one.
        void Promise.resolve()
            .then(() => {})
            .then(host.leave);
    });
}
