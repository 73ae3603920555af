"""Another consent tool stays, and what it reports becomes a record.

The tools are pages' own and not there to run here: what stands for them below has their public
functions and events, as their documentation gives them, and no more.
"""

from .configuring import configuration
from .embedding import Site
from .expecting import eventually, expect, expect_equal

TCF = """
window.__tcfapi = (command, version, called, parameter) => {
    if (command !== 'addEventListener' || version !== 2) return called(null, false);
    window.listeners = (window.listeners || []).concat(called);
    called({listenerId: 1, eventStatus: 'cmpuishown', gdprApplies: true}, true);
};
window.choose = (...granted) => window.listeners.forEach((called) => called({
    listenerId: 1, eventStatus: 'useractioncomplete', gdprApplies: true, tcString: 'x',
    purpose: {consents: Object.fromEntries(granted.map((purpose) => [purpose, true])),
              legitimateInterests: {}},
}, true));
"""
COOKIECONSENT = """
let accepted = ['necessary'], isValid = false;
window.CookieConsent = {
    validConsent: () => isValid,
    acceptedCategory: (name) => accepted.includes(name),
    getUserPreferences: () => ({
        acceptType: 'custom', acceptedCategories: accepted,
        rejectedCategories: ['necessary', 'statistics', 'ads'].filter((name) => !accepted.includes(name)),
    }),
};
window.choose = (...names) => {
    accepted = ['necessary', ...names];
    const event = isValid ? 'cc:onChange' : 'cc:onConsent';
    isValid = true;
    dispatchEvent(new CustomEvent(event, {detail: {}}));
};
"""
KLARO = """
const watchers = [];
let granted = [];
const manager = {
    confirmed: false,
    getConsent: (name) => granted.includes(name),
    watch: (watcher) => watchers.push(watcher),
};
// It comes later than the script that reads it.
setTimeout(() => {
    window.klaro = {
        getManager: () => manager,
        getConfig: () => ({services: [
            {name: 'matomo', purposes: ['analytics']}, {name: 'pixel', purposes: ['ads']},
        ]}),
    };
}, 300);
window.choose = (...names) => {
    granted = names;
    manager.confirmed = true;
    watchers.forEach((watcher) => watcher.update(manager, 'saveConsents', {}));
};
window.watched = () => watchers.length;
"""
# The tool, the categories it has other names for, and what is chosen in it first and then.
TOOLS = {
    "tcf": (TCF, "", "1, 8", "1, 2, 3, 4, 8", "window.listeners?.length"),
    "cookieconsent": (
        COOKIECONSENT,
        "statistics:analytics ads:marketing",
        "'statistics'",
        "'statistics', 'ads'",
        "assent.host",
    ),
    "klaro": (KLARO, "ads:marketing", "'matomo'", "'matomo', 'pixel'", "window.watched()"),
}


def what_another_tool_reports_is_recorded(place):
    site = Site(place)
    collector = place.collector(lambda base: configuration(base, [site.base]))
    records = 0
    for name, (tool, names, first, then, is_read) in TOOLS.items():
        mapped = f' data-map="{names}"' if names else ""
        site.tag = (
            f"<script>{tool}</script>"
            f'<script defer src="{collector.base}/assent.js" data-site="demo" data-banner="none" '
            'data-automation="allow"></script>'
            f'<script defer src="{collector.base}/reader.js" data-reader="{name}"{mapped}></script>'
        )
        visitor = place.visitor(site.base, None)
        page = visitor.open(f"/{name}")
        visitor.until(f"!!window.assent?.host && !!({is_read})")
        expect_equal(visitor.asked("/v1/consent"), 0, f"records before {name} was asked")
        for chosen, marketing in ((first, False), (then, True)):
            page.evaluate(f"choose({chosen})")
            visitor.until(f"assent('consent').marketing === {str(marketing).lower()} && assent('consent').analytics")
            records += 1
            eventually(lambda: len(collector.records()) == records, f"{name} is recorded")
            record = collector.records()[-1]
            expect_equal(record["mechanism"], "api", f"mechanism of {name}")
        # The same again is no new record.
        page.evaluate(f"choose({then})")
        page.evaluate("choose()")
        visitor.until("!assent('consent').analytics")
        records += 1
        expect_equal(len(collector.records()), records, f"records after {name}")
        expect_equal(visitor.banner().count(), 0, f"banners beside {name}")
        expect_equal(visitor.asked("/v1/shown"), 0, f"banners counted beside {name}")


def without_its_tool_the_reader_does_nothing(place):
    site = Site(place)
    collector = place.collector(lambda base: configuration(base, [site.base]))
    site.tag = (
        f'<script defer src="{collector.base}/assent.js" data-site="demo" data-banner="none">'
        f'</script><script defer src="{collector.base}/reader.js" data-reader="tcf"></script>'
        f'<script defer src="{collector.base}/reader.js" data-reader="unknown"></script>'
    )
    visitor = place.visitor(site.base, None)
    visitor.open("/first").wait_for_load_state("networkidle")
    expect(visitor.asked("/v1/consent") == 0, "something was recorded")
    expect_equal(visitor.complaints, [], "complaints")
