import assert from "node:assert/strict";
import test from "node:test";
import { choicesOfNames, choicesOfTCF, isSame, mapOf } from "../client/rules/reader";

const NONE = { functional: false, analytics: false, marketing: false };
const purposes = (...granted: number[]) => ({
    eventStatus: "tcloaded",
    purpose: { consents: Object.fromEntries(granted.map((purpose) => [purpose, true])) },
});

test("a TC string grants what its purposes say, and nothing without storage", () => {
    assert.deepEqual(choicesOfTCF(purposes(1, 8)), { ...NONE, analytics: true });
    assert.deepEqual(choicesOfTCF(purposes(1, 2, 3, 4)), { ...NONE, marketing: true });
    assert.deepEqual(choicesOfTCF(purposes(1, 2, 3)), NONE);
    assert.deepEqual(choicesOfTCF(purposes(2, 3, 4, 8)), NONE);
    assert.deepEqual(choicesOfTCF({ eventStatus: "useractioncomplete" }), NONE);
});

test("a TC string is not read before somebody chose", () => {
    for (const eventStatus of ["cmpuishown", undefined, "tcloaded2"]) {
        assert.equal(choicesOfTCF({ ...purposes(1, 8), eventStatus }), undefined);
    }
});

test("names of other tools stand for our categories", () => {
    const map = mapOf("statistics:analytics, ads:marketing x:essential broken");
    assert.equal(map.statistics, "analytics");
    assert.equal(map.ads, "marketing");
    assert.equal(map.functional, "functional");
    assert.equal(map.x, undefined);
    assert.equal(map.broken, undefined);
});

test("a category is granted where all its names are, and never without one", () => {
    const map = mapOf("a:analytics b:analytics c:marketing");
    const of = (...granted: string[]) =>
        choicesOfNames(map, ["a", "b", "c", "unknown"], (name) => granted.includes(name));
    assert.deepEqual(of("a", "b"), { ...NONE, analytics: true });
    assert.deepEqual(of("a", "c", "unknown"), { ...NONE, marketing: true });
    assert.deepEqual(choicesOfNames(map, [], () => true), NONE);
});

test("choices are compared by what they grant", () => {
    assert.ok(isSame(NONE, { ...NONE }));
    assert.ok(!isSame(NONE, { ...NONE, marketing: true }));
});
