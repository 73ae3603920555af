"""What docs/embedding.md gives to copy is copied from there and run."""

import os
import re

from .collector import ROOT
from .configuring import configuration
from .embedding import Site
from .expecting import eventually, expect, expect_equal

MOST_BYTES = 400
CONSENT_MODE = [
    "ad_personalization", "ad_storage", "ad_user_data", "analytics_storage",
    "functionality_storage", "personalization_storage", "security_storage",
]


def recipe(heading, number=0, language="html"):
    """A block of the section under a heading."""
    with open(os.path.join(ROOT, "docs/embedding.md"), encoding="utf-8") as file:
        section = re.search(rf"^##+ {re.escape(heading)}$(.*?)(?=^## |\Z)", file.read(), re.M | re.S)
    return re.findall(rf"^```{language}\n(.*?)^```$", section[1], re.M | re.S)[number]


def at(collector, text):
    """A block for this collector and the demo's site; a driven browser may measure."""
    text = text.replace("https://stats.example.org", collector.base)
    return text.replace('data-site="example.org"', 'data-site="demo" data-automation="allow"')


def a_site_with(place, tag):
    site = Site(place)
    collector = place.collector(lambda base: configuration(base, [site.base]))
    site.tag = at(collector, tag)
    return collector, place.visitor(site.base, None)


def signals(page, name, command):
    """The arguments of Google's calls, or what UET was told, as far as they are of this command."""
    return page.evaluate(
        """([name, command]) => Array.from(window[name] || [], (call) => Array.from(call.length === undefined
            ? [call] : call)).filter((call) => call[1] === command).map((call) => call[2])""",
        [name, command],
    )


def one_line_is_enough(place):
    collector, visitor = a_site_with(place, recipe("One line"))
    visitor.open("/first")
    visitor.decide("Accept all")
    expect_equal(collector.when_stored(1)[0]["page"].rpartition("/")[2], "first", "page")


def google_consent_mode_is_told_each_choice_once(place):
    text = recipe("Google Consent Mode v2, Microsoft UET")
    snippet = re.search(r"<script>\n(.*?)\n</script>", text, re.S)[1]
    expect(len(snippet.encode()) < MOST_BYTES, f"the snippet has {len(snippet.encode())} bytes")
    collector, visitor = a_site_with(place, "<script>window.uetq=[]</script>" + text)
    page = visitor.open("/first")
    visitor.banner().wait_for()
    visitor.until("document.querySelector('script[src*=\"extras-\"]')")
    default = signals(page, "dataLayer", "default")
    expect_equal(len(default), 1, "defaults")
    expect_equal(default[0].pop("wait_for_update"), 500, "the wait")
    denied = {name: "denied" for name in CONSENT_MODE} | {"security_storage": "granted"}
    expect_equal(default[0], denied, "the default")
    expect_equal(signals(page, "dataLayer", "update"), [], "updates before a choice")
    visitor.decide("Accept all")
    granted = dict.fromkeys(CONSENT_MODE, "granted")
    visitor.until("dataLayer.length === 2")
    expect_equal(signals(page, "dataLayer", "update"), [granted], "updates after the grant")
    expect_equal(
        page.evaluate("uetq"), ["consent", "update", {"ad_storage": "granted"}], "what UET is told"
    )
    expect(
        page.evaluate("Object.prototype.toString.call(dataLayer[1])") == "[object Arguments]",
        "Google's tags read arguments only",
    )
    # The choice that somebody brings along is told as well, once.
    visitor.open("/second")
    visitor.until("dataLayer.length === 2")
    expect_equal(signals(page, "dataLayer", "update"), [granted], "updates on the second page")
    visitor.reopen()
    visitor.decide("Reject all")
    visitor.until("dataLayer.length === 3")
    expect_equal(signals(page, "dataLayer", "update")[-1], denied, "the update after a withdrawal")
    expect_equal(collector.records()[-1]["mechanism"], "withdraw", "mechanism")


def what_is_called_early_and_the_way_back_work(place):
    way_back = recipe("The way back").partition("<script>")[0]
    tag = recipe("Events", 1) + recipe("One line")
    collector, visitor = a_site_with(place, tag)
    page = visitor.open("/first")
    visitor.decide("Reject all")
    page.evaluate(
        """(text) => {
            const parsed = new DOMParser().parseFromString(text, 'text/html');
            document.querySelector('main').append(...parsed.body.childNodes);
        }""",
        way_back + recipe("Do Not Sell or Share, opt-out places"),
    )
    for name in ("button", "link"):
        page.get_by_role(name, name="Privacy choices").first.click()
        visitor.banner().wait_for()
        visitor.decide("Accept all")
    page.get_by_role("link", name="Do Not Sell or Share").click()
    visitor.until("!assent('consent').marketing && assent('consent').analytics")
    expect_equal(collector.records()[-1]["choices"]["marketing"], False, "marketing on record")


def scripts_and_frames_of_the_recipe_wait_for_their_category(place):
    texts = [recipe("Scripts that wait for consent", number) for number in (0, 1)]
    text = re.sub(r"https://[a-z]+\.example\.com", "", "".join(texts)).replace(
        "startChat()", "window.hasChat = true"
    )
    collector, visitor = a_site_with(place, text + recipe("One line"))
    # The site answers every path with its page, which is no script and no picture.
    visitor.context.route("**/*.js", lambda route: serve(route, visitor.base))
    page = visitor.open("/first")
    visitor.banner().wait_for()
    expect_equal(page.evaluate("[window.hasChat, window.ran]"), [None, None], "what ran before a choice")
    visitor.press("Choose")
    page.locator("#assent-functional").check()
    visitor.decide("Save choice")
    visitor.until("window.hasChat === true && window.ran?.includes('/without.js')")
    expect_equal(page.evaluate("ran"), ["/without.js"], "files after a choice without analytics")
    visitor.reopen()
    visitor.decide("Accept all")
    visitor.until("ran.includes('/tag.js') && ran.includes('/pixel.js')")
    expect_equal(page.evaluate("ran"), ["/without.js", "/tag.js", "/pixel.js"], "files in their order")


def serve(route, base):
    """The site's own scripts tell that they ran; the collector's come from it."""
    url = route.request.url
    if not url.startswith(base):
        return route.continue_()
    path = "/" + url.rpartition("/")[2]
    body = f"(window.ran ||= []).push('{path}')"
    return route.fulfill(content_type="text/javascript", body=body)


def an_application_of_the_recipe_needs_nothing(place):
    collector, visitor = a_site_with(place, recipe("One line"))
    page = visitor.open("/first")
    visitor.decide("Accept all")
    collector.when_stored(1)
    page.evaluate("history.pushState(null, '', '/app/two')")
    page.evaluate("document.body.replaceChildren(document.createElement('main'))")
    eventually(
        lambda: [row["page"].partition("/")[2] for row in collector.rows() if row["type"] == "pageview"]
        == ["first", "app/two"],
        "both pages of the application are stored",
    )
