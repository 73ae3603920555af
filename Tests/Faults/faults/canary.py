"""What was erased or has expired is in no file any more, neither readable nor sealed.

Files are searched for two things. Canaries in plain (ids, page, title, name) must never be in any
file: contents are sealed. The sealed bytes themselves, and the keyed hashes that led to them, must
be found before the removal, which proves the search, and nowhere after it: a ledger's month key
lives on, so bytes left in a free page or a write-ahead log could still be opened.
"""

import base64
import datetime
import os
import sqlite3
import time

from . import chance
from .account import Account, mark
from .client import Client
from .collector import SITE, expect
from .visitor import Load, Visitor

TITLE = "Kanarienvogel im Titel"
NAME = "kanarienruf"


def an_erased_visitor_is_in_no_file(place):
    random = chance.generator("erasure")
    collector = place.collector().start()
    others = Account()
    crowd = [Visitor(collector.address, others, random) for _ in range(10)]
    account = Account()
    canary = Visitor(collector.address, account, random)
    pages = []
    for number in range(12):
        for visitor in crowd:
            if number % 6 == 0:
                visitor.choose()
            visitor.browse()
        if number % 2 == 0:
            canary.choose()
            pages.append(_visit(canary, chance.word(chance.number())))
    token = canary.token
    consent_id = canary.consent_id()
    export = collector.command("subject", "export", consent_id)
    for text in [consent_id, *account.records, *pages, TITLE, NAME]:
        expect(text in export, f"the export before the erasure lacks {text}")
    records = collector.records()
    numbers = [record["sequence"] for record in records if record["id"] in account.records]
    expect(len(numbers) == 6, f"{len(numbers)} records are there before the erasure and not 6")
    sealed = _ledger_traces(collector, numbers) + _usage_traces(collector)
    _check_found(collector, sealed)
    plain = _plain([consent_id, *account.records], [*pages, TITLE, NAME])
    _check_absent(collector, plain, "in plain, before the erasure")
    # The reports' columns hold the visitor too, and a reader of theirs has the month's file open.
    bearer = f"Bearer {collector.key('privacy')}"
    privacy = Client(collector.address, headers={"Authorization": bearer})
    expect(_reported(privacy) == 6, f"a report before the erasure says {_reported(privacy)}")

    load = Load(collector.address, others, random, threads=2)
    time.sleep(0.3)
    collector.command("subject", "erase", consent_id)
    time.sleep(0.3)
    load.stop()
    others.check_faults()
    expect(_reported(privacy) == 0, f"a report after the erasure says {_reported(privacy)}")

    def check(when):
        _check_absent(collector, plain, f"in plain, {when}")
        _check_absent(collector, sealed, f"sealed, {when}")
        collector.command("subject", "export", consent_id, status=1)
        marks = {mark(row) for row in collector.usage()}
        expect(not marks & set(account.events), f"exports hold erased rows, {when}")
        for record in account.records:
            collector.command("consent", "show", record, status=1)
        others.check_usage(collector.usage())
        others.check_records(collector.records())
        collector.command("verify")

    check("after the erasure")
    # Its tokens are still in the browser and permit nothing.
    events = [canary.event()]
    body = {"site": SITE, "token": token, "events": [event.body for event in events]}
    answer = canary.client.ask("POST", "/v1/events", body).json
    expect(answer["withheld"] == 1, f"after the erasure a beacon was answered with {answer}")
    for visitor in crowd:
        visitor.browse()
    check("while the server goes on")
    collector.stop()
    check("after a stop")
    collector.start()
    check("after a restart")
    collector.stop()


def expired_usage_is_in_no_file(place):
    collector = place.collector().start()
    client = Client(
        collector.address, headers={"Authorization": f"Bearer {collector.key('ingest')}"}
    )
    notice = client.notice()["hash"]
    today = datetime.date.today()
    # 20 and 19 months ago; of the second month the first half is to expire.
    whole, edge = _month(today, -20), _month(today, -19)
    old, kept, new = Account(), Account(), Account()
    pages = []
    for account, days in (
        (old, [whole.replace(day=day) for day in (1, 17, 28)]),
        (old, [edge.replace(day=day) for day in (1, 9, 14)]),
        (kept, [edge.replace(day=day) for day in (15, 16, 28)]),
    ):
        for day in days:
            pages += _import(client, notice, account, day)
    # Closed days are sealed soon after a start, and their months merged: what expires are columns.
    collector.stop()
    collector.start()
    collector.wait_for_log('"closed days sealed"', within=60)
    visitor = Visitor(collector.address, new, chance.generator("expiry"))
    visitor.choose()
    for _ in range(20):
        visitor.browse()
    rows = collector.usage()
    expect(len(rows) == sum(len(account.events) for account in (old, kept, new)),
           "not all imported rows are stored")
    expect(any(TITLE == row.get("title") for row in rows), "the imported title is not stored")
    names = [f"usage-{month.year}{month.month:02d}" for month in (whole, edge)]
    for name in names:
        expect(any(file.startswith(name) for file in os.listdir(collector.data)), f"no file {name}")
    keys = set(os.listdir(os.path.join(collector.data, "keys")))
    sealed = _usage_traces(collector, names)
    _check_found(collector, sealed)
    plain = _plain([*old.records, *kept.records], [*pages, TITLE, NAME])
    _check_absent(collector, plain, "in plain, before the expiry")
    as_of = _month(edge, 24).replace(day=15).isoformat()

    rehearsed = collector.command("expire", "--dry-run", "--as-of", as_of)
    expect(f"would remove {len(old.events)} usage rows" in rehearsed, f"rehearsed: {rehearsed}")
    expect(len(collector.usage()) == len(rows), "a rehearsal removed rows")
    done = collector.command("expire", "--as-of", as_of)
    expect(f"removed {len(old.events)} usage rows" in done, f"removed: {done}")

    def check(when):
        _check_absent(collector, plain, f"in plain, {when}")
        _check_absent(collector, sealed, f"sealed, {when}")
        left = [file for file in os.listdir(collector.data) if file.startswith(names[0])]
        expect(not left, f"{', '.join(left)} is still there, {when}")
        left = {key for key in os.listdir(os.path.join(collector.data, "keys")) if key in keys}
        for name in names:
            kept_key = any(key.startswith(name) for key in left)
            expect(not kept_key, f"the key of {name} is still there, {when}")
        found = collector.usage()
        marks = {mark(row) for row in found}
        expect(not marks & set(old.events), f"exports hold expired rows, {when}")
        expect(set(kept.events) <= marks, f"rows that are to be kept are gone, {when}")
        expect(set(new.events) <= marks, f"rows of today are gone, {when}")
        verified = collector.command("verify")
        expect("ledger holds" in verified and "expiry holds" in verified, verified)

    check("after the expiry")
    visitor.browse()
    collector.stop()
    check("after a stop")
    expect("removed 0 usage rows" in collector.command("expire", "--as-of", as_of),
           "a second expiry found more to remove")


