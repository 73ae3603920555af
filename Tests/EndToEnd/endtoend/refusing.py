"""Before a choice, after a refusal, and for minors nothing is stored, nothing kept, nothing sent."""

import re

from .browser import DUTCH, NOTHING_KEPT, SWISS
from .configuring import configuration
from .expecting import eventually, expect, expect_equal

# Pages and their files, the client and its parts: the same for everybody.
STATIC = re.compile(r"^/(demo/[\w./-]*|assent\.js|(banner|extras)-[0-9a-f]+\.(js|css))$")
PAGES = ["/demo/features.html", "/demo/contact.html", "/demo/article.html"]


def browse(visitor):
    """Does on several pages what would be measured after a grant, and leaves them."""
    for path in PAGES:
        page = visitor.open(path)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.evaluate("assent('event', 'Never', {props: {way: 'api'}})")
        if path == "/demo/contact.html":
            page.get_by_role("button", name="Send me the brochure").click()


def expect_only(visitor, *others):
    """No request was made but for static files and `others`."""
    for method, path in visitor.requests:
        is_static = method == "GET" and STATIC.match(path)
        expect(is_static or (method, path) in others, f"{method} {path} was asked for")


def expect_stored_of_others_only(place, collector):
    """Somebody who agrees comes last: had anything been sent before, it would be there by then."""
    other = place.visitor(collector, DUTCH)
    other.open("/demo/pricing.html")
    other.decide("Accept all")
    rows = collector.when_stored(1)
    expect_equal({row["page"].partition("/")[2] for row in rows}, {"demo/pricing.html"}, "pages")
    events = collector.events()
    expect_equal(events["withheld"], {}, "withheld events")
    expect_equal(events["refused"], {}, "refused events")


def before_any_choice_nothing_is_kept_and_nothing_is_sent(place):
    collector = place.collector()
    visitor = place.visitor(collector)
    visitor.open("/demo/?utm_source=x")
    visitor.banner().wait_for()
    expect_equal(visitor.state(), NOTHING_KEPT, "kept with the banner open")
    browse(visitor)
    visitor.banner().wait_for()
    expect_equal(visitor.state(), NOTHING_KEPT, "kept after browsing")
    expect_equal(visitor.choices()["analytics"], False, "analytics")
    visitor.page.goto("about:blank")
    expect_only(visitor, ("GET", "/v1/notice"), ("POST", "/v1/shown"))
    expect_equal(collector.rows(), [], "stored rows")
    expect_equal(collector.records(), [], "consent records")
    expect_stored_of_others_only(place, collector)


def a_refusal_stores_nothing_and_leaves_no_id(place):
    collector = place.collector()
    visitors = [place.visitor(collector, address) for address in (SWISS, DUTCH)]
    for visitor in visitors:
        visitor.open("/demo/?utm_source=x&gclid=one")
        visitor.decide("Reject all")
        visitor.page.locator(".assent-open").wait_for()
        browse(visitor)
        visitor.open()
        expect_equal(visitor.banner().count(), 0, "banners after a refusal")
    one, other = (visitor.state() for visitor in visitors)
    expect_equal([cookie["name"] for cookie in one["cookies"]], ["assent"], "cookies")
    expect_equal(list(one["local"]), ["assent.demo"], "storage")
    expect_equal(one, other, "what two who refused keep")
    # When a cookie ends would tell to the second when somebody refused.
    for visitor in visitors:
        seconds = visitor.context.cookies()[0]["expires"] % 86400
        expect(min(seconds, 86400 - seconds) < 10, f"the cookie ends {seconds} s after midnight")
    for visitor in visitors:
        visitor.page.goto("about:blank")
        expect_only(
            visitor, ("GET", "/v1/notice"), ("POST", "/v1/shown"), ("POST", "/v1/consent")
        )
        expect_equal(visitor.asked("/v1/consent"), 1, "choices sent")
    expect_equal(collector.rows(), [], "stored rows")
    expect_equal(collector.events()["stored"], 0, "stored events")
    records = collector.records()
    expect_equal([record["mechanism"] for record in records], ["reject_all"] * 2, "records")
    expect(not any(record.get("consent") for record in records), f"an id: {records}")
    expect_stored_of_others_only(place, collector)


def a_page_for_minors_never_asks_and_never_sends(place):
    collector = place.collector()
    visitor = place.visitor(collector)
    page = visitor.open("/demo/?audience=minor")
    page.evaluate("assent('open')")
    page.evaluate("assent('set', {analytics: true})")
    page.evaluate("assent('event', 'Never')")
    page.get_by_role("button", name="Privacy choices").click()
    page.goto(f"{collector.base}/demo/layouts.html?audience=minor")
    page.wait_for_load_state("networkidle")
    expect_equal(visitor.banner().count(), 0, "banners")
    expect_equal(visitor.state(), NOTHING_KEPT, "kept")
    page.goto("about:blank")
    expect_only(visitor)
    expect_equal(collector.records(), [], "consent records")
    expect_stored_of_others_only(place, collector)


def a_site_for_minors_never_asks_and_never_sends(place):
    collector = place.collector(lambda base: configuration(base, audience="minors"))
    visitor = place.visitor(collector)
    page = visitor.open()
    eventually(lambda: page.evaluate("!!assent.part"), "the notice was looked at")
    page.get_by_role("button", name="Privacy choices").click()
    page.evaluate("assent('set', {analytics: true, functional: true})")
    page.wait_for_load_state("networkidle")
    expect_equal(visitor.banner().count(), 0, "banners")
    expect_equal(visitor.choices()["analytics"], False, "analytics")
    page.evaluate("assent('event', 'Never')")
    page.goto("about:blank")
    expect_equal(visitor.asked("/v1/events"), 0, "beacons")
    expect_equal(collector.rows(), [], "stored rows")
    status, text = collector.post(
        "/v1/consent",
        {
            "site": "demo",
            "notice": collector.notice()["hash"],
            "choices": {"analytics": True},
            "mechanism": "save",
            "language": "en",
        },
    )
    granted = status == 201 and '"analytics":true' in text
    expect(not granted, f"the collector granted analytics to a minor: {text}")
