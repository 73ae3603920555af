"""Makes the pictures of the README, and one of each form of the banner to be looked at."""

import os
import random
import shutil
import time

from .browser import AMERICAN, DUTCH, SWISS
from .expecting import expect_equal
from .simulated import come
from .workplace import Workplace

GERMAN = "84.200.69.80"
BRITISH = "212.58.244.210"
VISITORS = 200
HOME = "/demo/"
PRICING = "/demo/pricing.html"
ARTICLE = "/demo/article.html"
OTHERS = ["/demo/features.html", PRICING, PRICING, "/demo/contact.html"]
SOURCES = ["https://www.google.com/", "https://duckduckgo.com/", "https://example.org/", None, None]
DAY_MS = 86_400_000
KEPT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "artifacts/screenshots")


def simulate(collector):
    """Some weeks of a small site, the same at each call but for the dates."""
    chance = random.Random(4)
    key = collector.run("key", "add", "--role", "ingest", "--site", "demo").split()[-1]
    now = int(time.time() * 1000)
    addresses = [SWISS] * 9 + [GERMAN] * 8 + [DUTCH] * 4 + [AMERICAN] * 3 + [BRITISH] * 3
    for _ in range(VISITORS):
        day = chance.randrange(1, 29)
        entry = chance.choice([HOME] * 5 + [ARTICLE] * 3 + [PRICING])
        pages = [entry] + chance.sample(OTHERS, chance.choice([0, 0, 1, 1, 2, 3]))
        come(
            collector,
            chance.choice(addresses),
            pages,
            chance.choice(["desktop", "desktop", "phone"]),
            chance.choice(SOURCES),
            key,
            now - day * DAY_MS - chance.randrange(DAY_MS // 3),
        )


def take_layouts(visitor, directory):
    """Each layout in both colour schemes and on a narrow screen, with both layers."""
    for layout in ("bar", "box", "modal"):
        for theme, size in (("light", (1280, 800)), ("dark", (1280, 800)), ("light", (360, 720))):
            visitor.page.set_viewport_size({"width": size[0], "height": size[1]})
            page = visitor.open(f"/demo/layouts.html?layout={layout}&theme={theme}")
            visitor.banner().wait_for()
            page.wait_for_load_state("networkidle")
            for layer in (1, 2):
                name = f"{layout}-{theme}-{size[0]}-layer-{layer}.png"
                page.screenshot(path=os.path.join(directory, name), animations="disabled")
                if layer == 1:
                    visitor.press("Choose")
    visitor.page.set_viewport_size({"width": 1280, "height": 800})


def each_form_of_the_banner_is_pictured(place):
    """The pictures stay in artifacts/screenshots; where there is room no form looks like another."""
    shutil.rmtree(KEPT, ignore_errors=True)
    os.makedirs(KEPT)
    take_layouts(place.visitor(place.collector()), KEPT)
    names = os.listdir(KEPT)
    expect_equal(len(names), 3 * 3 * 2, "pictures")
    wide = set()
    for name in names:
        if "-1280-" in name:
            with open(os.path.join(KEPT, name), "rb") as file:
                wide.add(file.read())
    expect_equal(len(wide), 3 * 2 * 2, "different pictures of wide screens")


def take_screenshots(browser, directory):
    os.makedirs(directory, exist_ok=True)
    with Workplace(browser) as place:
        collector = place.collector()
        visitor = place.visitor(collector)
        page = visitor.open()
        visitor.banner().wait_for()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=os.path.join(directory, "banner.png"), animations="disabled")
        take_layouts(visitor, directory)
        simulate(collector)
        # As high as the whole report.
        page.set_viewport_size({"width": 1280, "height": 1000})
        visitor.open("/demo/report.html")
        visitor.decide("Reject all")
        page.locator("#pages tbody tr").first.wait_for()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=os.path.join(directory, "report.png"), animations="disabled")
