"""A withdrawal holds at once, everywhere, and is as easy as granting."""

from .browser import RESTORED
from .accessibility import expect_no_findings
from .expecting import eventually, expect, expect_equal

# A tab whose browser has not told it yet what another tab chose.
DEAF = "addEventListener('storage', (event) => event.stopImmediatePropagation(), true)"
REFUSAL_LENGTH = 47


def a_withdrawal_withholds_the_next_beacon_in_every_tab(place):
    collector = place.collector()
    visitor = place.visitor(collector)
    first = visitor.open()
    visitor.decide("Accept all")
    second = visitor.open("/demo/features.html", visitor.context.new_page())
    third = visitor.context.new_page()
    third.add_init_script(DEAF)
    visitor.open("/demo/pricing.html", third)
    collector.when_stored(3)
    old = visitor.token(third)

    visitor.reopen(first)
    visitor.decide("Reject all", first)
    stored = collector.events()["stored"]
    expect_equal(collector.records()[-1]["mechanism"], "withdraw", "mechanism")
    expect_equal(len(visitor.token(first)), REFUSAL_LENGTH, "length of the token without an id")
    visitor.until("!assent('consent').analytics", second)
    expect_equal(visitor.token(third), old, "token of the tab that does not know")

    third.evaluate("assent('event', 'Too late')")
    eventually(
        lambda: collector.events()["withheld"].get("withdrawn"), "the old token's event is withheld"
    )
    visitor.until("!assent('consent').analytics", third)
    for page in (first, second, third):
        page.evaluate("assent('event', 'Never')")
        page.goto(f"{collector.base}/demo/article.html")
    answer = first.evaluate(
        """async (token) => (await fetch('/v1/events', {method: 'POST', body: JSON.stringify({
            site: 'demo', token, events: [{type: 'pageview', id: 'A'.repeat(22), url: location.href}]
        })})).json()""",
        old,
    )
    expect_equal(answer["reasons"], {"withdrawn": 1}, "reasons for the old token")
    expect_equal(collector.events()["stored"], stored, "stored events since the withdrawal")
    expect_equal(set(collector.events()["withheld"]), {"withdrawn"}, "reasons")
    # What was withdrawn stays withdrawn for the page, and nobody is asked again.
    expect_equal(len(visitor.token(first)), REFUSAL_LENGTH, "length of the token in the end")
    expect_equal(visitor.banner(first).count(), 0, "banners")


def a_withdrawal_removes_cookies_and_takes_no_more_clicks_than_granting(place):
    collector = place.collector()
    visitor = place.visitor(collector)
    page = visitor.open("/demo/pricing.html")
    visitor.decide("Accept all")
    eventually(lambda: "_exads_id" in page.evaluate("document.cookie"), "the advertising tag ran")
    page.get_by_role("button", name="Larger text").click()
    page.evaluate(
        """() => {
            document.cookie = '_exads_click_7=1; path=/demo';
            document.cookie = 'map_zoom=3; path=/';
            document.cookie = 'basket=1; path=/';
            localStorage.map_corner = sessionStorage._exads_id = localStorage.basket = '1';
        }"""
    )
    page.evaluate("window.clicks = 0; addEventListener('click', () => clicks++, true)")
    visitor.reopen()
    visitor.decide("Reject all")
    withdrawing = page.evaluate("clicks")
    kept = visitor.state()
    expect_equal([cookie["name"] for cookie in kept["cookies"]], ["assent", "basket"], "cookies")
    expect_equal(sorted(kept["local"]), ["assent.demo", "basket"], "storage")
    expect_equal(kept["session"], {}, "session storage")
    visitor.reopen()
    visitor.decide("Accept all")
    expect(withdrawing <= page.evaluate("clicks") - withdrawing, "withdrawing takes more clicks")
    expect(withdrawing <= 2, f"{withdrawing} clicks to withdraw")


