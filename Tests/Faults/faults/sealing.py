"""Closed days are put into columns while the server runs, and the server is killed meanwhile."""

import contextlib
import datetime
import os
import shutil
import sqlite3
import time

from . import canary, chance
from .account import Account, Event, mark
from .client import Client
from .collector import expect
from .visitor import Visitor, beacon

ROUNDS = 8
#: So many days before today, of two or three months; each is sealed in transactions of its own.
DAYS = range(4, 44)
BEACONS_A_DAY = 15
EVENTS = 100


def nothing_is_lost_or_doubled_by_kill_9_while_days_are_sealed(place):
    random = chance.generator("sealing")
    origin = place.collector("origin").start()
    account = Account()
    bearer = f"Bearer {origin.key('ingest')}"
    batches = _fill(origin, bearer, account)
    origin.stop()
    rows = origin.usage()
    account.check_usage(rows)
    expect(len(rows) == len(account.events), f"{len(rows)} rows are stored")
    duration = _duration(place, origin)
    stages = set()
    for number in range(ROUNDS):
        # From its first transaction to its last merge, whatever this machine takes for it.
        moment = duration * (number + random.uniform(0, 1)) / ROUNDS
        collector = _copy(place, origin, f"data-{number}")
        data = collector.data
        collector.start()
        _wait_for_sealing(collector)
        time.sleep(moment)
        collector.kill()
        stages.add(_stage(place, data))
        expect(collector.usage() == rows, f"after kill {number} the export is another")
        left = [name for name in os.listdir(data) if name.endswith((".new", ".gone"))]
        expect(not left, f"after a start {', '.join(left)} is still there")
        collector.start()
        _check_repeats(collector, bearer, random.sample(batches, 10))
        collector.kill()
        shutil.rmtree(data)
    expect(len(stages) > 1, "each kill met the same moment")
    # Once nobody stops it.
    origin.start()
    origin.wait_for_log('"closed days sealed"', within=60)
    expect(_waits(origin) < 1000, "a transaction of the sealing took a second")
    expect(origin.usage() == rows, "the export of sealed days is another")
    _check_repeats(origin, bearer, random.sample(batches, 10))
    merged = [name for name in os.listdir(origin.data) if name.endswith("-2.db")]
    expect(merged, "no month was merged")
    backup = place.file("backup")
    origin.command("backup", backup)
    shutil.copytree(os.path.join(origin.data, "keys"), os.path.join(backup, "keys"))
    expect(origin.usage(data=backup) == rows, "the export of a backup is another")
    origin.command("verify")
    origin.stop()
    expect(origin.usage() == rows, "the export after a stop is another")
    print(f"  {ROUNDS} kills at {len(stages)} stages, {len(rows)} events", flush=True)


def an_erased_visitor_is_in_no_sealed_day(place):
    random = chance.generator("sealed erasure")
    collector = place.collector().start()
    client = _client(collector, f"Bearer {collector.key('ingest')}")
    notice = client.notice()["hash"]
    today = datetime.date.today()
    account, others = Account(), Account()
    # Of last month, which is merged, and of this one or the end of the last.
    days = [today - datetime.timedelta(days=number) for number in (40, 39, 6, 5)]
    pages, ids = [], set()
    for day in days:
        for owner in (others, account, others):
            found = canary._import(client, notice, owner, day)
            if owner is account:
                pages += found
    collector.stop()
    collector.start()
    collector.wait_for_log('"closed days sealed"', within=60)
    ids = _consent_ids(collector, account)
    sealed = canary._usage_traces(collector)
    canary._check_found(collector, sealed)
    visitor = Visitor(collector.address, others, random)
    visitor.choose()
    for consent_id in ids:
        collector.command("subject", "erase", consent_id)
    plain = canary._plain([*ids, *account.records], pages)

    def check(when):
        canary._check_absent(collector, plain, f"in plain, {when}")
        canary._check_absent(collector, sealed, f"sealed, {when}")
        marks = {mark(row) for row in collector.usage()}
        expect(not marks & set(account.events), f"exports hold erased rows, {when}")
        expect(set(others.events) <= marks, f"rows of others are gone, {when}")
        collector.command("verify")

    check("after the erasure")
    visitor.browse()
    collector.stop()
    check("after a stop")
    collector.start()
    check("after a restart")
    collector.stop()


