"""Where one test works: its collectors, visitors and files, all gone when it ends."""

import os
import shutil
import tempfile

from .browser import SWISS, Visitor
from .collector import Collector
from .expecting import Failure


class Workplace:
    def __init__(self, browser):
        self.browser = browser
        self.endings = []
        self.collectors = []
        self.visitors = []

    def __enter__(self):
        self.directory = tempfile.mkdtemp(prefix="assent-browser-")
        return self

    def __exit__(self, *_):
        for visitor in self.visitors:
            visitor.close()
        for end in self.endings:
            end()
        for collector in self.collectors:
            collector.stop()
        shutil.rmtree(self.directory)

    def collector(self, configuration=None, port=None):
        directory = os.path.join(self.directory, f"collector-{len(self.collectors)}")
        os.mkdir(directory)
        collector = Collector(directory, configuration, port)
        self.collectors.append(collector)
        return collector.start()

    def visitor(self, base, address=SWISS, chromium=None, **options):
        """`base` is a collector, whose demo is visited, or the address of another site."""
        base = base.base if isinstance(base, Collector) else base
        visitor = Visitor(chromium or self.browser.chromium, base, address, **options)
        self.visitors.append(visitor)
        return visitor

    def keeping_chromium(self):
        """A Chromium that keeps pages for back and forward, which Playwright's own is told not to."""
        chromium = self.browser.launch(ignore_default_args=["--disable-back-forward-cache"])
        self.at_end(chromium.close)
        return chromium

    def at_end(self, end):
        self.endings.append(end)

    def check(self):
        """What holds after every test: no page complained, but where the test expected it to."""
        for visitor in self.visitors:
            if visitor.complaints:
                raise Failure(f"the page complained: {visitor.complaints}")

    def keep_evidence(self, directory, name):
        for number, visitor in enumerate(self.visitors):
            for tab, page in enumerate(visitor.context.pages):
                try:
                    page.screenshot(path=os.path.join(directory, f"{name}-{number}-{tab}.png"))
                except Exception as error:
                    print(f"no screenshot: {error}")
        for number, collector in enumerate(self.collectors):
            shutil.copy(collector.log, os.path.join(directory, f"{name}-{number}.log"))
