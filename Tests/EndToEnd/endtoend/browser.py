"""Chromium, and visitors who have a profile of their own in it."""

from functools import cached_property

from playwright.sync_api import Error, sync_playwright

from .expecting import eventually
from .firefox import Firefox

CHROMIUM = "/usr/bin/chromium"
# Addresses of public resolvers: location files know them, and nobody browses from there.
SWISS = "9.9.9.9"
AMERICAN = "8.8.8.8"
DUTCH = "80.80.80.80"
# The collector takes a headless browser for a robot, as it should.
AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36"
)
# Lets a page tell whether it was kept for back and forward.
RESTORED = "addEventListener('pageshow', (event) => { window.isRestored = event.persisted })"


class Browser:
    """The browser that all tests share."""

    def __enter__(self):
        self.playwright = sync_playwright().start()
        self.chromium = self.launch()
        self.version = self.chromium.version
        return self

    @cached_property
    def firefox(self):
        """Firefox, which only some tests need."""
        return Firefox()

    def launch(self, **options):
        # A beacon that outlives its page goes by the browser's agent, not by the profile's.
        agent = [f"--user-agent={AGENT}"]
        return self.playwright.chromium.launch(executable_path=CHROMIUM, args=agent, **options)

    def __exit__(self, *_):
        if "firefox" in self.__dict__:
            self.firefox.close()
        self.chromium.close()
        self.playwright.stop()


class Visitor:
    """A browser profile at one address, with everything it asks for and complains about.

    Without an address it sends no header of its own, which to another origin would need leave.
    """

    def __init__(self, chromium, base, address=SWISS, headers=None, script=None, **options):
        self.base = base
        self.context = chromium.new_context(
            user_agent=AGENT,
            locale="en-GB",
            viewport={"width": 1280, "height": 800},
            extra_http_headers={
                **({"X-Forwarded-For": address} if address else {}),
                **(headers or {}),
            },
            **options,
        )
        self.context.set_default_timeout(15_000)
        self.requests = []
        self.complaints = []
        if script:
            self.context.add_init_script(script)
        self.context.on("request", self.note_request)
        self.context.on("console", self.note_console)
        self.context.on("weberror", lambda error: self.complaints.append(f"uncaught: {error.error}"))
        self.page = self.context.new_page()

    def note_request(self, request):
        path = request.url.split("://", 1)[1].split("/", 1)[-1]
        self.requests.append((request.method, "/" + path.split("?")[0]))

    def note_console(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def asked(self, path):
        """How many requests went to a path."""
        return sum(1 for _, asked in self.requests if asked == path)

    def open(self, path="/demo/", page=None):
        page = page or self.page
        page.goto(self.base + path)
        return page

    def banner(self, page=None):
        page = page or self.page
        return page.get_by_role("dialog").filter(has=page.locator("#assent-title"))

    def offer(self, page=None):
        """The offer to load the page again."""
        page = page or self.page
        return page.get_by_role("dialog").filter(has=page.locator("#assent-reload"))

    def press(self, name, page=None):
        """Presses a button of the banner and waits until it has had its effect."""
        self.banner(page).get_by_role("button", name=name, exact=True).click()

    def decide(self, name, page=None):
        self.press(name, page)
        self.banner(page).wait_for(state="detached")

    def reopen(self, page=None):
        (page or self.page).locator(".assent-open").click()
        self.banner(page).wait_for()

    def until(self, expression, page=None):
        """Waits until an expression of the page is true; the page's policy forbids it to do so itself."""

        def is_true():
            try:
                return (page or self.page).evaluate(expression)
            except Error as error:
                if "context was destroyed" in error.message:
                    return False  # Another page is just coming.
                raise

        eventually(is_true, expression)

    def go_back(self):
        """Back through the history as the browser's button does, also to a page that was kept."""
        self.page.evaluate("void setTimeout(() => history.back())")

    def choices(self, page=None):
        return (page or self.page).evaluate("assent('consent')")

    def token(self, page=None):
        return (page or self.page).evaluate("assent('token')")

    def state(self):
        """Everything the browser keeps of this visitor, but for when a cookie ends."""
        cookies = [
            {name: value for name, value in cookie.items() if name != "expires"}
            for cookie in self.context.cookies()
        ]
        stored = self.page.evaluate(
            """async () => ({
                local: {...localStorage},
                session: {...sessionStorage},
                databases: (await indexedDB.databases()).map(({name}) => name),
                caches: await caches.keys(),
                workers: (await navigator.serviceWorker.getRegistrations()).length,
            })"""
        )
        return {"cookies": sorted(cookies, key=lambda cookie: cookie["name"]), **stored}

    def close(self):
        self.context.close()


NOTHING_KEPT = {
    "cookies": [], "local": {}, "session": {}, "databases": [], "caches": [], "workers": 0
}
