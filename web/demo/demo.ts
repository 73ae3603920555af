// Runs before the client: lets links try the banner's layouts, and answers the demo's form.

import type { Assent } from "../client/types";

const tag = document.querySelector<HTMLScriptElement>("script[data-site]");
const asked = new URLSearchParams(location.search);
for (const name of ["layout", "position", "theme", "lang", "audience"]) {
    const value = asked.get(name);
    if (tag && value) tag.dataset[name] = value;
}
if (asked.has("layout")) {
    addEventListener("DOMContentLoaded", () => (window.assent as Assent)("open", 1));
}

document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.dataset.answer) return;
    event.preventDefault();
    const status = form.querySelector("[role=status]");
    if (status) status.textContent = form.dataset.answer;
});

for (const link of document.querySelectorAll<HTMLAnchorElement>(".top nav a")) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
}
