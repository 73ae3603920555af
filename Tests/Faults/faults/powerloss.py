"""A power cut at any moment: the state of the disk is built from a trace of the real store's calls."""

import concurrent.futures
import os
import shutil
import sqlite3
import threading
import time

from . import chance, trace
from .account import Account, mark
from .collector import Failure, Skipped, expect
from .disk import Disk
from .visitor import Load, Visitor

STATES = 240
#: Of the states so many are from the start, before anything is acknowledged.
EARLY = 25


def nothing_acknowledged_is_lost_by_a_power_cut(place):
    """Runs a load under strace, then opens at least 200 states that a cut may leave behind."""
    if not trace.works():
        raise Skipped("this machine does not let strace trace a program")
    random = chance.generator("power loss")
    collector = place.collector()
    account, forgotten = Account(), Account()
    output = place.file("calls")
    collector.start(prefix=trace.prefix(output), within=60)
    collector.wait_for_log("retention sweep")
    loaded = time.time()
    visitor = Visitor(collector.address, forgotten, random)
    visitor.choose()
    for _ in range(20):
        visitor.browse()
    consent_id = visitor.client.get(
        "/v1/consent?site=example.org", Authorization=f"Consent {visitor.token}"
    ).json["consent_id"]
    load = Load(collector.address, account, random, threads=3, choices=0.2)
    time.sleep(3)
    # A month is rewritten while beacons come; from its answer on it must be for good.
    erasing = time.time()
    collector.command("subject", "erase", consent_id)
    erased = time.time()
    deadline = time.monotonic() + 12
    while time.monotonic() < deadline and len(account.records) < 500:
        time.sleep(0.05)
    load.stop()
    account.check_faults()
    collector.stop()
    _wait_for_tracer(output)
    expect(account.acknowledged > 200, f"only {account.acknowledged} events were acknowledged")
    expect(len(account.records) < 950, "more choices than one list shows")
    print(
        f"  traced {account.acknowledged} events and {len(account.records)} choices, "
        f"{os.path.getsize(output) >> 20} MB of calls", flush=True,
    )

    def check(path, at):
        rows, records = _open(collector, path)
        erasable = [row for row in rows if mark(row) in forgotten.events]
        account.check_usage([row for row in rows if row not in erasable], before=at)
        account.check_records(records, before=at)
        if at <= erasing:
            forgotten.check_usage(erasable, before=at)
            forgotten.check_records(records, before=at)
        elif at > erased:
            left = {record["id"] for record in records} & set(forgotten.records)
            expect(not erasable and not left, "what was erased is there again")

    states = _play(place, collector, output, random, loaded, check)
    expect(states >= 200, f"only {states} states were made")


def _wait_for_tracer(output, within=30):
    """strace outlives the program for a moment."""
    deadline = time.monotonic() + within
    while True:
        with open(output, "rb") as file:
            file.seek(max(0, os.path.getsize(output) - 4096))
            if b"+++ exited with" in file.read().splitlines()[-1]:
                return
        expect(time.monotonic() < deadline, "strace did not finish its output")
        time.sleep(0.05)


def _cuts(output, root, random, loaded):
    """The numbers of the lines before which the power is cut."""
    text = "".join(f"\\x{byte:02x}" for byte in root.encode())
    markers = [text + end for end in ("\\x2f", ">", '"')]
    early, late, telling = [], [], []
    for number, (at, _, _, call) in enumerate(trace.read(output)):
        if not any(marker in call.text for marker in markers):
            continue
        if at < loaded:
            early.append(number)
            continue
        late.append(number)
        if call.name not in ("pwrite64", "write"):
            telling.append(number)
    expect(early and late, "the trace names no file of the data directory")
    # Half of them close to a sync, a rename or a removal, where most can go wrong.
    wanted = STATES - EARLY
    cuts = [random.choice(early) for _ in range(EARLY)]
    cuts += [random.choice(late) for _ in range(wanted // 2)]
    cuts += [random.choice(telling) + random.randint(-1, 2) for _ in range(wanted - wanted // 2)]
    return sorted(cuts)


def _play(place, collector, output, random, loaded, check):
    """Makes the states and checks them, two at a time; gives how many."""
    cuts = _cuts(output, collector.data, random, loaded)
    disk = Disk(collector.data)
    room = threading.Semaphore(8)
    results = []

    def judge(path, number, at, style):
        kept = path + ".kept"
        shutil.copytree(path, kept)
        try:
            check(path, at)
        except Failure as why:
            return f"{why} (cut at call {number}, {at - loaded:+.3f} s of the load, unsynced {style}, {kept})"
        finally:
            shutil.rmtree(path)
            room.release()
        shutil.rmtree(kept)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for number, (at, begins, ends, call) in enumerate(trace.read(output)):
            while cuts and cuts[0] == number:
                cuts.pop(0)
                path = place.file(f"state-{len(results)}")
                room.acquire()
                style = disk.write_state(random, path)
                results.append(pool.submit(judge, path, number, at, style))
            if begins:
                disk.begin(call)
            if ends:
                disk.end(call)
    wrong = [found for found in (result.result() for result in results) if found]
    for text in wrong[:10]:
        print(f"  {text}", flush=True)
    expect(not wrong, f"{len(wrong)} of {len(results)} states are wrong, as: {(wrong or [''])[0]}")
    print(f"  {len(results)} states opened, none wrong", flush=True)
    return len(results)


def _open(collector, path):
    """Opens one state with the program, then looks into its files with SQLite itself."""
    collector.command("verify", data=path)
    records = collector.records(data=path)
    rows = collector.usage(data=path)
    for name in sorted(os.listdir(path)):
        if name.endswith(".db"):
            database = sqlite3.connect(os.path.join(path, name))
            found = database.execute("PRAGMA integrity_check").fetchone()[0]
            database.close()
            expect(found == "ok", f"{name} is damaged: {found}")
    return rows, records
