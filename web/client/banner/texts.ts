import type { Notice } from "../types";

/** What is said where the notice brings no text of its own. */
const FALLBACK: { [name: string]: string } = {
    title: "Your privacy",
    text: "May we use optional cookies and measure how this site is used? You can change your mind at any time.",
    accept_all: "Accept all",
    reject_all: "Reject all",
    choose: "Choose",
    save: "Save choices",
    close: "Close",
    always_on: "Always on",
    services: "Services and cookies",
    gpc_honored: "Opt-out request honored: your browser sends Global Privacy Control, so marketing stays off.",
    privacy: "Privacy policy",
    changed: "What we ask for has changed since you last chose.",
    record: "Your choice is on record under this number:",
    failed: "Your choice could not be saved. Please try again.",
    still_runs: "Some of what you switched off still runs on this page until it is loaded again.",
    reload: "Reload the page",
};

/** The text `name` of the notice. */
export const textOf = (notice: Notice, name: string): string =>
    notice.texts[name] || FALLBACK[name] || "";
