// Draws the demo's report as tables whose bars are only an addition to the numbers.

import { element } from "../client/banner/element";

interface Row {
    page?: string;
    country?: string | null;
    /** null where the group is too small to be shown. */
    visitors: number | null;
    pageviews?: number | null;
}

interface Report {
    from: string;
    to: string;
    visitors: number | null;
    pageviews: number | null;
    min_visitors?: number;
    hidden_groups?: number;
    pages: Row[];
    countries: Row[];
}

const regions = new Intl.DisplayNames(["en"], { type: "region" });
const nameOf = (country?: string | null): string =>
    (country && /^[A-Z]{2}$/.test(country) && regions.of(country)) || country || "Unknown";
const part = (id: string) => document.getElementById(id)!;

function bars(id: string, heading: string, rows: [name: string, visitors: number | null][]) {
    const most = Math.max(1, ...rows.map(([, visitors]) => visitors || 0));
    part(id).replaceChildren(
        element(
            "thead",
            {},
            element(
                "tr",
                {},
                element("th", { scope: "col" }, heading),
                element("th", { scope: "col" }, "Visitors"),
            ),
        ),
        element(
            "tbody",
            {},
            ...rows.map(([name, visitors]) =>
                element(
                    "tr",
                    {},
                    element(
                        "th",
                        { scope: "row" },
                        element("span", {}, name),
                        element("meter", {
                            min: "0",
                            max: String(most),
                            value: String(visitors || 0),
                            "aria-hidden": "true",
                        }),
                    ),
                    element("td", {}, visitors === null ? "hidden" : visitors.toLocaleString("en")),
                ),
            ),
        ),
    );
}

function figure(value: number | null, what: string): HTMLElement {
    const text = value === null ? "hidden" : value.toLocaleString("en");
    return element("p", {}, element("strong", {}, text), ` ${what}`);
}

async function show() {
    const answer = await fetch("/demo/report", { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const report = (await answer.json()) as Report;
    part("period").textContent = `Visitors who agreed, and nobody else, from ${report.from} to ${report.to}.`;
    part("figures").replaceChildren(
        figure(report.visitors, "visitors"),
        figure(report.pageviews, "page views"),
        figure(report.pages.length, "pages seen"),
    );
    bars("pages", "Page", report.pages.map((row) => [row.page || "", row.visitors]));
    bars(
        "countries",
        "Country",
        report.countries.map((row) => [nameOf(row.country), row.visitors]),
    );
    if ((report.min_visitors || 1) > 1) {
        part("note").textContent =
            `Groups of fewer than ${report.min_visitors} visitors are hidden from marketing` +
            (report.hidden_groups ? `; hidden here: ${report.hidden_groups}.` : ".");
    }
}

show().catch(() => {
    part("period").textContent = "The report could not be loaded. Is the collector running with --demo?";
});
