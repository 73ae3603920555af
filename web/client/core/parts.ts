/** File and integrity of each part, written in by build.sh. */
declare const PARTS: { [part: string]: [file: string, integrity: string] };

/**
 * Loads a part from where the core came from, once, and pinned by its hash. Where the page enforces
 * Trusted Types, the policy `assent` makes the addresses of parts and nothing else.
 */
export function parts(base: string): (part: string) => Promise<void> {
    const loads: { [part: string]: Promise<void> } = {};
    let policy: { createScriptURL(url: string): string } | undefined;
    return (part) =>
        (loads[part] ||= new Promise((resolve, reject) => {
            const url = base + PARTS[part][0];
            const isStyle = part === "style";
            const element = document.createElement(isStyle ? "link" : "script");
            element.integrity = PARTS[part][1];
            element.crossOrigin = "anonymous";
            element.onload = () => resolve();
            // The banner works without its style. What did not load may be tried again.
            element.onerror = () => {
                delete loads[part];
                (isStyle ? resolve : reject)();
            };
            if (isStyle) {
                (element as HTMLLinkElement).rel = "stylesheet";
                (element as HTMLLinkElement).href = url;
            } else {
                policy ||= window.trustedTypes?.createPolicy("assent", {
                    createScriptURL: (address) => address,
                });
                (element as HTMLScriptElement).src = policy?.createScriptURL(url) ?? url;
            }
            document.head.append(element);
        }));
}
