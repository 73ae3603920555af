"""What was agreed to is one notice; another one has to ask again."""

from .configuring import configuration, notice
from .expecting import expect, expect_equal


def changed(purpose):
    """The notice with one more purpose, which is a change in substance."""
    shown = notice(version="2")
    shown["categories"][2]["purposes"] = ["measure_usage", purpose]
    return shown


def a_changed_notice_asks_again_and_closes_earlier_grants(place):
    collector = place.collector(configuration)
    visitor = place.visitor(collector)
    visitor.open()
    visitor.decide("Accept all")
    collector.when_stored(1)
    # A corrected word asks nobody again.
    corrected = notice()
    corrected["texts"]["en"]["text"] = "May we measure how these pages are used?"
    collector.reload(configuration(collector.base, shown=corrected))
    visitor.open("/demo/features.html")
    collector.when_stored(3)
    expect_equal(visitor.banner().count(), 0, "banners after a corrected word")

    collector.reload(configuration(collector.base, shown=changed("improve_pages")))
    stored = collector.events()["stored"]
    visitor.open("/demo/pricing.html")
    visitor.banner().wait_for()
    expect("has changed" in visitor.banner().inner_text(), "the banner does not say what is new")
    expect(collector.events()["withheld"].get("outdated_notice"), "nothing is withheld as outdated")
    expect_equal(visitor.choices()["analytics"], False, "analytics before choosing again")
    visitor.page.evaluate("assent('event', 'Never')")
    visitor.open("/demo/article.html")
    visitor.banner().wait_for()
    expect_equal(collector.events()["stored"], stored, "stored since the notice changed")
    expect_equal(set(collector.events()["withheld"]), {"outdated_notice"}, "reasons")

    visitor.decide("Accept all")
    rows = collector.when_stored(stored + 1)
    expect_equal(rows[-1]["page"], "127.0.0.1/demo/article.html", "the page after choosing again")
    versions = [record["notice_version"] for record in collector.records()]
    expect_equal(versions, ["1", "2"], "versions on record")


def a_notice_that_changes_under_the_banner_is_asked_anew(place):
    collector = place.collector(configuration)
    visitor = place.visitor(collector)
    visitor.open()
    visitor.banner().wait_for()
    collector.reload(configuration(collector.base, shown=changed("improve_pages")))
    with visitor.page.expect_response("**/v1/notice*"):
        with visitor.page.expect_response("**/v1/consent") as answer:
            visitor.press("Accept all")
    expect_equal(answer.value.status, 409, "status")
    visitor.banner().wait_for()
    expect_equal(collector.records(), [], "records of a choice nobody was shown")
    expect_equal(visitor.choices()["analytics"], False, "analytics")
    visitor.complaints.clear()  # The browser's own line about the 409.
    visitor.decide("Accept all")
    collector.when_stored(1)
    expect_equal(collector.records()[0]["notice"], collector.notice()["hash"], "notice")
