"""kill -9 at any moment of a load, again and again on the same data."""

import time

from . import chance
from .account import Account
from .collector import expect
from .visitor import Load, check_repeats, resend

ROUNDS = 20


def nothing_acknowledged_is_lost_by_kill_9(place):
    random = chance.generator("kill")
    collector = place.collector()
    account = Account()
    resent = 0
    collector.start()
    for number in range(ROUNDS):
        earlier = set(account.records)
        load = Load(collector.address, account, random)
        time.sleep(random.uniform(0.05, 0.6))
        collector.kill()
        load.stop()
        account.check_faults()
        if number % 4 == 1:
            # A start is a moment like any other.
            collector.launch()
            time.sleep(random.uniform(0, 0.08))
            collector.kill()
        if number % 5 == 4:
            collector.command("verify")
        collector.start()
        resent += resend(collector.address, account)
        check_repeats(collector.address, load.answered[-20:])
        account.check_records(collector.records(), of=set(account.records) - earlier)
        account.check_usage(collector.usage())
    # All that was sent is acknowledged by now, so it has to be there exactly once.
    expect(account.acknowledged == len(account.events), "an event was never acknowledged")
    collector.command("verify")
    collector.stop()
    collector.command("verify")
    account.check_usage(collector.usage())
    print(
        f"  {ROUNDS} kills, {account.acknowledged} events and {len(account.records)} choices "
        f"acknowledged, {resent} events sent again", flush=True,
    )
    expect(account.acknowledged > 20 * ROUNDS, "the load was too small to show anything")
