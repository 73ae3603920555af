"""No room: a full disk, and a limit on the size of files. The collector outlives both."""

import os
import resource
import subprocess
import time

from . import chance
from .account import Account
from .client import Client
from .collector import ORIGIN, SITE, Skipped, expect
from .visitor import Load, resend


def a_full_disk_is_answered_with_503_and_outlived(place):
    mount = place.file("disk")
    os.mkdir(mount)
    if os.geteuid() != 0:
        raise Skipped("mounting a small disk needs root")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m,mode=0700", "assent-faults", mount],
        capture_output=True, text=True, check=False,
    )
    if done.returncode != 0:
        raise Skipped(f"this machine does not let us mount: {done.stderr.strip()}")
    place.closers.append(lambda: subprocess.run(["umount", mount], check=False))
    collector = place.collector(data=os.path.join(mount, "data"))
    filler = os.path.join(mount, "filler")

    def fill():
        with open(filler, "wb", buffering=0) as file:
            for size in (65536, 4096):
                try:
                    while True:
                        file.write(bytes(size))
                except OSError:
                    pass

    outlive(place, collector, fill, lambda: os.unlink(filler))
    collector.kill()


def a_limit_on_file_sizes_is_answered_with_503_and_outlived(place):
    collector = place.collector()

    def limit(size):
        _, hard = resource.prlimit(collector.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(collector.process.pid, resource.RLIMIT_FSIZE, (size, hard))

    def fill():
        limit(min(
            os.path.getsize(os.path.join(collector.data, name)) + 50_000
            for name in os.listdir(collector.data) if name.endswith(".db-wal")
        ))

    outlive(place, collector, fill, lambda: limit(resource.RLIM_INFINITY))


def a_start_without_room_says_so(place):
    collector = place.collector()
    collector.launch(file_size=20_000)
    expect(collector.process.wait(20) == 1, f"it ended with {collector.process.returncode}")
    expect("no room" in collector.log_text(), f"it said: {collector.log_end()}")
    # What it left half made must not be in the way of the next start.
    collector.start()
    collector.command("verify")
    collector.stop()


def outlive(place, collector, fail, mend):
    """A load goes on while storing fails and works again; nothing is lost or doubled."""
    account = Account()
    collector.start()
    reports = collector.key("marketing")
    load = Load(collector.address, account, chance.generator(place.path), threads=3)
    try:
        wait_until(lambda: account.acknowledged > 100, "the first events were not acknowledged")
        fail()
        refused = account.statuses[503]
        wait_until(lambda: account.statuses[503] > refused + 20, "nothing was answered with 503")
        client = Client(collector.address)
        wait_until(lambda: client.get("/ready").status == 503, "/ready never told of it")
        check_reads(client, reports)
        mend()
        wait_until(lambda: client.get("/ready").status == 200, "/ready did not become 200 again")
        stored = account.acknowledged
        wait_until(lambda: account.acknowledged > stored + 100, "storing did not work again")
        client.close()
    finally:
        load.stop()
    account.check_faults()
    refused = account.statuses[503]
    resent = resend(collector.address, account)
    check_store(collector, account)
    collector.kill()
    collector.command("verify")
    check_store(collector, account)
    collector.start()
    check_store(collector, account)
    collector.stop()
    print(
        f"  {account.acknowledged} events acknowledged, {refused} answers 503, "
        f"{resent} events sent again", flush=True,
    )


def check_store(collector, account):
    collector.command("verify")
    account.check_usage(collector.usage())
    records = collector.records()
    wanted = set(account.records)
    if len(records) == 1000:
        # A list shows the newest thousand.
        wanted = set(sorted(wanted, key=account.records.get)[-900:])
    account.check_records(records, of=wanted)


def check_reads(client, key):
    """What does not store goes on."""
    for path in ("/health", f"/v1/notice?site={SITE}", f"/v1/consent?site={SITE}", "/assent.js"):
        status = client.get(path).status
        expect(status == 200, f"while nothing can be stored, {path} was answered with {status}")
    answer = client.ask(
        "POST", "/api/v2/query",
        {"site_id": SITE, "metrics": ["pageviews"], "date_range": "day"},
        Authorization=f"Bearer {key}", Origin=ORIGIN,
    )
    expect(answer.status == 200, f"while nothing can be stored, a report was {answer.status}")


def wait_until(claim, why, within=20):
    deadline = time.monotonic() + within
    while not claim():
        expect(time.monotonic() < deadline, why)
        time.sleep(0.01)
