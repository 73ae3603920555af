import assert from "node:assert/strict";
import test from "node:test";
import { cookieScopes, keptBy, matches } from "../client/rules/patterns";
import type { Notice } from "../client/types";

const notice: Notice = {
    hash: "h",
    language: "en",
    texts: {},
    categories: [
        { id: "essential", required: true, title: "", text: "", services: [{ id: "a", title: "", cookies: ["assent"] }] },
        { id: "analytics", required: false, title: "", text: "", services: [{ id: "b", title: "", cookies: ["_ga*", { name: "_gid" }] }] },
        { id: "marketing", required: false, title: "", text: "" },
    ],
};

test("a pattern is a name or a beginning", () => {
    assert.ok(matches("_ga_X1", "_ga*"));
    assert.ok(matches("_ga", "_ga*"));
    assert.ok(!matches("x_ga", "_ga*"));
    assert.ok(matches("_gid", "_gid"));
    assert.ok(!matches("_gid2", "_gid"));
});

test("what other signs mean in patterns elsewhere they do not mean here", () => {
    assert.ok(!matches("abc", "a.c"));
    assert.ok(!matches("abc", "a?c"));
});

test("only the withdrawn categories' cookies are meant", () => {
    assert.deepEqual(keptBy(notice, ["analytics", "marketing"]), ["_ga*", "_gid"]);
    assert.deepEqual(keptBy(notice, ["functional"]), []);
});

test("a cookie is deleted for the host, its parents and every path above the page", () => {
    const scopes = cookieScopes("www.example.org", "/a/b.html");
    for (const scope of [
        ";path=/",
        ";domain=www.example.org;path=/",
        ";domain=example.org;path=/",
        ";domain=example.org;path=/a",
        ";domain=example.org;path=/a/",
        ";path=/a/b.html",
    ]) {
        assert.ok(scopes.includes(scope), scope);
    }
    assert.ok(!scopes.some((scope) => scope.includes("domain=org")));
});

test("an address has no parent domains", () => {
    assert.deepEqual(cookieScopes("192.0.2.1", "/"), [";path=/", ";path=//"]);
    assert.ok(cookieScopes("[2001:db8::1]", "/").every((scope) => !scope.includes("domain")));
});
