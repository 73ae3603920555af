"""One process owns a data directory; everybody else asks it."""

import os
import shutil
import subprocess

from . import chance
from .account import Account
from .collector import PROGRAM, SITE, expect
from .visitor import Visitor


def _visited(collector, purpose):
    account = Account()
    visitor = Visitor(collector.address, account, chance.generator(purpose))
    visitor.choose()
    for _ in range(10):
        visitor.browse()
    account.check_faults()
    return visitor, account


def a_second_server_on_the_same_data_is_refused(place):
    collector = place.collector().start()
    visitor, account = _visited(collector, "second server")
    second = subprocess.run(
        [PROGRAM, "serve", "--config", collector.config, "--data", collector.data,
         "--listen", "127.0.0.1:0"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20,
    )
    expect(second.returncode == 1, f"a second server ended with {second.returncode}")
    expect("in use" in second.stderr, f"a second server said: {second.stderr.strip()}")
    expect(collector.data in second.stderr, "a second server does not say which directory")
    visitor.browse()
    collector.command("key", "list")
    account.check_usage(collector.usage())
    collector.kill()
    # The lock of a killed server is free at once.
    collector.start()
    account.check_usage(collector.usage())
    collector.stop()


def commands_work_beside_a_server_and_without_one(place):
    collector = place.collector().start()
    visitor, account = _visited(collector, "commands")
    record = next(iter(account.records))

    def check_commands():
        key = collector.key("privacy")
        expect(len(key) > 20 and " " not in key, "key add does not end with the key alone")
        listed = collector.command("key", "list").splitlines()
        collector.command("report", "--site", SITE, "--range", "7d", "--format", "json")
        collector.command("verify")
        collector.command("geo", "status")
        collector.command("expire", "--dry-run")
        expect(record in collector.command("consent", "show", record), "consent show shows another")
        collector.command("consent", "verify", record)
        account.check_usage(collector.usage())
        account.check_records(collector.records())
        wrong = collector.command("consent", "show", chance.event_id(), status=1)
        expect("no such record" in wrong, f"an unknown record is told of as: {wrong.strip()}")
        return len(listed)

    beside = check_commands()
    collector.stop()
    without = check_commands()
    expect(without == beside + 1, "a key made beside the server is not there without it")
    collector.start()
    visitor.client.connection = type(visitor.client.connection)(*collector.address, timeout=20)
    visitor.browse()
    account.check_usage(collector.usage())
    collector.stop()


def a_backup_opens_with_its_keys(place):
    collector = place.collector().start()
    visitor, account = _visited(collector, "backup")
    beside, without = place.file("beside"), place.file("without")
    collector.command("backup", beside)
    later, later_account = _visited(collector, "after the backup")
    collector.stop()
    collector.command("backup", without)
    expect(collector.command("backup", without, status=1), "a backup overwrote another")
    names = sorted(os.listdir(beside))
    expect("keys" not in names, "a backup holds the keys")
    expect("consent.db" in names and any(name.startswith("usage-") for name in names),
           f"a backup holds only {names}")
    # Without keys it must not be taken for a new installation.
    collector.command("verify", data=beside, status=1)
    for folder in (beside, without):
        shutil.rmtree(os.path.join(folder, "keys"), ignore_errors=True)
        shutil.copytree(os.path.join(collector.data, "keys"), os.path.join(folder, "keys"))
        collector.command("verify", data=folder)
    account.check_usage(collector.usage(data=beside))
    account.check_records(collector.records(data=beside))
    account.events.update(later_account.events)
    account.records.update(later_account.records)
    account.check_usage(collector.usage(data=without))
    account.check_records(collector.records(data=without))
    restored = place.collector("restored", data=beside).start()
    _, more = _visited(restored, "restored")
    rows = restored.usage()
    expect(len(rows) > len(more.events), "a restored backup forgot its rows")
    restored.stop()
    restored.command("verify")
