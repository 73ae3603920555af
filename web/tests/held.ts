import assert from "node:assert/strict";
import test from "node:test";
import { heldOf, isOutdated, needsLook, readHeld, refreshed } from "../client/rules/held";
import type { Notice } from "../client/types";

const DAY = 86_400_000;
const NOW = 20_000 * DAY + 12_345_678;
const notice: Notice = {
    hash: "h1",
    material: "m1",
    language: "en",
    categories: [],
    texts: { reopen: "Privacy choices" },
};
const refusal = (now: number) =>
    heldOf({ token: "t", record: "r", choices: {}, expires: now + 180 * DAY }, notice, "en", now);
const grant = heldOf(
    { token: "t", record: "r", choices: { analytics: true }, expires: NOW + 180 * DAY },
    notice,
    "en",
    NOW,
);

test("a refusal keeps no record id and no time of day", () => {
    const held = refusal(NOW);
    assert.equal(held.record, undefined);
    assert.equal(held.at, undefined);
    assert.equal(held.expires % DAY, 0);
});

test("everybody who refuses alike on one day keeps the same", () => {
    assert.deepEqual(refusal(NOW), refusal(NOW + 3_600_000));
});

test("a grant keeps its record and time, so that the visitor can name it", () => {
    assert.equal(grant.record, "r");
    assert.equal(grant.at, NOW);
    assert.equal(grant.expires, NOW + 180 * DAY);
});

test("an expiry may be text or milliseconds", () => {
    const at = (expires: string | number) =>
        heldOf({ token: "t", choices: { analytics: true }, expires }, notice, "", NOW).expires;
    assert.equal(at("2027-01-02T03:04:05Z"), Date.UTC(2027, 0, 2, 3, 4, 5));
    assert.equal(at(5), 5);
});

test("an expiry nobody can read means the choice does not hold", () => {
    const held = heldOf({ token: "t", choices: {}, expires: "soon" }, notice, "", NOW);
    assert.equal(readHeld(JSON.stringify(held), NOW), null);
});

test("what is kept reads back the same", () => {
    assert.deepEqual(readHeld(JSON.stringify(grant), NOW), grant);
});

test("an expired choice is none", () => {
    assert.equal(readHeld(JSON.stringify(grant), grant.expires), null);
    assert.ok(readHeld(JSON.stringify(grant), grant.expires - 1));
});

test("what is broken, missing or foreign is no choice", () => {
    for (const text of [null, undefined, "", "{", "null", "1", '"x"', "[]", '{"token":"t"}', '{"expires":9e15}']) {
        assert.equal(readHeld(text, NOW), null, String(text));
    }
});

test("a kept choice grants only by true", () => {
    const forged = JSON.stringify({ ...grant, choices: { analytics: "yes", marketing: 1 } });
    assert.deepEqual(readHeld(forged, NOW)?.choices, {
        functional: false,
        analytics: false,
        marketing: false,
    });
});

test("a changed material hash asks again, a changed text does not", () => {
    assert.ok(isOutdated(grant, { ...notice, material: "m2" }));
    assert.ok(!isOutdated(grant, { ...notice, hash: "h2" }));
});

test("without material hashes every change asks again", () => {
    const { material: _, ...bare } = notice;
    assert.ok(isOutdated(grant, { ...bare, hash: "h2" }));
    assert.ok(!isOutdated(grant, bare));
});

test("the notice is looked at once a day and in a new language", () => {
    assert.ok(!needsLook(grant, "en", NOW));
    assert.ok(needsLook(grant, "en", NOW + DAY));
    assert.ok(needsLook(grant, "de", NOW));
});

test("a look changes nothing but the day, the language and the button", () => {
    const looked = refreshed(grant, { ...notice, texts: { reopen: "Wahl" } }, "de", NOW + DAY);
    assert.deepEqual(looked, { ...grant, day: grant.day + 1, lang: "de", label: "Wahl" });
});
