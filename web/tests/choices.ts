import assert from "node:assert/strict";
import test from "node:test";
import {
    choicesOf,
    grantsAny,
    mechanismOf,
    offered,
    recordedAs,
    withdrawn,
} from "../client/rules/choices";
import { consentSignals } from "../client/rules/consent-mode";
import type { Notice } from "../client/types";

const notice = (ids: Notice["categories"][number]["id"][], gpc = false): Notice => ({
    hash: "h",
    language: "en",
    texts: {},
    gpc,
    categories: ids.map((id) => ({ id, required: id === "essential", title: "", text: "" })),
});
const NONE = { functional: false, analytics: false, marketing: false };
const ALL = { functional: true, analytics: true, marketing: true };

test("nothing is granted where nothing was chosen", () => {
    assert.deepEqual(choicesOf(), NONE);
    assert.deepEqual(choicesOf(null), NONE);
});

test("only true grants", () => {
    for (const value of ["true", 1, {}, null, undefined, "granted"]) {
        assert.deepEqual(choicesOf({ analytics: value }), NONE);
    }
    assert.deepEqual(choicesOf({ analytics: true }), { ...NONE, analytics: true });
});

test("what is no category is not kept", () => {
    assert.deepEqual(choicesOf({ essential: true, profiling: true }), NONE);
});

test("under Global Privacy Control marketing is denied, whatever was chosen", () => {
    assert.deepEqual(choicesOf(ALL, true), { ...ALL, marketing: false });
});

test("a single category is a grant", () => {
    assert.ok(grantsAny({ ...NONE, marketing: true }));
    assert.ok(!grantsAny(NONE));
});

test("refusing everything after a grant is a withdrawal, by whichever button", () => {
    assert.equal(mechanismOf("reject_all", NONE, ALL), "withdraw");
    assert.equal(mechanismOf("save", NONE, { ...NONE, functional: true }), "withdraw");
});

test("refusing without an earlier grant is no withdrawal", () => {
    assert.equal(mechanismOf("reject_all", NONE), "reject_all");
    assert.equal(mechanismOf("reject_all", NONE, NONE), "reject_all");
    assert.equal(mechanismOf("save", ALL, ALL), "save");
});

test("what another consent tool reports stays a report", () => {
    assert.equal(mechanismOf("api", NONE, ALL), "api");
});

test("what the notice does not ask about is not granted", () => {
    assert.deepEqual(offered(ALL, notice(["essential", "analytics"])), {
        ...NONE,
        analytics: true,
    });
    assert.deepEqual(offered(NONE, notice(["essential", "analytics"])), NONE);
});

test("accepting all but what the signal denies is told so that the collector can agree", () => {
    assert.equal(recordedAs("accept_all", true, notice([])), "save");
    assert.equal(recordedAs("accept_all", true, notice([], true)), "accept_all");
    assert.equal(recordedAs("accept_all", false, notice([])), "accept_all");
    assert.equal(recordedAs("reject_all", true, notice([])), "reject_all");
});

test("withdrawn is what was granted and no longer is", () => {
    assert.deepEqual(withdrawn({ ...NONE, analytics: true }, ALL), ["functional", "marketing"]);
    assert.deepEqual(withdrawn(ALL, NONE), []);
});

test("consent mode denies all six signals of a refusal and grants security", () => {
    const signals = consentSignals(NONE);
    assert.equal(Object.keys(signals).length, 7);
    for (const [signal, state] of Object.entries(signals)) {
        assert.equal(state, signal === "security_storage" ? "granted" : "denied");
    }
});

test("consent mode maps each category to its signals", () => {
    const granted = (choices: typeof NONE) =>
        Object.entries(consentSignals(choices))
            .filter(([signal, state]) => state === "granted" && signal !== "security_storage")
            .map(([signal]) => signal);
    assert.deepEqual(granted({ ...NONE, marketing: true }), [
        "ad_storage",
        "ad_user_data",
        "ad_personalization",
    ]);
    assert.deepEqual(granted({ ...NONE, analytics: true }), ["analytics_storage"]);
    assert.deepEqual(granted({ ...NONE, functional: true }), [
        "functionality_storage",
        "personalization_storage",
    ]);
});
