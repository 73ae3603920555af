"""What is granted is stored and loaded, and nothing else."""

import json

from .browser import AMERICAN, SWISS
from .expecting import eventually, expect, expect_equal

CAMPAIGN = "/demo/?utm_source=letter&utm_campaign=autumn&gclid=Cj0KCQ"


def analytics_alone_is_stored_with_country_and_without_campaign(place):
    collector = place.collector()
    visitor = place.visitor(collector, SWISS)
    visitor.open(CAMPAIGN)
    visitor.press("Choose")
    visitor.page.locator("#assent-analytics").check()
    visitor.decide("Save choice")
    expect_equal(
        visitor.choices(),
        {"essential": True, "functional": False, "analytics": True, "marketing": False},
        "choices",
    )
    collector.when_stored(1)
    visitor.open("/demo/features.html")
    rows = collector.when_stored(3)
    pages = [row for row in rows if row["type"] == "pageview"]
    expect_equal(
        [row["page"] for row in pages],
        ["127.0.0.1/demo/", "127.0.0.1/demo/features.html"],
        "stored pages",
    )
    expect_equal({row["country"] for row in pages}, {collector.country_of(SWISS)}, "country")
    for word in ("letter", "autumn", "Cj0KCQ", SWISS, "utm_"):
        expect(word not in json.dumps(rows), f"{word} was stored: {rows}")
    record = collector.records()[-1]
    expect_equal(record["mechanism"], "save", "mechanism")
    expect_equal({row["record"] for row in rows}, {record["sequence"]}, "the record that permits")
    expect_equal(collector.events()["withheld"], {}, "withheld")


def accepting_all_stores_the_campaign(place):
    collector = place.collector()
    visitor = place.visitor(collector, AMERICAN)
    visitor.open(CAMPAIGN)
    visitor.decide("Accept all")
    row = collector.when_stored(1)[0]
    expect_equal((row["utm_source"], row["utm_campaign"]), ("letter", "autumn"), "campaign")
    expect_equal(row["country"], collector.country_of(AMERICAN), "country")
    expect("Cj0KCQ" not in row["page"], f"the click id is in the page: {row}")
    record = collector.records()[-1]
    expect_equal(record["mechanism"], "accept_all", "mechanism")
    expect(record["shown"], f"the record has no link to what was shown: {record}")


def the_second_layer_has_nothing_ticked_before(place):
    collector = place.collector()
    visitor = place.visitor(collector)
    visitor.open()
    visitor.press("Choose")
    boxes = "Array.from(document.querySelectorAll('.assent input'), b => [b.name, b.checked, b.disabled])"
    nothing = [
        ["essential", True, True],
        ["functional", False, False],
        ["analytics", False, False],
        ["marketing", False, False],
    ]
    expect_equal(visitor.page.evaluate(boxes), nothing, "boxes before a choice")
    visitor.page.locator("#assent-functional").check()
    visitor.decide("Save choice")
    visitor.reopen()
    kept = [[name, on or name == "functional", off] for name, on, off in nothing]
    expect_equal(visitor.page.evaluate(boxes), kept, "boxes after choosing functional")
    record = collector.records()[-1]["id"]
    expect(record in visitor.banner().inner_text(), "the number of the record is not shown")


def gated_content_waits_for_its_category(place):
    collector = place.collector()
    visitor = place.visitor(collector)
    page = visitor.open("/demo/contact.html")
    page.get_by_role("button", name="Load once").click()
    page.frame_locator("iframe.map").get_by_role("img").wait_for()
    expect_equal(visitor.asked("/demo/ads.js"), 0, "requests for the advertising tag")
    visitor.open("/demo/contact.html")
    expect_equal(visitor.asked("/demo/map.html"), 1, "maps loaded once")
    page.get_by_role("button", name="Always load").click()
    page.frame_locator("iframe.map").get_by_role("img").wait_for()
    expect_equal(visitor.choices()["functional"], True, "functional")
    expect_equal(visitor.asked("/demo/ads.js"), 0, "requests for the advertising tag")
    visitor.reopen()
    visitor.decide("Accept all")
    eventually(lambda: "_exads_id" in page.evaluate("document.cookie"), "the tag ran")
    expect_equal(visitor.asked("/demo/ads.js"), 1, "requests for the advertising tag")
