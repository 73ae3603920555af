"""How often the banner was shown, answered and ignored: counters that say nothing of anybody."""

from .browser import DUTCH, NOTHING_KEPT
from .expecting import eventually, expect, expect_equal


def rates(collector):
    """The rates of today by notice, without the country."""
    lines = collector.run("consent", "rates", "--site", "demo", "--format", "csv").splitlines()
    names = lines[0].split(",")[3:]
    total = dict.fromkeys(names, 0)
    for line in lines[1:]:
        for name, count in zip(names, line.split(",")[3:]):
            total[name] += int(count)
    return total


def when_shown(collector, count):
    eventually(lambda: rates(collector)["shown"] >= count, f"{count} banners are counted")


def shown_answered_and_ignored_banners_are_counted(place):
    collector = place.collector()
    ignoring, deciding, refusing = (place.visitor(collector) for _ in range(3))
    ignoring.open()
    ignoring.banner().wait_for()
    when_shown(collector, 1)
    expect_equal(ignoring.state(), NOTHING_KEPT, "kept by somebody who was asked")
    deciding.open()
    deciding.decide("Accept all")
    refusing.open()
    refusing.decide("Reject all")
    when_shown(collector, 3)
    found = rates(collector)
    expect_equal(
        [found[name] for name in ("shown", "granted", "refused", "ignored")], [3, 1, 1, 1], "rates"
    )
    # What the visitor opens is nothing that came up by itself, and a change of mind no answer.
    deciding.reopen()
    deciding.decide("Reject all")
    found = rates(collector)
    expect_equal(
        [found[name] for name in ("shown", "granted", "withdrawn", "ignored")], [3, 1, 1, 1], "rates"
    )
    expect_equal(deciding.asked("/v1/shown"), 1, "times the banner was told as shown")
    expect_equal(len(collector.records()), 3, "records")


def a_banner_in_a_page_nobody_looks_at_is_not_counted(place):
    collector = place.collector()
    hidden = "Object.defineProperty(document, 'visibilityState', {get: () => window.seen ? 'visible' : 'hidden'})"
    visitor = place.visitor(collector, DUTCH, script=hidden)
    page = visitor.open()
    page.wait_for_load_state("networkidle")
    expect_equal(visitor.asked("/v1/shown"), 0, "banners told as shown")
    page.evaluate("window.seen = true; document.dispatchEvent(new Event('visibilitychange'))")
    visitor.banner().wait_for()
    when_shown(collector, 1)
    expect_equal(visitor.asked("/v1/shown"), 1, "banners told as shown")
    expect(visitor.asked("/v1/events") == 0, "a beacon was sent")
