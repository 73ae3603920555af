// Draws the demo's report as tables whose bars are only an addition to the numbers.

import { element } from "../client/banner/element";

interface Row {
    page?: string;
    country?: string | null;
    visitors: number;
    pageviews?: number;
}

interface Report {
    from: string;
    to: string;
    visitors: number;
    pageviews: number;
    pages: Row[];
    countries: Row[];
}

const names = new Intl.DisplayNames(["en"], { type: "region" });
const part = (id: string) => document.getElementById(id)!;

function bars(id: string, heading: string, rows: [name: string, visitors: number][]) {
    const most = Math.max(1, ...rows.map(([, visitors]) => visitors));
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
                            value: String(visitors),
                            "aria-hidden": "true",
                        }),
                    ),
                    element("td", {}, String(visitors)),
                ),
            ),
        ),
    );
}

function figure(value: number, what: string): HTMLElement {
    return element("p", {}, element("strong", {}, value.toLocaleString("en")), ` ${what}`);
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
        report.countries.map((row) => [
            row.country ? names.of(row.country) || row.country : "Unknown",
            row.visitors,
        ]),
    );
}

show().catch(() => {
    part("period").textContent = "The report could not be loaded. Is the collector running with --demo?";
});
