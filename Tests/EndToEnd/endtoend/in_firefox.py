"""The main paths once more, in Firefox."""

from .expecting import eventually, expect, expect_equal
from .firefox import ENTER, TAB, FirefoxVisitor

ACCEPT, REJECT = 1, 2
KEPT = "({cookies: document.cookie, local: {...localStorage}, session: {...sessionStorage}})"


def visitor_of(place, collector):
    visitor = FirefoxVisitor(place.browser.firefox, collector.base)
    place.at_end(visitor.close)
    return visitor


def expect_no_complaints(visitor):
    visitor.value("0")  # What the page said before comes before the answer to this.
    expect_equal(visitor.firefox.complaints, [], "complaints in Firefox")


def firefox_keeps_and_sends_nothing_before_and_after_a_refusal(place):
    collector = place.collector()
    visitor = visitor_of(place, collector)
    visitor.open("/demo/?utm_source=x")
    visitor.until("document.querySelector('.assent dialog')")
    expect_equal(visitor.value(KEPT), {"cookies": "", "local": {}, "session": {}}, "kept")
    visitor.decide(REJECT)
    for path in ("/demo/features.html", "/demo/pricing.html"):
        visitor.open(path)
        visitor.until("document.querySelector('.assent-open')")
        visitor.value("assent('event', 'Never')")
    expect_equal(visitor.value("document.querySelectorAll('.assent').length"), 0, "banners")
    expect(len(visitor.value("Object.keys(localStorage)")) == 1, "more is kept than the choice")
    expect_equal(collector.rows(), [], "stored rows")
    record = collector.records()[0]
    expect_equal((record["mechanism"], record.get("consent")), ("reject_all", None), "the record")
    expect_no_complaints(visitor)


def firefox_stores_what_is_granted_until_it_is_withdrawn(place):
    collector = place.collector()
    visitor = visitor_of(place, collector)
    visitor.open("/demo/")
    visitor.decide(ACCEPT)
    rows = collector.when_stored(1)
    expect_equal([row["page"] for row in rows], ["127.0.0.1/demo/"], "pages")
    visitor.open("/demo/pricing.html")
    collector.when_stored(2)
    visitor.click(".assent-open")
    visitor.decide(REJECT)
    visitor.until("!assent('consent').analytics")
    eventually(
        lambda: "withdraw" in [record["mechanism"] for record in collector.records()],
        "the withdrawal is recorded",
    )
    stored = collector.events()["stored"]
    visitor.value("assent('event', 'Never')")
    visitor.open("/demo/features.html")
    visitor.until("document.querySelector('.assent-open')")
    expect_equal(collector.events()["stored"], stored, "events stored after the withdrawal")
    expect_no_complaints(visitor)


def firefox_decides_by_keyboard_alone(place):
    collector = place.collector()
    visitor = visitor_of(place, collector)
    visitor.open("/demo/article.html")
    visitor.until("document.querySelector('.assent dialog')")
    reject = "document.activeElement === document.querySelectorAll('.assent-buttons button')[1]"
    for _ in range(6):
        visitor.key(TAB)
        if visitor.value(reject):
            break
    expect(visitor.value(reject), "Tab does not reach the refusal")
    visitor.key(ENTER)
    visitor.until("!document.querySelector('.assent') && assent('token')")
    expect_equal(collector.records()[0]["mechanism"], "reject_all", "mechanism")


def firefox_keeps_the_strictest_policy_on_every_page(place):
    collector = place.collector()
    visitor = visitor_of(place, collector)
    visitor.open("/demo/contact.html")
    visitor.click(".assent-buttons button:nth-child(3)")
    visitor.until("document.querySelector('.assent[data-layer=\"2\"]')")
    visitor.click("#assent-functional")
    visitor.decide(3)
    visitor.until("assent('consent').functional")
    for page in ("stored", "report", "layouts", "de"):
        visitor.open(f"/demo/{page}.html")
        visitor.until("window.assent?.host")
    expect_no_complaints(visitor)