def _client(collector, bearer):
    return Client(collector.address, headers={"Authorization": bearer})


def _check_repeats(collector, bearer, batches):
    """What was sent is known, also where it is in columns by now."""
    client = _client(collector, bearer)
    for events, token in batches:
        answer = beacon(client, events, token).json
        expect(answer["reasons"].get("duplicate", 0) == len(events),
               f"{len(events)} repeated events were answered with {answer}")
    client.close()


def _consent_ids(collector, account):
    records = [record for record in collector.records() if record["id"] in account.records]
    expect(len(records) == len(account.records), "a record of the import is not listed")
    return {record["consent"] for record in records}


def _fill(collector, bearer, account):
    """Events of many closed days, as an import of old logs sends them; gives some beacons."""
    client = _client(collector, bearer)
    notice = client.notice()["hash"]
    today = datetime.date.today()
    batches = []
    for number in DAYS:
        day = (today - datetime.timedelta(days=number)).isoformat()
        for hour in range(BEACONS_A_DAY):
            choice = client.ask("POST", "/v1/consent", {
                "site": canary.SITE, "notice": notice, "mechanism": "save", "language": "en",
                "at": f"{day}T{hour:02d}:00:00Z", "choices": {"analytics": True},
            })
            expect(choice.status == 201, f"an imported choice was answered with {choice.status}")
            token = choice.json["token"]
            events = [_event(f"{day}T{hour:02d}:{minute % 60:02d}:30Z") for minute in range(EVENTS)]
            account.sent(events)
            answer = beacon(client, events, token)
            expect(answer.status == 202 and answer.json["stored"] == EVENTS,
                   f"an import was answered with {answer.status} {answer.body[:200]}")
            account.stored(events)
            batches.append((events, token))
    client.close()
    return batches


def _event(at):
    word = chance.word(chance.number())
    url = f"https://example.org/page/{word}"
    return Event(word, {
        "type": "pageview", "id": chance.event_id(), "url": url, "title": "A page", "at": at,
    })


def _copy(place, origin, name):
    data = place.file(name)
    shutil.copytree(origin.data, data)
    return place.collector(name, data)


def _stage(place, data):
    """How far the sealing came: which files of usage there are, and how many segments they hold."""
    copy = place.file("stage")
    shutil.copytree(data, copy, ignore=shutil.ignore_patterns("control.sock"))
    stage = []
    for name in sorted(name for name in os.listdir(copy) if name.startswith("usage-")):
        stage.append((name, 0))
        if name.endswith(".db"):
            with contextlib.closing(sqlite3.connect(os.path.join(copy, name))) as database:
                stage.append((name, database.execute("SELECT count(*) FROM segment").fetchone()[0]))
    shutil.rmtree(copy)
    return tuple(stage)


def _duration(place, origin):
    """How long the sealing takes when nobody stops it."""
    collector = _copy(place, origin, "timed").start()
    _wait_for_sealing(collector)
    began = time.monotonic()
    collector.wait_for_log('"closed days sealed"', within=60)
    duration = time.monotonic() - began
    collector.kill()
    shutil.rmtree(collector.data)
    return duration


def _wait_for_sealing(collector, within=60):
    """Until the first transaction of the sealing: nothing else writes to the months."""
    def state():
        return [
            (name, os.stat(os.path.join(collector.data, name)).st_mtime_ns)
            for name in sorted(os.listdir(collector.data))
            if name.startswith("usage-") and not name.endswith("-shm")
        ]

    deadline = time.monotonic() + within
    time.sleep(2)
    before = state()
    while state() == before:
        expect(time.monotonic() < deadline, "nothing was sealed")
        time.sleep(0.002)


def _waits(collector):
    """The longest that a transaction of the sealing took, in ms, as the log says."""
    text = collector.log_text().split('"longest_hold_ms":')[-1]
    return int(text.split("}")[0].split(",")[0])