def an_answer_about_an_earlier_choice_does_not_end_the_new_one(place):
    collector = place.collector()
    visitor = place.visitor(collector)
    page = visitor.open()
    page.evaluate(
        """() => {
            window.late = 0;
            document.addEventListener('assent:beacon', ({ detail }) => {
                late += detail.outcome.reasons.withdrawn || 0;
            });
        }"""
    )
    kept = []
    page.route("**/v1/events", lambda route: route.continue_() if kept else kept.append(route))
    with page.expect_request("**/v1/events"):
        visitor.decide("Accept all")
    visitor.reopen()
    visitor.decide("Reject all")
    visitor.reopen()
    visitor.decide("Accept all")
    token = visitor.token()
    kept[0].continue_()
    visitor.until("late > 0")
    expect_equal(visitor.token(), token, "token after the answer about the old one")
    expect_equal(visitor.banner().count(), 0, "banners")
    expect_equal(visitor.choices()["analytics"], True, "analytics")


def a_page_kept_for_back_knows_of_a_withdrawal(place):
    collector = place.collector()
    chromium = place.keeping_chromium()
    visitor = place.visitor(
        collector,
        chromium=chromium,
        # By the standard a page that is kept hears nothing; Chromium tells it afterwards.
        script=f"{DEAF}; {RESTORED}",
    )
    page = visitor.open()
    visitor.decide("Accept all")
    collector.when_stored(1)
    page.get_by_role("link", name="Features").click()
    page.wait_for_url("**/features.html")
    # What was sent before the withdrawal must not arrive after it.
    collector.when_stored(3)
    visitor.reopen()
    visitor.decide("Reject all")
    stored = collector.events()["stored"]
    visitor.go_back()
    visitor.until("window.isRestored === true")
    expect(page.url.endswith("/demo/"), f"back led to {page.url}")
    visitor.until("!assent('consent').analytics")
    expect_equal(len(visitor.token()), REFUSAL_LENGTH, "length of the token")
    expect_equal(visitor.banner().count(), 0, "banners")
    page.evaluate("assent('event', 'Never')")
    page.goto(f"{collector.base}/demo/article.html")
    expect_equal(visitor.choices()["analytics"], False, "analytics")
    expect_equal(collector.events()["stored"], stored, "stored events since the withdrawal")
    # It knew before it sent anything, not from the collector's answer.
    expect_equal(collector.events()["withheld"], {}, "withheld events")


def a_script_that_cannot_be_undone_is_followed_by_an_offer_to_reload(place):
    collector = place.collector()
    visitor = place.visitor(collector)
    page = visitor.open("/demo/contact.html")
    visitor.decide("Accept all")
    eventually(lambda: "_exads_id" in page.evaluate("document.cookie"), "the tag ran")
    visitor.reopen()
    visitor.decide("Reject all")
    visitor.offer().wait_for()
    expect_no_findings(page, "the offer to reload", ".assent")
    page.evaluate("window.isOld = true")
    visitor.offer().get_by_role("button", name="Reload the page").click()
    visitor.until("!window.isOld && document.readyState === 'complete'")
    expect_equal(visitor.asked("/demo/ads.js"), 1, "requests for the tag after the reload")
    # A site with a way of its own is left to it.
    visitor.reopen()
    visitor.decide("Accept all")
    eventually(lambda: "_exads_id" in page.evaluate("document.cookie"), "the tag ran again")
    page.evaluate(
        """() => document.addEventListener('assent:reload', (event) => {
            window.isTold = true;
            event.preventDefault();
        })"""
    )
    visitor.reopen()
    visitor.decide("Reject all")
    visitor.until("window.isTold === true")
    expect_equal(visitor.offer().count(), 0, "offers where the site has its own way")


def one_click_on_do_not_sell_or_share_leaves_the_rest(place):
    collector = place.collector()
    visitor = place.visitor(collector)
    page = visitor.open("/demo/pricing.html")
    visitor.decide("Accept all")
    page.evaluate(
        """() => {
            const link = document.createElement('a');
            link.href = '#';
            link.id = 'opt-out';
            link.dataset.assent = 'opt-out';
            link.textContent = 'Do Not Sell or Share My Personal Information';
            document.querySelector('main').prepend(link);
        }"""
    )
    page.locator("#opt-out").click()
    visitor.until("!assent('consent').marketing")
    visitor.banner().wait_for()
    expect_equal(visitor.choices()["analytics"], True, "analytics after the opt-out")
    expect(not page.locator("#assent-marketing").is_checked(), "marketing is ticked")
    record = collector.records()[-1]
    expect_equal(record["mechanism"], "save", "mechanism of the opt-out")
