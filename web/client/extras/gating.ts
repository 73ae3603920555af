import type { Category, Choices, Host } from "../types";
import { placeholder } from "./placeholder";

/** Scripts as text, and elements whose address waits. */
export const GATED = ':is(script[type="text/plain"],[data-src]):is([data-category],[data-name])';

type Gated = HTMLElement & { src: string };

/** Runs gated scripts in document order and loads gated frames and images, as the choice permits. */
export class Gates {
    /** Scripts that ran and cannot be undone. */
    readonly ran: Category[] = [];
    private readonly hidden = new Map<Element, HTMLElement>();
    private byService: Promise<{ [service: string]: string }> | undefined;
    private order: Promise<void> = Promise.resolve();

    constructor(private readonly host: Host) {}

    /** Looks at every gated element there is now. */
    visit() {
        document.querySelectorAll<Gated>(GATED).forEach((element) => {
            this.order = this.order.then(() => this.treat(element)).catch(() => {});
        });
    }

    private async treat(element: Gated) {
        const wanted = element.dataset.category || (await this.categoryOf(element.dataset.name));
        if (!wanted || !element.isConnected || !element.matches(GATED)) return;
        const category = wanted.replace("!", "") as Category | "essential";
        const isGranted = category === "essential" || this.host.choices()[category];
        const hasChosen = !!this.host.held();
        if (wanted[0] === "!" ? hasChosen && !isGranted : isGranted) {
            if (element.localName === "script") {
                if (category !== "essential" && isGranted) this.ran.push(category);
                await run(element as HTMLElement as HTMLScriptElement);
            } else this.load(element);
        } else if (element.localName === "iframe" && !this.hidden.has(element)) {
            this.cover(element, category as Category);
        }
    }

    /** klaro names a service; the notice knows its category. */
    private async categoryOf(service?: string): Promise<string | undefined> {
        this.byService ||= this.host.notice().then((notice) => {
            const found: { [service: string]: string } = {};
            for (const category of notice.categories) {
                for (const each of category.services || []) found[each.id] = category.id;
            }
            return found;
        });
        try {
            return (await this.byService)[service || ""];
        } catch {
            this.byService = undefined;
            return undefined;
        }
    }

    private load(element: Gated) {
        const address = element.dataset.src!;
        this.hidden.get(element)?.remove();
        this.hidden.delete(element);
        element.hidden = false;
        delete element.dataset.src;
        if (/^https?:/.test(new URL(address, location.href).protocol)) element.src = address;
    }

    private cover(element: Gated, category: Category) {
        const cover = placeholder(this.host, element, {
            once: () => this.load(element),
            always: () => {
                const choices: Choices = { ...this.host.choices(), [category]: true };
                void this.host.choose(choices, "save");
            },
        });
        this.hidden.set(element, cover);
        element.hidden = true;
        element.before(cover);
    }
}

/** Trusted Types: the site itself wrote these scripts into its page, as text that waits. */
const policy = window.trustedTypes?.createPolicy("assent-gate", {
    createScript: (text) => text,
    createScriptURL: (url) => url,
});

/** A script element that is in the page already never runs; a fresh one with its attributes does. */
function run(waiting: HTMLScriptElement): Promise<void> {
    const fresh = document.createElement("script");
    for (const { name, value } of Array.from(waiting.attributes)) {
        if (!/^(type|src|data-(type|src|category|name))$/.test(name)) fresh.setAttribute(name, value);
    }
    if (waiting.nonce) fresh.nonce = waiting.nonce;
    if (waiting.dataset.type) fresh.type = waiting.dataset.type;
    const address = waiting.dataset.src || waiting.getAttribute("src");
    return new Promise((resolve) => {
        if (address) {
            fresh.async = false;
            fresh.onload = fresh.onerror = () => resolve();
            fresh.src = policy?.createScriptURL(address) ?? address;
        } else {
            const text = waiting.textContent || "";
            fresh.text = policy?.createScript(text) ?? text;
        }
        waiting.replaceWith(fresh);
        if (!address) resolve();
    });
}