def _reported(client):
    """The pageviews of canaries in a report that hides no small groups."""
    answer = client.ask("POST", "/api/v2/query", {
        "site_id": SITE, "metrics": ["pageviews"], "date_range": "day", "exact": True,
        "filters": [["contains", "event:page", ["kanarien"]]],
    })
    expect(answer.status == 200, f"a report was answered with {answer.status} {answer.body[:200]}")
    rows = answer.json["results"]
    return rows[0]["metrics"][0] if rows else 0


def _visit(visitor, word):
    """A beacon full of canaries; gives the page's path."""
    path = f"/kanarien/{word}"
    page = visitor.event()
    page.mark, page.body = word, {
        "type": "pageview", "id": chance.event_id(), "url": f"https://example.org{path}",
        "title": TITLE,
    }
    call = visitor.event()
    call.mark, call.body = NAME, {"type": "event", "id": chance.event_id(), "name": NAME}
    visitor.account.sent([page, call])
    answer = visitor.send([page, call])
    expect(answer.json["stored"] == 2, f"the canaries were answered with {answer.body[:200]}")
    return path


def _import(client, notice, account, day):
    """A choice and a visit of that day, as an import of old logs sends them."""
    at = f"{day.isoformat()}T10:00:00Z"
    choice = client.ask("POST", "/v1/consent", {
        "site": SITE, "notice": notice, "mechanism": "save", "language": "en", "at": at,
        "choices": {"analytics": True},
    })
    expect(choice.status == 201, f"an imported choice was answered with {choice.status}")
    account.recorded(choice.json["record"])
    events, pages = [], []
    for minute in range(10):
        word = chance.word(chance.number())
        account.events[word] = None
        pages.append(f"/kanarien/{word}")
        at = f"{day.isoformat()}T10:{minute:02d}:30Z"
        events.append({
            "type": "pageview", "id": chance.event_id(), "at": at, "title": TITLE,
            "url": f"https://example.org{pages[-1]}",
        })
    answer = client.ask(
        "POST", "/v1/events", {"site": SITE, "token": choice.json["token"], "events": events}
    )
    expect(answer.status == 202 and answer.json["stored"] == 10,
           f"an import was answered with {answer.status} {answer.body[:200]}")
    return pages


def _month(day, months):
    number = day.year * 12 + day.month - 1 + months
    return datetime.date(number // 12, number % 12 + 1, 1)


def _plain(ids, texts):
    found = []
    for text in ids:
        found += [text.encode(), base64.urlsafe_b64decode(text + "==")]
    return found + [text.encode() for text in texts]


def _rows(path, sql, values=()):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return database.execute(sql, values).fetchall()
    finally:
        database.close()


def _ledger_traces(collector, numbers):
    """The sealed contents of some records, and the keyed hashes of their ids."""
    path = os.path.join(collector.data, "consent.db")
    marks = ",".join("?" * len(numbers))
    contents = _rows(path, f"SELECT sealed FROM content WHERE sequence IN ({marks})", numbers)
    hashes = _rows(path, f"SELECT hash FROM name WHERE sequence IN ({marks})", numbers)
    expect(len(contents) == len(numbers), "a record has no sealed content")
    return [bytes(row[0]) for row in contents] + sorted({bytes(row[0]) for row in hashes})


def _usage_traces(collector, names=("usage-",)):
    """Two short pieces of each sealed batch, which may lie on several pages."""
    found = []
    for file in os.listdir(collector.data):
        if file.startswith(tuple(names)) and file.endswith(".db"):
            for (data,) in _rows(os.path.join(collector.data, file), "SELECT data FROM log"):
                found += [bytes(data[:24]), bytes(data[-24:])]
    expect(found, "there is no sealed usage")
    return found


def _check_found(collector, needles):
    text = b"\0".join(collector.files().values())
    missing = sum(needle not in text for needle in needles)
    expect(missing == 0, f"the search is bad: it misses {missing} of {len(needles)} stored values")


def _check_absent(collector, needles, what):
    with open(collector.log, "rb") as log:
        files = {**collector.files(), "its log": log.read()}
    for name, text in files.items():
        left = sum(needle in text for needle in needles)
        expect(left == 0, f"{left} of {len(needles)} values are {what}, in {name}")
