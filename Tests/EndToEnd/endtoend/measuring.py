"""Pages, the time on them, and events, as a visitor who agreed causes them."""

import time

from .browser import RESTORED
from .expecting import eventually, expect, expect_equal

MS_READ = 1500


def agree(place, collector, path="/demo/", **options):
    visitor = place.visitor(collector, **options)
    visitor.open(path)
    visitor.decide("Accept all")
    return visitor


def read(visitor):
    """Until the page was looked at for a while, by its own clock."""
    visitor.page.evaluate("window.readFrom = performance.now()")
    visitor.until(f"performance.now() - readFrom > {MS_READ}")


def of_type(rows, kind):
    return [row for row in rows if row["type"] == kind]


def leaving_a_page_sends_the_time_spent_on_it(place):
    collector = place.collector()
    visitor = agree(place, collector)
    collector.when_stored(1)
    began = time.monotonic()
    read(visitor)
    visitor.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    visitor.page.get_by_role("link", name="Pricing").click()
    visitor.page.wait_for_url("**/pricing.html")
    most = (time.monotonic() - began) * 1000
    rows = eventually(
        lambda: of_type(collector.rows(), "pageview")[1:] and collector.rows(), "two pages are stored"
    )
    rows = eventually(
        lambda: of_type(collector.rows(), "engagement") and collector.rows(), "engagement is stored"
    )
    spent = of_type(rows, "engagement")[0]
    # The grant came a little before the clock here.
    expect(
        MS_READ <= spent["engaged_ms"] <= most + 3000,
        f"{spent['engaged_ms']} ms, but between {MS_READ} and {most:.0f} were spent",
    )
    expect_equal(spent["scroll"], 100, "furthest point")
    expect_equal(
        [row["page"] for row in of_type(rows, "pageview")],
        ["127.0.0.1/demo/", "127.0.0.1/demo/pricing.html"],
        "pages",
    )
    expect_equal(len({row["visitor"] for row in rows}), 1, "visitors")


def closing_a_tab_loses_no_engagement(place):
    collector = place.collector()
    visitor = agree(place, collector)
    tabs = 12
    collector.when_stored(1)
    for number in range(tabs):
        page = visitor.open("/demo/article.html", visitor.context.new_page())
        # The page itself, and both parts of the tab before.
        eventually(lambda: collector.events()["stored"] > 2 * number + 1, "the page is stored")
        page.close()
    eventually(
        lambda: len(of_type(collector.rows(), "engagement")) >= tabs,
        f"the engagement of {tabs} closed tabs is stored",
    )
    expect_equal(len(of_type(collector.rows(), "engagement")), tabs, "engagements")


def back_begins_a_new_pageview(place):
    collector = place.collector()
    chromium = place.keeping_chromium()
    visitor = agree(
        place,
        collector,
        chromium=chromium,
        script=RESTORED,
    )
    page = visitor.page
    page.get_by_role("link", name="Features").click()
    page.wait_for_url("**/features.html")
    eventually(lambda: collector.events()["stored"] >= 3, "the second page is stored")
    visitor.go_back()
    visitor.until("window.isRestored === true")
    rows = eventually(
        lambda: of_type(collector.rows(), "pageview")[2:] and collector.rows(),
        "three pages are stored",
    )
    expect_equal(
        [row["page"] for row in of_type(rows, "pageview")],
        [f"127.0.0.1/demo/{page}" for page in ("", "features.html", "")],
        "pages",
    )
    expect_equal(len(of_type(rows, "engagement")), 2, "engagements of the pages that were left")


def pages_of_an_application_are_counted(place):
    collector = place.collector()
    visitor = agree(place, collector)
    page = visitor.page
    collector.when_stored(1)
    page.evaluate(
        """() => {
            history.pushState(null, '', '/demo/app/one?utm_source=later');
            setTimeout(() => { document.title = 'One' });
            history.replaceState({same: true}, '');
        }"""
    )
    eventually(lambda: len(of_type(collector.rows(), "pageview")) == 2, "the second page is stored")
    page.evaluate("history.pushState(null, '', '#part')")
    page.evaluate("history.back()")
    page.evaluate("history.back()")
    visitor.until("location.pathname === '/demo/'")
    page.evaluate("assent('event', 'Last')")
    eventually(lambda: of_type(collector.rows(), "event"), "the last event is stored")
    pages = of_type(collector.rows(), "pageview")
    expect_equal(
        [row["page"] for row in pages],
        [f"127.0.0.1/demo/{page}" for page in ("", "app/one", "")],
        "pages",
    )
    expect_equal(pages[1]["title"], "One", "title of the second page")


def a_late_grant_sends_the_current_page_once(place):
    collector = place.collector()
    visitor = place.visitor(collector)
    visitor.open()
    visitor.open("/demo/pricing.html")
    page = visitor.open("/demo/features.html")
    page.evaluate("assent('event', 'Before')")
    visitor.banner().wait_for()
    expect_equal(visitor.asked("/v1/events"), 0, "beacons before the grant")
    visitor.decide("Accept all")
    visitor.reopen()
    visitor.decide("Accept all")
    page.evaluate("assent('event', 'Last')")
    rows = collector.when_stored(2)
    expect_equal(
        [(row["type"], row.get("name") or row["page"]) for row in rows],
        [("pageview", "127.0.0.1/demo/features.html"), ("event", "Last")],
        "stored",
    )


def marked_elements_and_links_become_events(place):
    collector = place.collector()
    visitor = agree(place, collector, "/demo/contact.html")
    page = visitor.page
    visitor.until("!!document.querySelector('script[src*=\"extras-\"]')")
    page.get_by_role("button", name="Send me the brochure").click()
    page.get_by_role("button", name="Request a call").click()
    page.evaluate(
        """() => {
            for (const address of ['https://example.org/away?secret=1', '/files/price-list.pdf']) {
                const link = document.createElement('a');
                link.href = address;
                link.addEventListener('click', (event) => event.preventDefault());
                document.body.append(link);
                link.click();
            }
        }"""
    )
    rows = collector.when_stored(5)
    events = {row["name"]: row.get("props", {}) for row in of_type(rows, "event")}
    expect_equal(events.get("Brochure wanted"), {"format": "paper"}, "the marked button")
    expect_equal(events.get("Call requested"), {}, "the marked form")
    expect_equal(
        events.get("Outbound Link"), {"url": "https://example.org/away"}, "the link to elsewhere"
    )
    expect("File Download" in events, f"no download among {events}")
