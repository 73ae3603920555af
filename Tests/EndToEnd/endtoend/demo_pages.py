"""The pages that show a visitor what was stored, and the company what it sees."""

from .accessibility import expect_no_axe_findings
from .browser import AMERICAN, DUTCH, SWISS
from .expecting import eventually, expect, expect_equal
from .simulated import come

ENGLISH_NAMES = "(code) => new Intl.DisplayNames(['en'], {type: 'region'}).of(code)"


def the_page_shows_what_was_stored(place):
    collector = place.collector()
    visitor = place.visitor(collector, SWISS)
    page = visitor.open("/demo/stored.html")
    visitor.banner().wait_for()
    page.locator("#browser").get_by_text("Nothing at all.").wait_for()
    page.locator("#nothing").wait_for()
    page.get_by_role("button", name="Send a beacon anyway").click()
    page.locator("#answer").filter(has_text="stored=0, withheld=1, refused=0").wait_for()
    page.locator("#recent tr").filter(has_text="withheld: no consent").wait_for()
    expect_equal(collector.rows(), [], "rows after the careless beacon")

    visitor.decide("Accept all")
    collector.when_stored(1)
    visitor.open("/demo/pricing.html")
    collector.when_stored(3)
    visitor.open("/demo/stored.html")
    country = page.evaluate(ENGLISH_NAMES, collector.country_of(SWISS))
    line = page.locator("#recent tr").filter(has_text="/demo/pricing.html")
    line.filter(has_text="Page view").filter(has_text="stored").filter(has_text=country).wait_for()
    page.locator("#recent tr").filter(has_text="Reading time").first.wait_for()
    page.locator("#browser").get_by_text("Storage assent.demo").wait_for()
    shown = eventually(
        lambda: page.locator("#totals dd").first.inner_text() == str(len(collector.rows())),
        "the total on the page is what is stored",
    )
    expect(shown, "the total")
    expect_equal(page.locator("#choice .is-on").count(), 4, "granted categories")

    visitor.reopen()
    visitor.decide("Reject all")
    page.locator("#choice .is-on").nth(1).wait_for(state="detached")
    page.locator("#totals dd").filter(has_text="0").first.wait_for()


def figures(page):
    return [text.split()[0] for text in page.locator("#figures p").all_inner_texts()]


def the_report_shows_visitors_who_agreed(place):
    collector = place.collector()
    for _ in range(6):
        come(collector, SWISS, ["/demo/", "/demo/pricing.html"])
    for _ in range(5):
        come(collector, AMERICAN, ["/demo/"])
    visitor = place.visitor(collector)
    page = visitor.open("/demo/report.html")
    visitor.decide("Reject all")
    page.locator("#pages tbody tr").first.wait_for()
    expect_equal(figures(page), ["11", "17", "2"], "visitors, page views and pages")
    rows = page.locator("#pages tbody tr").all_inner_texts()
    expect_equal([row.split() for row in rows], [["/demo/", "11"], ["/demo/pricing.html", "6"]], "pages")
    wanted = [
        [page.evaluate(ENGLISH_NAMES, collector.country_of(address)), visitors]
        for address, visitors in ((SWISS, "6"), (AMERICAN, "5"))
    ]
    rows = [row.rsplit(None, 1) for row in page.locator("#countries tbody tr").all_inner_texts()]
    expect_equal([[name.strip(), count] for name, count in rows], wanted, "countries")
    question = ["--metrics", "visitors,pageviews", "--by", "event:page"]
    text = collector.run("report", "--site", "demo", *question, "--format", "csv")
    expect("/demo/pricing.html,6,6" in text, f"the report of the command line: {text}")


def a_small_group_is_hidden_from_the_report(place):
    collector = place.collector()
    for _ in range(6):
        come(collector, SWISS, ["/demo/"])
    for _ in range(2):
        come(collector, DUTCH, ["/demo/contact.html"])
    visitor = place.visitor(collector)
    page = visitor.open("/demo/report.html")
    visitor.decide("Reject all")
    page.locator("#note").filter(has_text="fewer than 5 visitors").wait_for()
    text = page.locator("main").inner_text()
    name = page.evaluate(ENGLISH_NAMES, collector.country_of(DUTCH))
    expect(name not in text, f"a group of 2 is shown: {text}")
    expect("contact.html" not in text, f"a page of 2 visitors is shown: {text}")


def the_visitors_own_page_shows_and_withdraws_the_choice(place):
    collector = place.collector()
    visitor = place.visitor(collector)
    page = visitor.open()
    visitor.decide("Accept all")
    collector.when_stored(1)
    visitor.open("/privacy?site=demo")
    withdraw = page.get_by_role("button", name="Withdraw everything")
    withdraw.wait_for()
    id = collector.records()[-1]["consent"]
    expect(id in page.locator("main").inner_text(), "the consent id is not shown")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect_no_axe_findings(page, f"the visitor's page, {scheme}")
    withdraw.click()
    page.get_by_role("status").filter(has_text=id).wait_for()
    expect_equal(collector.records()[-1]["mechanism"], "withdraw", "mechanism")
    visitor.open("/demo/features.html")
    expect_equal(visitor.choices()["analytics"], False, "analytics after the withdrawal")
    pages = [row["page"] for row in collector.rows() if row["type"] == "pageview"]
    expect_equal(pages, ["127.0.0.1/demo/"], "stored pages: neither this one nor any after it")
