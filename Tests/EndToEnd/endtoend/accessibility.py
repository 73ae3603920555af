"""No finding of axe-core, equal ways to decide, and nothing cut off on a narrow screen."""

from axe_playwright_python.sync_playwright import Axe

from .configuring import configuration, notice
from .embedding import Site
from .expecting import expect, expect_equal

AXE = Axe()
# Texts of the banner and the corner button under the contrast of WCAG 2.2, 1.4.3. They stand outside
# the body, where axe-core cannot determine it.
PALE = """() => {
    const parts = (color) => {
        const found = /^rgba?\\((\\d+), (\\d+), (\\d+)(?:, ([\\d.]+))?\\)$/.exec(color);
        if (!found) throw new Error(`a color that is not understood: ${color}`);
        return [...found.slice(1, 4).map(Number), found[4] === undefined ? 1 : Number(found[4])];
    };
    const luminance = (color) => parts(color).slice(0, 3)
        .map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
    const behind = (element) => {
        const color = getComputedStyle(element).backgroundColor;
        return parts(color)[3] === 1 ? color : behind(element.parentElement);
    };
    const texts = Array.from(document.querySelectorAll('.assent *, .assent-open'))
        .filter((element) => element.checkVisibility() && Array.from(element.childNodes)
            .some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()));
    if (!texts.length) throw new Error('there is no text');
    return texts.map((element) => {
        const [light, dark] = [getComputedStyle(element).color, behind(element)]
            .map(luminance).sort((one, other) => other - one);
        return [element.textContent.trim(), (light + 0.05) / (dark + 0.05)];
    }).filter(([, contrast]) => contrast < 4.5);
}"""
BACKGROUND = {"light": "rgb(255, 255, 255)", "dark": "rgb(26, 37, 34)"}
PAGES = ["", "features", "pricing", "article", "contact", "stored", "report", "layouts", "de"]


def expect_no_axe_findings(page, where, context=None):
    # Half of a fade has half of the contrast.
    page.evaluate("Promise.all(document.getAnimations().map((animation) => animation.finished))")
    findings = AXE.run(page, context).response["violations"]
    told = [
        f"{finding['id']} at {', '.join(str(node['target']) for node in finding['nodes'])}"
        for finding in findings
    ]
    expect_equal(told, [], f"findings on {where}")


def expect_no_findings(page, where, context=None):
    expect_no_axe_findings(page, where, context)
    expect_equal(page.evaluate(PALE), [], f"texts of too little contrast on {where}")


def the_banner_has_no_findings_in_any_form(place):
    collector = place.collector()
    for scheme in ("light", "dark"):
        # Once by the visitor's own setting with the page around it, then by the site's against it.
        theme = {"light": "dark", "dark": "light"}[scheme]
        visitor = place.visitor(collector, color_scheme=scheme)
        page = visitor.open()
        visitor.banner().wait_for()
        expect_no_findings(page, f"the first layer, {scheme} by the visitor")
        visitor.press("Choose")
        expect_no_findings(page, f"the second layer, {scheme} by the visitor", ".assent")
        for layout in ("box", "modal"):
            query = f"?layout={layout}&theme={theme}" + ("&lang=de" if layout == "box" else "")
            page = visitor.open(f"/demo/layouts.html{query}")
            visitor.banner().wait_for()
            color = page.evaluate(
                "getComputedStyle(document.querySelector('.assent dialog')).backgroundColor"
            )
            expect_equal(color, BACKGROUND[theme], f"background with {query}")
            expect_no_findings(page, f"the first layer, {query}", ".assent")
            visitor.banner().locator(".assent-buttons button").nth(2).click()
            expect_no_findings(page, f"the second layer, {query}", ".assent")


def the_demo_pages_have_no_findings(place):
    collector = place.collector()
    visitor = place.visitor(collector)
    page = visitor.open()
    visitor.decide("Reject all")
    for name in PAGES:
        visitor.open(f"/demo/{name}.html" if name else "/demo/")
        page.locator(".assent-open").wait_for()
        page.wait_for_load_state("networkidle")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            expect_no_findings(page, f"{name or 'index'}, {scheme}")


