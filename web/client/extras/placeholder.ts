import { element } from "../banner/element";
import type { Host } from "../types";

/** Stands for a frame that waits for consent, and offers to load it this once or always. */
export function placeholder(
    host: Host,
    frame: HTMLElement,
    acts: { once(): void; always(): void },
): HTMLElement {
    const button = (text: string, act: () => void) => {
        const made = element("button", { type: "button" }, text);
        made.onclick = act;
        return made;
    };
    const words = element("p", {}, "This content comes from another site and waits for your choice.");
    const once = button("Load once", acts.once);
    const always = button("Always load", acts.always);
    void host.style();
    host.notice().then(
        ({ texts }) => {
            if (texts.placeholder) words.textContent = texts.placeholder;
            if (texts.load_once) once.textContent = texts.load_once;
            if (texts.load_always) always.textContent = texts.load_always;
        },
        () => {}, // The English words stay.
    );
    return element(
        "div",
        { class: "assent-placeholder", role: "group", "aria-label": frame.title },
        frame.title && element("strong", {}, frame.title),
        words,
        once,
        always,
    );
}
