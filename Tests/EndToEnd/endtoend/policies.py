"""The page side under the strictest policies, and without its collector."""

from .configuring import configuration
from .embedding import Site, documented_policies, pinned_tag
from .expecting import eventually, expect, expect_equal


def the_strictest_policy_is_kept_without_an_error(place):
    collector = place.collector()
    visitor = place.visitor(collector)
    with visitor.page.expect_response("**/demo/") as answer:
        page = visitor.open()
    policy = answer.value.headers["content-security-policy"]
    for part in ("default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'"):
        expect(part in policy, f"{part} is not in the policy: {policy}")
    # Trusted Types are really enforced here.
    outcome = page.evaluate(
        """() => {
            try { document.createElement('script').src = '/demo/ads.js'; return 'taken'; }
            catch (error) { return error.name; }
        }"""
    )
    expect_equal(outcome, "TypeError", "a plain text as the address of a script")
    visitor.complaints.clear()  # The browser's own line about that attempt.
    visitor.press("Choose")
    visitor.decide("Accept all")
    for name in ("contact", "stored", "report", "layouts", "de", "pricing"):
        visitor.open(f"/demo/{name}.html")
        page.wait_for_load_state("networkidle")
    visitor.reopen()
    visitor.decide("Reject all")
    expect_equal(visitor.complaints, [], "complaints")


def a_foreign_page_with_the_documented_policy_works(place):
    # By name the page is of another site than the collector, whose cookie it then never gets.
    sites = [Site(place), Site(place, "localhost")]
    origins = [site.base for site in sites]
    collector = place.collector(lambda base: configuration(base, origins))
    policies = documented_policies(collector.base)
    expect_equal(len(policies), 2, "policies in docs/embedding.md")
    stored = 0
    for site in sites:
        site.policies = policies
        site.tag = pinned_tag(collector, "demo")
        visitor = place.visitor(site.base, None)
        page = visitor.open("/first")
        visitor.decide("Accept all")
        page.get_by_role("link", name="Second page").click()
        page.wait_for_url("**/second")
        page.locator(".assent-open").wait_for()
        eventually(lambda: collector.events()["stored"] >= stored + 3, "two pages are stored")
        expect_equal(visitor.banner().count(), 0, "banners on the second page")
        visitor.reopen()
        visitor.decide("Reject all")
        page.evaluate("assent('event', 'Never')")
        stored = collector.events()["stored"]
    pages = [row["page"].split("/")[1] for row in collector.rows() if row["type"] == "pageview"]
    expect_equal(pages, ["first", "second"] * 2, "stored pages")


def unexpected(complaints):
    """Without the browser's own lines about requests that reached nobody."""
    return [text for text in complaints if "net::ERR_CONNECTION" not in text]


def a_collector_that_stops_costs_the_page_nothing(place):
    collector = place.collector()
    agreed, undecided, withdrawing = (place.visitor(collector) for _ in range(3))
    for visitor in (agreed, undecided, withdrawing):
        visitor.open()
        visitor.banner().wait_for()
    agreed.decide("Accept all")
    withdrawing.decide("Accept all")
    collector.when_stored(2)
    # Here nothing is loaded yet that choosing needs.
    agreed.open("/demo/article.html")
    agreed.page.locator(".assent-open").wait_for()
    collector.when_stored(4)
    withdrawing.reopen()
    failed = collector.notice()["texts"]["failed"]
    collector.stop()

    agreed.page.locator(".assent-open").click()
    agreed.page.evaluate("assent('event', 'While away')")
    agreed.page.evaluate("history.pushState(null, '', '/demo/while-away')")
    agreed.page.get_by_role("button", name="Larger text").click()
    undecided.press("Accept all")
    undecided.banner().get_by_role("alert").filter(has_text=failed).wait_for()
    expect_equal(undecided.choices()["analytics"], False, "analytics that nobody recorded")
    undecided.decide("Reject all")
    # A withdrawal holds in the browser at once, and the collector hears of it later.
    withdrawing.press("Reject all")
    withdrawing.until("!assent('consent').analytics")
    for visitor in (agreed, undecided, withdrawing):
        expect_equal(unexpected(visitor.complaints), [], "complaints")
        visitor.complaints.clear()

    collector.start()
    rows = eventually(
        lambda: len([row for row in collector.rows() if row["type"] == "pageview"]) >= 4
        and collector.rows(),
        "what waited is stored once the collector is back",
    )
    expect("While away" in [row.get("name") for row in rows], f"the event is lost: {rows}")
    withdrawing.open("/demo/features.html")
    eventually(
        lambda: "withdraw" in [record["mechanism"] for record in collector.records()],
        "the withdrawal is recorded once the collector is back",
    )
    expect_equal(withdrawing.choices()["analytics"], False, "analytics after the withdrawal")
    for visitor in (agreed, undecided, withdrawing):
        expect_equal(unexpected(visitor.complaints), [], "complaints in the end")
        visitor.complaints.clear()
