import assert from "node:assert/strict";
import test from "node:test";
import { batchOf, pauseMs, type Waiting } from "../client/rules/batch";
import { freshId } from "../client/rules/id";
import { propertiesOf } from "../client/rules/properties";

const event = (title = "", at = 0): Waiting => ({
    event: { type: "pageview", id: "i", url: "https://example.org/", title },
    at,
});

test("a beacon holds site, token and events and nothing else", () => {
    const [body, count] = batchOf([event("a", 90)], "example.org", "token", 100);
    assert.equal(count, 1);
    assert.deepEqual(JSON.parse(body), {
        site: "example.org",
        token: "token",
        events: [{ type: "pageview", id: "i", url: "https://example.org/", title: "a", ago_ms: 10 }],
    });
});

test("a clock that went back makes no event of the future", () => {
    const [body] = batchOf([event("", 500)], "s", "t", 100);
    assert.equal(JSON.parse(body).events[0].ago_ms, 0);
});

test("no batch is over 16 KiB, and every event is in one, in order", () => {
    const waiting = Array.from({ length: 180 }, (_, n) => event(`${n} ${"語".repeat(40)}`));
    const titles: string[] = [];
    for (let rest = waiting; rest.length; ) {
        const [body, count] = batchOf(rest, "s", "t", 0);
        assert.ok(count > 0 && count <= 100);
        assert.ok(new TextEncoder().encode(body).length <= 16_384);
        titles.push(...JSON.parse(body).events.map((each: { title: string }) => each.title));
        rest = rest.slice(count);
    }
    assert.deepEqual(titles, waiting.map((each) => each.event.title));
});

test("an event that is large alone is still sent", () => {
    const [, count] = batchOf([event("x".repeat(9000)), event()], "s", "t", 0);
    assert.equal(count, 1);
});

test("pauses grow and are spread", () => {
    for (let failures = 1; failures < 8; failures++) {
        assert.ok(pauseMs(failures, 1) <= pauseMs(failures + 1, 0));
        assert.ok(pauseMs(failures, 0) < pauseMs(failures, 1));
    }
    assert.equal(pauseMs(1, 0), 2000);
});

test("an id is 16 bytes in base64url, each time another", () => {
    const ids = new Set(Array.from({ length: 500 }, freshId));
    assert.equal(ids.size, 500);
    for (const id of ids) assert.ok(/^[\w-]{21}[AQgw]$/.test(id), id);
});

test("properties are at most 30 strings and numbers", () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`p${n}`, n]));
    assert.equal(Object.keys(propertiesOf(many)).length, 30);
    assert.deepEqual(propertiesOf({ a: 1.5, b: "x", c: true, d: null, e: undefined, f: NaN }), {
        a: 1.5,
        b: "x",
        c: "true",
        f: "NaN",
    });
    assert.deepEqual(propertiesOf(), {});
});

test("a long property is cut", () => {
    assert.equal(String(propertiesOf({ a: "x".repeat(900) }).a).length, 500);
});