def the_ways_to_decide_are_equal(place):
    collector = place.collector()
    visitor = place.visitor(collector)
    for query in ("?layout=bar", "?layout=box", "?layout=modal"):
        page = visitor.open(f"/demo/layouts.html{query}")
        visitor.banner().wait_for()
        looks = page.evaluate(
            """() => Array.from(document.querySelectorAll('.assent-buttons button'), (button) => {
                const style = getComputedStyle(button);
                const names = ['color', 'backgroundColor', 'fontSize', 'fontWeight', 'fontFamily',
                    'borderColor', 'borderWidth', 'opacity', 'padding', 'textDecorationLine'];
                return [button.offsetWidth, button.offsetHeight, ...names.map((name) => style[name])];
            })"""
        )
        expect_equal(len(looks), 3, f"ways to decide with {query}")
        widths = [look.pop(0) for look in looks]
        expect(max(widths) - min(widths) <= 1, f"widths with {query}: {widths}")
        expect_equal(looks[1:], looks[:1] * 2, f"looks with {query}")


def the_banner_fits_a_narrow_screen(place):
    collector = place.collector()
    visitor = place.visitor(collector)
    page = visitor.page
    page.set_viewport_size({"width": 320, "height": 568})
    for query in ("?layout=bar", "?layout=box&lang=de", "?layout=modal"):
        visitor.open(f"/demo/layouts.html{query}")
        visitor.banner().wait_for()
        for layer in (1, 2):
            sizes = page.evaluate(
                """() => {
                    const dialog = document.querySelector('.assent dialog');
                    return {
                        page: document.documentElement.scrollWidth,
                        dialog: dialog.scrollWidth - dialog.clientWidth,
                        left: dialog.getBoundingClientRect().left,
                        right: dialog.getBoundingClientRect().right,
                        least: Math.min(...Array.from(dialog.querySelectorAll('button, summary'),
                            (each) => Math.min(each.offsetWidth, each.offsetHeight))),
                    };
                }"""
            )
            where = f"layer {layer} of {query}: {sizes}"
            expect(sizes["page"] <= 320 and sizes["dialog"] <= 0, f"sideways scrolling, {where}")
            expect(sizes["left"] >= 0 and sizes["right"] <= 320, f"cut off, {where}")
            expect(sizes["least"] >= 24, f"a target under 24 px, {where}")
            if layer == 1:
                visitor.banner().locator(".assent-buttons button").nth(2).click()


def the_banner_from_right_to_left_has_no_findings(place):
    site = Site(place)
    words = notice()["texts"]["en"]
    shown = notice(default_language="ar", texts={"ar": {**words, "title": "خياراتك", "text": "هل تسمح لنا بقياس استخدام هذا الموقع؟"}})
    collector = place.collector(lambda base: configuration(base, [site.base], shown))
    for scheme in ("light", "dark"):
        visitor = place.visitor(site.base, None, color_scheme=scheme)
        for layout in ("bar", "box", "modal"):
            tag = f'src="{collector.base}/assent.js" data-site="demo" data-layout="{layout}"'
            site.tag = f"<script defer {tag}></script>"
            page = visitor.open(f"/{layout}")
            visitor.banner().wait_for()
            frame = page.locator(".assent")
            expect_equal(
                [frame.get_attribute(name) for name in ("dir", "lang")], ["rtl", "ar"], "direction"
            )
            for layer in (1, 2):
                expect_no_findings(page, f"layer {layer} of {layout}, {scheme}, Arabic", ".assent")
                if layer == 1:
                    visitor.banner().locator(".assent-buttons button").nth(2).click()
            # What stands at the end of a line stands on the left.
            close, title = (page.locator(name).bounding_box() for name in (".assent-close", "#assent-title"))
            expect(close["x"] < title["x"] + title["width"] / 2, f"the way out is on the right: {layout}")
