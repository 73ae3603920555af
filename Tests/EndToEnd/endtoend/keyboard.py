"""Everything about choosing works with the keyboard alone."""

from .browser import NOTHING_KEPT
from .expecting import expect, expect_equal

# The name of what has the focus, and whether that can be seen.
FOCUSED = """() => {
    const focused = document.activeElement;
    const style = getComputedStyle(focused);
    const box = focused.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return {
        name: focused.id || focused.textContent.trim(),
        isInBanner: !!focused.closest('.assent'),
        isSeen: focused.matches(':focus-visible') && style.outlineStyle !== 'none' &&
            parseFloat(style.outlineWidth) >= 2 && style.outlineColor !== 'rgba(0, 0, 0, 0)',
        isOnTop: !!top && (focused.contains(top) || top.contains(focused)),
    };
}"""


def tab_to(page, name, most=12):
    """Presses Tab until `name` has the focus, and returns the names on the way."""
    names = []
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        names.append(focused["name"])
        if focused["isInBanner"]:
            expect(focused["isSeen"], f"the focus on {focused['name']} cannot be seen")
            expect(focused["isOnTop"], f"{focused['name']} is hidden while it has the focus")
        if focused["name"] == name:
            return names
    expect(False, f"{name} is not reached by {most} times Tab, but {names}")


def reject_and_accept_are_reached_by_tab_and_enter(place):
    collector = place.collector()
    steps = {}
    for name in ("Accept all", "Reject all"):
        visitor = place.visitor(collector)
        visitor.open()
        visitor.banner().wait_for()
        steps[name] = len(tab_to(visitor.page, name))
        visitor.page.keyboard.press("Enter")
        visitor.banner().wait_for(state="detached")
        expect_equal(visitor.choices()["marketing"], name == "Accept all", f"marketing by {name}")
    expect(
        abs(steps["Accept all"] - steps["Reject all"]) == 1, f"one is further away: {steps}"
    )
    expect_equal(
        [record["mechanism"] for record in collector.records()],
        ["accept_all", "reject_all"],
        "records",
    )


def escape_never_grants(place):
    collector = place.collector()
    for path in ("/demo/", "/demo/layouts.html?layout=box", "/demo/layouts.html?layout=modal"):
        for layer in (1, 2):
            visitor = place.visitor(collector)
            page = visitor.open(path)
            visitor.banner().wait_for()
            if layer == 2:
                visitor.press("Choose")
                page.locator("#assent-analytics").check()
            else:
                page.keyboard.press("Tab")
            page.keyboard.press("Escape")
            page.keyboard.press("Escape")
            expect_equal(visitor.choices()["analytics"], False, f"analytics, layer {layer} of {path}")
            expect_equal(visitor.state(), NOTHING_KEPT, f"kept, layer {layer} of {path}")
            expect_equal(visitor.asked("/v1/consent"), 0, "choices sent")
            visitor.open("/demo/features.html")
            visitor.banner().wait_for()
    expect_equal(collector.records(), [], "consent records")


def choosing_by_keyboard_saves_what_was_ticked(place):
    collector = place.collector()
    visitor = place.visitor(collector)
    page = visitor.open()
    visitor.banner().wait_for()
    tab_to(page, "Choose")
    page.keyboard.press("Enter")
    expect_equal(page.evaluate("document.activeElement.id"), "assent-title", "focus")
    tab_to(page, "assent-analytics")
    page.keyboard.press("Space")
    tab_to(page, "Save choice")
    page.keyboard.press("Enter")
    visitor.banner().wait_for(state="detached")
    expect_equal(
        visitor.choices(),
        {"essential": True, "functional": False, "analytics": True, "marketing": False},
        "choices",
    )
    # The way back: the focus returns to where it was.
    page.locator(".assent-open").focus()
    page.keyboard.press("Enter")
    visitor.banner().wait_for()
    page.keyboard.press("Escape")
    visitor.banner().wait_for(state="detached")
    expect(page.evaluate("document.activeElement.matches('.assent-open')"), "the focus is lost")
    expect_equal(visitor.choices()["analytics"], True, "analytics after Escape")
