// The sections of the page.

import { element } from "../client/banner/element";
import { grantsAny } from "../client/rules/choices";
import type { Notice, NoticeCategory, Service } from "../client/types";
import { grantedIn, hasReason, type State } from "./state";
import { filled, type Words } from "./words";

/** What the visitor can do here. */
export interface Acts {
    ask(): void;
    change(): void;
    withdraw(): void;
    stopSale(): void;
    copy(id: HTMLElement): void;
}

type Part = Node | string | false | undefined;

const section = (id: string, title: string, ...parts: Part[]): HTMLElement =>
    element(
        "section",
        { "aria-labelledby": id },
        element("h2", { id, tabindex: "-1" }, title),
        ...parts,
    );

function button(id: string, text: string, act: () => void): HTMLButtonElement {
    const made = element("button", { type: "button", id }, text);
    made.onclick = act;
    return made;
}

const row = (term: string, ...value: Part[]): HTMLElement =>
    element("div", {}, element("dt", {}, term), element("dd", {}, ...value));

export class View {
    private readonly gpc: boolean;

    constructor(
        private readonly words: Words,
        private readonly language: string,
        private readonly notice: Notice,
        private readonly acts: Acts,
        gpc: boolean,
    ) {
        this.gpc = gpc || notice.gpc === true;
    }

    sections(state: State | undefined): HTMLElement[] {
        return [this.choice(state), this.sale(state), this.id(state), this.meaning()];
    }

    private date(text: string, withTime: boolean): string {
        return new Date(text).toLocaleString(this.language, {
            dateStyle: "long",
            ...(withTime && { timeStyle: "short" }),
        });
    }

    private choice(state: State | undefined): HTMLElement {
        const { words, acts } = this;
        if (!state) {
            return section(
                "choice",
                words.choice,
                element("p", {}, element("strong", {}, words.none), ` ${words.noneHint}`),
                element("p", { class: "acts" }, button("ask", words.ask, acts.ask)),
            );
        }
        const granted = grantedIn(state);
        const stands = (category: NoticeCategory) =>
            category.id === "essential"
                ? words.always
                : granted[category.id]
                  ? words.granted
                  : words.refused;
        return section(
            "choice",
            words.choice,
            element(
                "dl",
                {},
                ...this.notice.categories.map((each) => row(each.title, stands(each))),
            ),
            element("p", {}, this.made(state)),
            hasReason(state, "outdated_notice")
                ? element("p", { class: "note" }, words.outdated)
                : state.expires &&
                      element(
                          "p",
                          {},
                          filled(words.expires, { date: this.date(state.expires, false) }),
                      ),
            !state.consent_id && element("p", {}, words.refusal),
            this.gpc && element("p", { class: "note" }, words.byGPC),
            element(
                "p",
                { class: "acts" },
                button("change", words.change, acts.change),
                grantsAny(granted) && button("withdraw", words.withdraw, acts.withdraw),
            ),
        );
    }

    private made(state: State): string {
        const how = this.words.how[state.mechanism || ""];
        // A refusal is known by its day alone.
        const date = this.date(state.since || "", !!state.consent_id);
        return how
            ? filled(this.words.madeBy, { date, how })
            : filled(this.words.made, { date });
    }

    private sale(state: State | undefined): HTMLElement {
        const { words, acts } = this;
        const isAsked = this.notice.categories.some(({ id }) => id === "marketing");
        const isOn = grantedIn(state).marketing;
        const text = !isAsked ? words.saleNone : isOn ? words.saleOn : words.saleOff;
        return section(
            "sale",
            words.sale,
            element("p", {}, text),
            this.gpc && isAsked && element("p", { class: "note" }, words.byGPC),
            isAsked &&
                (isOn || !state) &&
                element("p", { class: "acts" }, button("stop", words.saleDo, acts.stopSale)),
        );
    }

    private id(state: State | undefined): HTMLElement {
        const { words, acts } = this;
        if (!state?.consent_id) return section("id", words.id, element("p", {}, words.idNone));
        const id = element("code", {}, state.consent_id);
        return section(
            "id",
            words.id,
            element("p", {}, words.idHint),
            element("p", { class: "id" }, id, button("copy", words.copy, () => acts.copy(id))),
            state.record &&
                element("p", {}, `${words.record}: `, element("code", {}, state.record)),
        );
    }

    private meaning(): HTMLElement {
        const { language, direction, categories, texts } = this.notice;
        const policy = texts.privacy_url;
        // The notice often links here as its policy.
        const isOther =
            policy && new URL(policy, location.href).pathname.replace(/\/$/, "") !== "/privacy";
        return section(
            "meaning",
            this.words.meaning,
            element(
                "div",
                { lang: language, dir: direction },
                ...categories.map((each) =>
                    element(
                        "div",
                        { class: "category" },
                        element("h3", {}, each.title),
                        element("p", {}, each.text),
                        !!each.services?.length &&
                            element("ul", {}, ...each.services.map((one) => this.service(one))),
                    ),
                ),
            ),
            isOther && element("p", {}, element("a", { href: policy }, this.words.policy)),
        );
    }

    private service(service: Service): HTMLElement {
        const { words } = this;
        const names = (service.cookies || []).map((cookie) =>
            typeof cookie === "string"
                ? cookie
                : cookie.name + (cookie.lifetime ? ` (${cookie.lifetime})` : ""),
        );
        const more = [
            service.recipient && filled(words.recipient, { name: service.recipient }),
            names.length && filled(words.keeps, { names: names.join(", ") }),
        ].filter(Boolean);
        return element(
            "li",
            {},
            service.privacy_url
                ? element("a", { href: service.privacy_url }, service.title)
                : service.title,
            more.length > 0 &&
                element("small", { lang: document.documentElement.lang }, more.join(". ")),
        );
    }
}
