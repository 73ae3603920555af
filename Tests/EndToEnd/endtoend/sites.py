"""Sites of one collector know nothing of each other, and nobody else gets in."""

import json

from .configuring import configuration
from .embedding import Site
from .expecting import eventually, expect, expect_equal
from .simulated import fresh_id


def two_sites_of_one_collector_share_no_choice(place):
    # Ports of one host: the browser brings the collector one cookie for both.
    one, other = Site(place), Site(place)
    others = [{"id": "other", "origins": [other.base]}]
    collector = place.collector(lambda base: configuration(base, [one.base], others=others))
    one.embed(collector, "demo")
    other.embed(collector, "other")
    visitor = place.visitor(one.base, None)
    first = visitor.page
    first.goto(f"{one.base}/of-one")
    visitor.decide("Accept all")
    collector.when_stored(1)

    second = visitor.context.new_page()
    second.goto(f"{other.base}/of-other")
    visitor.banner(second).wait_for()
    expect_equal(visitor.choices(second)["analytics"], False, "analytics on the other site")
    cookies = {cookie["name"] for cookie in visitor.context.cookies()}
    expect_equal(cookies, {"assent"}, "cookies")
    answer = second.evaluate(
        """async (base) => (await fetch(`${base}/v1/events`, {
            method: 'POST', credentials: 'include',
            body: JSON.stringify({site: 'other', events: [
                {type: 'pageview', id: 'A'.repeat(22), url: location.href}]}),
        })).json()""",
        collector.base,
    )
    expect_equal((answer["stored"], answer["withheld"]), (0, 1), "with the first site's cookie")
    visitor.decide("Reject all", second)

    # The refusal there, whose cookie replaced the one before, changes nothing here.
    first.goto(f"{one.base}/again")
    first.locator(".assent-open").wait_for()
    expect_equal(visitor.choices(first)["analytics"], True, "analytics on the first site")
    pages = eventually(
        lambda: [row for row in collector.rows() if row["type"] == "pageview"][1:], "a second page"
    )
    expect(pages[0]["page"].endswith("/again"), f"the second page: {pages}")
    expect_equal(collector.rows("other"), [], "rows of the other site")
    expect_equal(len(collector.records("demo")), 1, "records of the first site")
    mechanisms = [record["mechanism"] for record in collector.records("other")]
    expect_equal(mechanisms, ["reject_all"], "records of the other site")


def another_origin_is_refused(place):
    stranger = Site(place)
    collector = place.collector()
    stranger.embed(collector, "demo")
    visitor = place.visitor(stranger.base, None)
    with visitor.page.expect_event("requestfailed", lambda one: "/v1/notice" in one.url):
        visitor.page.goto(stranger.base)
    visitor.page.wait_for_load_state("networkidle")
    expect_equal(visitor.banner().count(), 0, "banners")
    outcome = visitor.page.evaluate(
        """(url) => fetch(url, {method: 'POST', body: JSON.stringify({site: 'demo', events: [
            {type: 'pageview', id: 'A'.repeat(22), url: location.href}]})})
            .then(() => 'read', (error) => error.name)""",
        f"{collector.base}/v1/events",
    )
    expect_equal(outcome, "TypeError", "the answer for another origin")
    uncaught = [text for text in visitor.complaints if "uncaught" in text]
    expect_equal(uncaught, [], "uncaught errors")
    visitor.complaints.clear()  # The browser's own lines about the refused requests.
    bodies = {
        "/v1/events": {"site": "demo", "events": [{"type": "pageview", "id": fresh_id(), "url": "/"}]},
        "/v1/consent": {
            "site": "demo",
            "notice": collector.notice()["hash"],
            "choices": {"analytics": True},
            "mechanism": "save",
            "language": "en",
        },
    }
    for origin in (stranger.base, "null", "https://example.org"):
        status, _ = collector.get("/v1/notice?site=demo", Origin=origin)
        expect_equal(status, 403, f"the notice from {origin}")
        for path, body in bodies.items():
            status, text = collector.post(path, body, Origin=origin)
            expect_equal(status, 403, f"{path} from {origin}")
            expect("code" in json.loads(text)["error"], f"the error: {text}")
    expect_equal(collector.events()["stored"], 0, "stored events")
    expect_equal(collector.records(), [], "consent records")
