import type { Host, Notice } from "../types";
import { element } from "./element";
import { textOf } from "./texts";

/** Says that a script which ran cannot be undone, and offers to load the page again. */
export function offerReload(host: Host, notice: Notice) {
    endOffer();
    const opener = document.activeElement;
    const button = (name: string, act: () => void) => {
        const made = element("button", { type: "button" }, textOf(notice, name));
        made.onclick = act;
        return made;
    };
    const close = () => {
        frame.remove();
        if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
    const text = element("p", { id: "assent-reload" }, textOf(notice, "still_runs"));
    const dialog = element(
        "dialog",
        { role: "dialog", "aria-labelledby": "assent-reload" },
        element("div", { class: "assent-words" }, text),
        element(
            "div",
            { class: "assent-buttons" },
            button("reload", () => location.reload()),
            button("close", close),
        ),
    );
    const frame = element(
        "div",
        {
            class: "assent",
            lang: notice.language,
            dir: notice.direction,
            "data-layout": "box",
            "data-theme": host.data.theme,
            "aria-live": "polite",
        },
        dialog,
    );
    frame.onkeydown = (event) => {
        if (event.key === "Escape") close();
    };
    document.documentElement.insertBefore(frame, document.body);
    dialog.open = true;
}

/** Takes the offer away: what the visitor is asked comes first. */
export function endOffer() {
    document.querySelector("#assent-reload")?.closest(".assent")?.remove();
}
