"""No time spent is lost, however a page is left. ASSENT_CLOSINGS pages in each way, else 50."""

import os

from .browser import RESTORED
from .expecting import eventually, expect

CLOSINGS = int(os.environ.get("ASSENT_CLOSINGS") or 50)
MOST_LOST = 0.01
# Long enough for a page to have a furthest point that is told.
READ, NEXT = "/demo/article.html", "/demo/features.html"
MEASURES = "!!window.assent?.event"


def agree(place, **options):
    collector = place.collector()
    visitor = place.visitor(collector, **options)
    visitor.open("/demo/pricing.html")
    visitor.decide("Accept all")
    visitor.until(MEASURES)
    return collector, visitor


def engagements(collector):
    return sum(1 for row in collector.rows() if row["type"] == "engagement")


def expect_all_told(collector, left, way):
    """`left` pages were left; at most one of a hundred may be missing."""
    least = left - int(left * MOST_LOST)
    eventually(
        lambda: engagements(collector) >= least, f"{least} of {left} pages left by {way} are told"
    )
    expect(engagements(collector) <= left, f"more than {left} pages left by {way} are told")


def follow(visitor, path):
    """Follows a link to `path` and waits until that page measures."""
    visitor.page.evaluate(
        """(path) => {
            const link = document.createElement('a');
            link.href = path;
            document.body.append(link);
            link.click();
        }""",
        path,
    )
    visitor.until(f"location.pathname === '{path}' && {MEASURES}")


def pages_left_by_a_link_are_told(place):
    collector, visitor = agree(place)
    for number in range(CLOSINGS):
        follow(visitor, READ if number % 2 == 0 else NEXT)
    expect_all_told(collector, CLOSINGS, "a link")


def pages_closed_with_their_tab_are_told(place):
    collector, visitor = agree(place)
    visitor.page.goto("about:blank")
    for _ in range(CLOSINGS):
        page = visitor.open(READ, visitor.context.new_page())
        visitor.until(MEASURES, page)
        page.close()
    # And the page on which they agreed.
    expect_all_told(collector, CLOSINGS + 1, "closing their tab")


def pages_kept_for_back_and_pages_left_by_back_are_told(place):
    collector, visitor = agree(place, chromium=place.keeping_chromium(), script=RESTORED)
    for _ in range(CLOSINGS):
        follow(visitor, READ)
        visitor.go_back()
        visitor.until("location.pathname === '/demo/pricing.html' && window.isRestored === true")
        visitor.page.evaluate("void (window.isRestored = false)")
    expect_all_told(collector, 2 * CLOSINGS, "a link to be kept, and by back")
