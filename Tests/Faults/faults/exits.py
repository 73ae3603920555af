"""Signals under load: a stop, and a reload of a configuration that cannot be taken."""

import os
import signal
import time

from . import chance
from .account import Account
from .collector import ORIGIN, SITE, expect
from .full import wait_until
from .visitor import Load


def a_stop_under_load_answers_what_it_accepted(place):
    random = chance.generator("stop")
    collector = place.collector()
    account = Account()
    longest = 0
    for _ in range(5):
        collector.start()
        load = Load(collector.address, account, random, threads=6)
        time.sleep(random.uniform(0.3, 0.8))
        longest = max(longest, collector.stop(within=10))
        load.stop()
        account.check_faults()
        # What is stored was answered, not only the other way round.
        account.check_usage(collector.usage(), only_acknowledged=True)
        records = collector.records()
        account.check_records(records, of=_newest(account))
        unknown = {record["id"] for record in records} - set(account.records)
        expect(not unknown, f"{len(unknown)} choices are on record and were never answered")
        expect("control.sock" not in os.listdir(collector.data), "a stop left its socket behind")
    collector.command("verify")
    print(f"  {account.acknowledged} events acknowledged, the longest stop took {longest:.2f} s")


def _newest(account, count=900):
    """The ids of records that a list of the newest thousand must show."""
    return set(sorted(account.records, key=account.records.get)[-count:])


def a_broken_configuration_leaves_the_old_one_in_force(place):
    collector = place.collector()
    account = Account()
    collector.start()
    load = Load(collector.address, account, chance.generator("reload"), threads=2)
    try:
        wait_until(lambda: account.acknowledged > 50, "the first events were not acknowledged")
        with open(collector.config, "w") as file:
            file.write("{\n  limits: {\n    max_conections: 7 } }\n")
        said = collector.check_config(status=1)
        expect(":3:" in said and "max_connections" in said,
               f"check-config names neither the line nor the nearest key: {said}")
        collector.process.send_signal(signal.SIGHUP)
        collector.wait_for_log("configuration not taken")
        before = account.acknowledged
        wait_until(lambda: account.acknowledged > before + 50, "a broken file stopped the storing")
        collector.configure(sites=[
            {"id": SITE, "origins": [ORIGIN], "timezone": "UTC"},
            {"id": "second.example.org", "origins": ["https://second.example.org"]},
        ])
        collector.process.send_signal(signal.SIGHUP)
        collector.wait_for_log("configuration reloaded")
        before = account.acknowledged
        wait_until(lambda: account.acknowledged > before + 50, "a reload stopped the storing")
    finally:
        load.stop()
    account.check_faults()
    expect(load.cut_off == 0, "a reload cut a client off")
    expect(set(account.statuses) <= {201, 202}, f"a reload was noticed: {dict(account.statuses)}")
    collector.stop()
    account.check_usage(collector.usage(), only_acknowledged=True)
