// Runs before the client: lets links try the banner's layouts, answers the demo's form, and makes the
// text larger, which is remembered only where functional cookies were granted.

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

const sizeButton = document.getElementById("text-size");
const setSize = (isLarger: boolean) => {
    document.documentElement.classList.toggle("larger", isLarger);
    sizeButton?.setAttribute("aria-pressed", String(isLarger));
};
setSize(/(^|; )demo_text_size=larger/.test(document.cookie));
sizeButton?.addEventListener("click", () => {
    const isLarger = !document.documentElement.classList.contains("larger");
    setSize(isLarger);
    const choices = window.assent?.("consent") as { functional: boolean } | undefined;
    if (choices?.functional) {
        const term = isLarger ? 15_552_000 : 0;
        document.cookie = `demo_text_size=larger; path=/; max-age=${term}; samesite=lax`;
    }
});

for (const link of document.querySelectorAll<HTMLAnchorElement>(".top nav a")) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
}
