"""Global Privacy Control: marketing is off, whatever button is pressed."""

from .browser import AGENT
from .choosing import CAMPAIGN
from .expecting import expect, expect_equal
from .simulated import fresh_id

ON_THE_PAGE = "Object.defineProperty(navigator, 'globalPrivacyControl', {get: () => true})"
GRANTED = {"essential": True, "functional": True, "analytics": True, "marketing": False}
HONORED = "Opt-out request honored"


def see_marketing_off(visitor):
    """Goes through both layers and accepts all there is."""
    visitor.open(CAMPAIGN)
    expect(HONORED in visitor.banner().inner_text(), "the first layer does not tell of the signal")
    visitor.press("Choose")
    box = visitor.page.locator("#assent-marketing")
    expect(box.is_disabled() and not box.is_checked(), "marketing can be ticked")
    row = visitor.page.locator(".assent-category", has=box)
    expect(HONORED in row.inner_text(), "marketing does not tell why it is off")
    visitor.decide("Accept all")
    expect_equal(visitor.choices(), GRANTED, "choices")


def see_no_campaign(collector, visitor):
    visitor.page.evaluate("assent('event', 'Campaign seen', {category: 'marketing'})")
    visitor.page.evaluate("assent('event', 'Last')")
    rows = collector.when_stored(2)
    expect_equal([row.get("name") for row in rows], [None, "Last"], "stored events")
    expect(not any("utm_source" in row for row in rows), f"the campaign was stored: {rows}")
    expect_equal(visitor.asked("/demo/ads.js"), 0, "requests for the advertising tag")


def global_privacy_control_keeps_marketing_off(place):
    collector = place.collector()
    visitor = place.visitor(collector, headers={"Sec-GPC": "1"}, script=ON_THE_PAGE)
    see_marketing_off(visitor)
    record = collector.records()[-1]
    expect_equal(record["mechanism"], "accept_all", "mechanism")
    expect_equal(record["choices"]["marketing"], False, "marketing as recorded")
    expect_equal(record["gpc"], True, "the signal as recorded")
    see_no_campaign(collector, visitor)
    # The signal wins over a grant that was given before it was switched on.
    other = place.visitor(collector)
    other.open()
    other.decide("Accept all")
    event = {"type": "event", "id": fresh_id(), "name": "Seen", "category": "marketing"}
    _, text = collector.post(
        "/v1/events",
        {"site": "demo", "token": other.token(), "events": [event]},
        Sec_GPC="1",
        User_Agent=AGENT,
    )
    expect('"gpc":1' in text, f"a marketing event under the signal: {text}")


def a_signal_only_the_page_sees_keeps_marketing_off(place):
    collector = place.collector()
    visitor = place.visitor(collector, script=ON_THE_PAGE)
    see_marketing_off(visitor)
    record = collector.records()[-1]
    expect_equal(record["mechanism"], "save", "mechanism")
    expect_equal(record["choices"]["marketing"], False, "marketing as recorded")
    see_no_campaign(collector, visitor)
