"""A power cut at any moment: the disk's state is built from a trace of the real store's calls."""

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


def nothing_acknowledged_is_lost_by_a_power_cut(place):
    """Runs a load under strace, then opens at least 200 states that a cut may leave behind."""
    random = chance.generator("power cut")
    collector = place.collector()
    run = _Run(place, collector, random, seconds=12, events=4000)
    wrong, count = _play(run, random, STATES)
    for text in wrong[:10]:
        print(f"  {text}", flush=True)
    expect(not wrong, f"{len(wrong)} of {count} states are wrong, as: {(wrong or [''])[0]}")
    expect(count >= 200, f"only {count} states were made")
    print(f"  {count} states opened, none wrong", flush=True)


def a_power_cut_takes_what_was_not_synced(place):
    """Without a sync at each commit the states must show a loss, else they show nothing."""
    random = chance.generator("unsynced")
    collector = place.collector()
    collector.configure(durability="normal")
    run = _Run(place, collector, random, seconds=3, events=2000)
    wrong, count = _play(run, random, 60)
    lost = [text for text in wrong if "acknowledged" in text]
    expect(lost, f"of {count} states without syncs none lost an acknowledged event")
    print(f"  {len(lost)} of {count} states lost what was acknowledged", flush=True)
    for name in os.listdir(place.path):
        if name.startswith("state-"):
            shutil.rmtree(place.file(name))


class _Run:
    """One life of a server under strace: a start, a load with an erasure in it, a stop."""

    def __init__(self, place, collector, random, seconds, events):
        if not trace.works():
            raise Skipped("this machine does not let strace trace a program")
        self.place, self.collector = place, collector
        self.calls = place.file("calls")
        self.account, self.forgotten = Account(), Account()
        collector.start(prefix=trace.prefix(self.calls), within=60)
        collector.wait_for_log("retention sweep")
        self.loaded = time.time()
        visitor = Visitor(collector.address, self.forgotten, random)
        visitor.choose()
        for _ in range(20):
            visitor.browse()
        self.consent_id = visitor.consent_id()
        # A list shows a thousand records; a rate of choices that moves the ledger's log too.
        load = Load(
            collector.address, self.account, random, threads=3, choices=0.2, most_choices=600
        )
        try:
            time.sleep(seconds / 4)
            # A month is rewritten while beacons come; from its answer on it must be for good.
            self.erasing = time.time()
            collector.command("subject", "erase", self.consent_id)
            self.erased = time.time()
            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline and self.account.acknowledged < events:
                time.sleep(0.05)
        finally:
            load.stop()
        self.account.check_faults()
        collector.stop()
        _wait_for_tracer(self.calls)
        stored = self.account.acknowledged
        expect(stored > 100, f"only {stored} events were acknowledged")
        expect(len(self.account.records) < 950, "there are more choices than one list shows")
        print(
            f"  traced {stored} events and {len(self.account.records)} choices, "
            f"{os.path.getsize(self.calls) >> 20} MB of calls", flush=True,
        )

    def check(self, path, at):
        """Opens a state with the program; `at` is when the power was cut."""
        collector = self.collector
        is_erasing = self.erasing < at <= self.erased
        if is_erasing:
            # Who got no answer asks again.
            collector.command("subject", "erase", self.consent_id, data=path)
        collector.command("verify", data=path)
        records = collector.records(data=path)
        rows = collector.usage(data=path)
        forgotten = [row for row in rows if mark(row) in self.forgotten.events]
        others = [row for row in rows if mark(row) not in self.forgotten.events]
        self.account.check_usage(others, before=at)
        self.account.check_records(records, before=at)
        if at <= self.erasing:
            self.forgotten.check_usage(forgotten, before=at)
            self.forgotten.check_records(records, before=at)
        else:
            left = {record["id"] for record in records} & set(self.forgotten.records)
            expect(not forgotten and not left, "what was erased is there again")
        for name in sorted(os.listdir(path)):
            if name.endswith(".db"):
                database = sqlite3.connect(os.path.join(path, name))
                found = database.execute("PRAGMA integrity_check").fetchone()[0]
                database.close()
                expect(found == "ok", f"{name} is damaged: {found}")


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


def _cuts(run, random, count):
    """The numbers of the lines before which the power is cut."""
    text = "".join(f"\\x{byte:02x}" for byte in run.collector.data.encode())
    markers = [text + end for end in ("\\x2f", ">", '"')]
    early, late, syncs, names = [], [], [], []
    for number, (at, _, _, call) in enumerate(trace.read(run.calls)):
        if not any(marker in call.text for marker in markers):
            continue
        (early if at < run.loaded else late).append(number)
        if call.name in ("fsync", "fdatasync", "ftruncate"):
            syncs.append(number)
        elif call.name in ("mkdir", "rename", "unlink") or "O_CREAT" in call.text:
            names.append(number)
    expect(early and late, "the trace names no file of the data directory")
    # Most can go wrong where files are made, renamed and removed, which is seldom, and at syncs.
    cuts = []
    for _ in range(count // 4):
        cuts += [
            random.choice(early + late), random.choice(late),
            random.choice(syncs) + random.randint(-1, 2),
            random.choice(names) + random.randint(-1, 12),
        ]
    return sorted(cuts)


def _play(run, random, count):
    """Makes the states and checks them, two at a time; gives what is wrong, and their number."""
    cuts = _cuts(run, random, count)
    disk = Disk(run.collector.data)
    room = threading.Semaphore(8)
    results = []

    def judge(path, number, at, style):
        kept = path + ".kept"
        shutil.copytree(path, kept)
        try:
            run.check(path, at)
        except Failure as why:
            return (
                f"{why} (cut before call {number}, {at - run.loaded:+.3f} s of the load, "
                f"unsynced {style}, {kept})"
            )
        finally:
            shutil.rmtree(path)
            room.release()
        shutil.rmtree(kept)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for number, (at, begins, ends, call) in enumerate(trace.read(run.calls)):
            while cuts and cuts[0] == number:
                cuts.pop(0)
                path = run.place.file(f"state-{len(results)}")
                room.acquire()
                style = disk.write_state(random, path)
                results.append(pool.submit(judge, path, number, at, style))
            if begins:
                disk.begin(call)
            if ends:
                disk.end(call)
    return [found for found in (result.result() for result in results) if found], len(results)
