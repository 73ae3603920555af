import assert from "node:assert/strict";
import test from "node:test";

import { grantedIn, isChoice, tokenIn, type State } from "../privacy/state";
import { filled, wordsIn } from "../privacy/words";

const state = (reasons: { [category: string]: string }, since?: string): State => ({
    choices: {
        essential: { granted: true },
        ...Object.fromEntries(
            ["functional", "analytics", "marketing"].map((id) => [
                id,
                reasons[id] ? { granted: false, reason: reasons[id] } : { granted: true },
            ]),
        ),
    },
    since,
});

test("the token is found among other cookies, and only under its own name", () => {
    assert.equal(tokenIn("a=1; assent=AbC.d-e_; b=2"), "AbC.d-e_");
    assert.equal(tokenIn("assent=a=b"), "a=b");
    for (const none of ["", "assent=", "xassent=1", "assent2=1", "a=assent=1"]) {
        assert.equal(tokenIn(none), undefined, none);
    }
});

test("a token of another site, an expired one and none at all are no choice", () => {
    const all = (reason: string) => ({ functional: reason, analytics: reason, marketing: reason });
    assert.equal(isChoice(state(all("bad_token"))), false);
    assert.equal(isChoice(state(all("no_consent"))), false);
    assert.equal(isChoice(state(all("expired"), "2026-01-01T00:00:00Z")), false);
    assert.equal(isChoice(state(all("no_consent"), "2026-01-01T00:00:00Z")), true);
    assert.equal(isChoice(state(all("withdrawn"), "2026-01-01T00:00:00Z")), true);
});

test("what is granted is what the collector says, and nothing without its word", () => {
    assert.deepEqual(grantedIn(state({ marketing: "gpc" }, "2026-01-01T00:00:00Z")), {
        functional: true,
        analytics: true,
        marketing: false,
    });
    assert.deepEqual(grantedIn(), { functional: false, analytics: false, marketing: false });
});

test("the first language there is counts, and English is the last resort", () => {
    assert.equal(wordsIn(["", "fr", "de-AT", "en"])[0], "de");
    assert.equal(wordsIn(["EN-gb", "de"])[0], "en");
    assert.equal(wordsIn(["ja"])[0], "en");
    assert.equal(wordsIn([])[0], "en");
});

test("every language fills in the same, and says how each kind of choice was made", () => {
    const slots = (value: unknown) => new Set(String(value).match(/\{\w+\}/g));
    const english = wordsIn(["en"])[1];
    const german = wordsIn(["de"])[1];
    for (const [name, text] of Object.entries(english)) {
        const other = german[name as keyof typeof german];
        assert.deepEqual(slots(other), slots(text), name);
        assert.ok(other, name);
    }
    const mechanisms = new Set(["accept_all", "api", "gpc", "reject_all", "save", "withdraw"]);
    for (const words of [english, german]) {
        assert.deepEqual(new Set(Object.keys(words.how)), mechanisms);
        assert.ok(Object.values(words.how).every(Boolean));
    }
});

test("what is not known stays as it stands", () => {
    assert.equal(filled("on {date} with {how}", { date: "Monday" }), "on Monday with {how}");
    assert.equal(filled("{id}", { id: "{id}" }), "{id}");
});
