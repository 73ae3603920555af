import { ALL, NONE } from "../rules/choices";
import type { Choices, Host, Mechanism, Notice } from "../types";
import { categories } from "./categories";
import { element } from "./element";
import { textOf } from "./texts";

export interface Banner {
    isOpen(): boolean;
    /** Shows the second layer and moves the focus to it, because the visitor asked. */
    visit(): void;
    close(): void;
}

/**
 * The dialog with its two layers. It stands before the body: whatever renders the body anew leaves it
 * alone, and the keyboard meets it first without the focus being moved.
 */
export function banner(host: Host, notice: Notice, hasChanged: boolean): Banner {
    const text = (name: string) => textOf(notice, name);
    const gpc = host.gpc || notice.gpc === true;
    const layout = host.data.layout || notice.layout || "bar";
    const isModal = layout === "modal";
    const { rows, chosen } = categories(notice, host.choices(), gpc);
    const failure = element("p", { role: "alert", class: "assent-failure" });
    let opener: Element | null = null;
    let isDeciding = false;

    const button = (name: string, act: () => void): HTMLButtonElement => {
        const made = element("button", { type: "button" }, text(name));
        made.onclick = act;
        return made;
    };
    const decide = (wanted: () => Choices, mechanism: Mechanism) => async () => {
        if (isDeciding) return;
        isDeciding = true;
        failure.textContent = "";
        const isRecorded = await host.choose(wanted(), mechanism);
        isDeciding = false;
        // A refusal holds on this page even where it cannot be recorded: nothing is granted.
        if (isRecorded || mechanism === "reject_all") close();
        else failure.textContent = text("failed");
    };
    const choose = button("choose", () => visit());
    const save = button("save", decide(chosen, "save"));
    const shut = button("close", () => close());
    shut.className = "assent-close";
    // One class, one row: none of the ways is bigger, paler or further away than another.
    const buttons = element(
        "div",
        { class: "assent-buttons" },
        button("accept_all", decide(() => ALL, "accept_all")),
        button("reject_all", decide(() => NONE, "reject_all")),
        choose,
    );
    const title = element("h2", { id: "assent-title", tabindex: "-1" }, text("title"));
    const link = notice.texts.privacy_url;
    const dialog = element(
        "dialog",
        {
            role: "dialog",
            "aria-labelledby": "assent-title",
            "aria-describedby": "assent-text",
            "aria-modal": isModal && "true",
        },
        element(
            "div",
            { class: "assent-words" },
            title,
            hasChanged && element("p", { class: "assent-note" }, text("changed")),
            element(
                "p",
                { id: "assent-text" },
                text("text"),
                link && " ",
                link && element("a", { href: link }, text("privacy")),
            ),
            gpc && element("p", { class: "assent-note" }, text("gpc_honored")),
        ),
        buttons,
    );
    const frame = element(
        "div",
        {
            class: "assent",
            lang: notice.language,
            dir: notice.direction,
            "data-layout": layout,
            "data-position": host.data.position || notice.position,
            "data-theme": host.data.theme,
            "aria-live": "polite",
        },
        dialog,
    );

    function recorded(): HTMLElement | false {
        const held = host.held();
        return (
            !!held?.record &&
            !!held.at &&
            element(
                "p",
                { class: "assent-record" },
                `${text("record")} `,
                element("code", { dir: "ltr" }, held.record),
                ` (${new Date(held.at).toLocaleString(notice.language)})`,
            )
        );
    }

    function visit() {
        opener ||= document.activeElement;
        if (choose.isConnected) {
            choose.replaceWith(save);
            buttons.before(rows);
            buttons.before(...[recorded()].filter((line): line is HTMLElement => !!line));
            dialog.prepend(shut);
            frame.dataset.layer = "2";
        }
        title.focus();
    }

    function close() {
        if (!frame.isConnected) return;
        frame.remove();
        if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    }

    buttons.before(failure);
    // Escape leaves everything as it is: it never grants.
    dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        close();
    });
    frame.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !isModal) close();
    });
    document.documentElement.insertBefore(frame, document.body);
    if (isModal) {
        opener = document.activeElement;
        dialog.showModal();
        title.focus();
    } else dialog.open = true;

    return { isOpen: () => frame.isConnected, visit, close };
}
