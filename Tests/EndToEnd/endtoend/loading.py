"""The tag works however it is written, asks once for all tabs, and does not move the page."""

from .configuring import configuration
from .embedding import Site
from .expecting import eventually, expect, expect_equal

SHIFTS = """() => new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(
        list.getEntries().filter((entry) => !entry.hadRecentInput)
            .flatMap((entry) => entry.sources.map(({node}) => node?.nodeName))))
        .observe({type: 'layout-shift', buffered: true});
    requestAnimationFrame(() => setTimeout(() => resolve([])));
})"""


def the_tag_works_however_it_is_written(place):
    site = Site(place)
    collector = place.collector(lambda base: configuration(base, [site.base]))
    script = f'src="{collector.base}/assent.js" data-site="demo" data-automation="allow"'
    tags = {
        "blocking": f"<script {script}></script>",
        "async": f"<script async {script}></script>",
        "twice": f"<script async {script}></script><script defer {script}></script>",
        "late": "",
    }
    for number, (way, tag) in enumerate(tags.items()):
        site.tag = tag
        visitor = place.visitor(site.base, None)
        page = visitor.open(f"/{way}")
        if not tag:
            page.evaluate(
                """(src) => {
                    const script = document.createElement('script');
                    Object.assign(script.dataset, {site: 'demo', automation: 'allow'});
                    script.src = src;
                    document.body.append(script);
                }""",
                f"{collector.base}/assent.js",
            )
        visitor.banner().wait_for()
        # A framework renders the body anew.
        page.evaluate("document.body.replaceWith(document.createElement('body'))")
        expect_equal(visitor.banner().count(), 1, f"banners with the tag {way}")
        visitor.decide("Accept all")
        rows = collector.when_stored(number + 1)
        pages = [row["page"].rpartition("/")[2] for row in rows]
        expect_equal(pages, list(tags)[: number + 1], "stored pages")


def what_is_called_before_the_script_is_there_is_not_lost(place):
    site = Site(place)
    collector = place.collector(lambda base: configuration(base, [site.base]))
    site.tag = (
        "<script>window.assent=window.assent||function(){(assent.q=assent.q||[]).push(arguments)};"
        "assent('on', 'consent', (now) => { window.told = now });"
        "assent('event', 'Early', {props: {plan: 'small'}})</script>"
    )
    tag = f'<script async src="{collector.base}/assent.js" data-site="demo" data-automation="allow">'
    site.tag += f"{tag}</script>"
    visitor = place.visitor(site.base, None)
    visitor.open("/first")
    visitor.decide("Accept all")
    collector.when_stored(1)
    visitor.open("/second")
    visitor.until("window.told && told.analytics")
    # The first page's time, the second page and its early event; on the first nothing was granted.
    rows = collector.when_stored(4)
    events = [row for row in rows if row["type"] == "event"]
    expect_equal([event["props"] for event in events], [{"plan": "small"}], "early events")


def a_choice_in_one_tab_is_the_choice_of_all(place):
    collector = place.collector()
    visitor = place.visitor(collector)
    first = visitor.open()
    second = visitor.open("/demo/pricing.html", visitor.context.new_page())
    for page in (first, second):
        visitor.banner(page).wait_for()
    visitor.decide("Accept all", first)
    visitor.until("assent('consent').analytics", second)
    visitor.banner(second).wait_for(state="detached")
    rows = collector.when_stored(2)
    expect_equal(len({row["visitor"] for row in rows}), 1, "visitors")
    expect_equal(len(collector.records()), 1, "records")


def the_page_does_not_move(place):
    collector = place.collector()
    visitor = place.visitor(collector)
    for path in ("/demo/", "/demo/contact.html"):
        page = visitor.open(path)
        visitor.banner().wait_for()
        page.wait_for_load_state("networkidle")
        expect_equal(page.evaluate(SHIFTS), [], f"what moved on {path}")
    visitor.decide("Reject all")
    for path in ("/demo/", "/demo/pricing.html"):
        page = visitor.open(path)
        page.locator(".assent-open").wait_for()
        page.wait_for_load_state("networkidle")
        expect_equal(page.evaluate(SHIFTS), [], f"what moved on {path} after a refusal")
