import type { Choices, Notice, NoticeCategory, Service } from "../types";
import { element } from "./element";
import { textOf } from "./texts";

const cookiesOf = (service: Service): string =>
    (service.cookies || [])
        .map((cookie) => (typeof cookie === "string" ? cookie : cookie.name))
        .join(", ");

function servicesOf(notice: Notice, services: Service[]): HTMLElement | false {
    return (
        services.length > 0 &&
        element(
            "details",
            {},
            element("summary", {}, textOf(notice, "services")),
            element(
                "ul",
                {},
                ...services.map((service) =>
                    element(
                        "li",
                        {},
                        service.title || service.id,
                        cookiesOf(service) && element("code", { dir: "ltr" }, cookiesOf(service)),
                    ),
                ),
            ),
        )
    );
}

/** One category with its switch; nothing is on but what is required or was chosen before. */
function categoryRow(
    notice: Notice,
    category: NoticeCategory,
    isOn: boolean,
    isBarred: boolean,
): HTMLElement {
    const id = `assent-${category.id}`;
    const box = element("input", {
        type: "checkbox",
        id,
        name: category.id,
        "aria-describedby": `${id}-text`,
    });
    box.checked = isOn;
    box.disabled = category.required || isBarred;
    return element(
        "div",
        { class: "assent-category" },
        element(
            "label",
            { for: id },
            element("strong", {}, category.title || category.id),
            category.required && element("span", {}, textOf(notice, "always_on")),
            box,
        ),
        element("p", { id: `${id}-text` }, category.text),
        isBarred &&
            element("p", { class: "assent-note" }, textOf(notice, "gpc_honored")),
        servicesOf(notice, category.services || []),
    );
}

/** The second layer: all categories, and the choice as it stands in their switches. */
export function categories(
    notice: Notice,
    before: Choices,
    gpc: boolean,
): { rows: HTMLElement; chosen: () => Choices } {
    const rows = element(
        "div",
        { class: "assent-categories" },
        ...notice.categories.map((category) =>
            categoryRow(
                notice,
                category,
                category.required || (category.id !== "essential" && before[category.id]),
                gpc && category.id === "marketing",
            ),
        ),
    );
    return {
        rows,
        chosen: () => {
            const choices: { [category: string]: boolean } = {};
            rows.querySelectorAll("input").forEach((box) => {
                choices[box.name] = box.checked;
            });
            return choices as Choices;
        },
    };
}
