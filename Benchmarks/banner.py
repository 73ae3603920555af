#!/usr/bin/env python3
"""Time to the banner and main-thread time of the page side, in Chromium slowed down four times.

Benchmarks/banner.py [LOADS]     median and worst of so many first loads (default 15)

Run it with .venv/bin/python, on a quiet machine; ASSENT_PROGRAM names another program. Each load is by a
new visitor with an empty cache. The same page without the client is the anchor in the same run.
"""

import os
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Tests/EndToEnd"))
from endtoend.browser import Browser
from endtoend.configuring import configuration
from endtoend.embedding import Site
from endtoend.workplace import Workplace

SLOWER = 4
WATCH = """
window.longest = 0;
new PerformanceObserver((list) => list.getEntries().forEach(({duration}) => {
    window.longest = Math.max(window.longest, duration);
})).observe({type: 'longtask', buffered: true});
new MutationObserver((_, watcher) => {
    if (!document.querySelector('.assent dialog')) return;
    watcher.disconnect();
    requestAnimationFrame(() => { window.shownAt = performance.now() });
}).observe(document, {childList: true, subtree: true});
"""


def load(place, site, waits):
    """Milliseconds until the banner, of script and of all tasks, and the longest task of one load."""
    visitor = place.visitor(site.base, None, script=WATCH)
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("Performance.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page = visitor.open("/first")
    if waits:
        visitor.until("window.shownAt")
    page.wait_for_load_state("networkidle")
    metrics = {each["name"]: each["value"] * 1000 for each in session.send("Performance.getMetrics")["metrics"]}
    shown = page.evaluate("window.shownAt || 0")
    longest = page.evaluate("window.longest")
    visitor.close()
    place.visitors.remove(visitor)
    return shown, metrics["ScriptDuration"], metrics["TaskDuration"], longest


def main(loads):
    with Browser() as browser, Workplace(browser) as place:
        site = Site(place)
        collector = place.collector(lambda base: configuration(base, [site.base]))
        found = {"without": [], "with": []}
        for _ in range(loads):
            for name, rows in found.items():
                site.tag = ""
                if name == "with":
                    site.embed(collector, "demo")
                rows.append(load(place, site, name == "with"))
        print(f"Chromium {browser.version}, {SLOWER}x slower, {loads} loads: median (worst) in ms")
        print(f"{'client':<10}{'banner':>16}{'script':>16}{'all tasks':>16}{'longest task':>16}")
        for name, rows in found.items():
            cells = [f"{statistics.median(column):.0f} ({max(column):.0f})" for column in zip(*rows)]
            print(f"{name:<10}" + "".join(f"{cell:>16}" for cell in cells))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
