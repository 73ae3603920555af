"""What was sent and what was acknowledged, and whether the store agrees."""

import threading
import time
from collections import Counter

from .collector import Failure, expect


class Event:
    """One event with a mark that is found again in what is stored."""

    def __init__(self, mark, body):
        self.mark = mark
        self.body = body
        #: When the answer that says it is stored was here; None before.
        self.acknowledged = None


class Account:
    """Kept by all clients of a test together."""

    def __init__(self):
        self.lock = threading.Lock()
        self.events = {}
        #: Record id -> when it was acknowledged.
        self.records = {}
        #: (events, token) of requests that were not answered with 202.
        self.open = []
        self.statuses = Counter()
        self.faults = []

    def fault(self, text):
        with self.lock:
            self.faults.append(text)

    def sent(self, events):
        with self.lock:
            for event in events:
                self.events[event.mark] = event

    def stored(self, events):
        now = time.time()
        with self.lock:
            for event in events:
                if event.acknowledged is None:
                    event.acknowledged = now

    def left_open(self, events, token):
        with self.lock:
            self.open.append((events, token))

    def recorded(self, record):
        with self.lock:
            self.records[record] = time.time()

    @property
    def acknowledged(self):
        with self.lock:
            return sum(1 for event in self.events.values() if event.acknowledged is not None)

    def check_faults(self):
        if self.faults:
            raise Failure(f"{len(self.faults)} wrong answers, the first: {self.faults[0]}")

    def check_usage(self, rows, before=float("inf"), only_acknowledged=False):
        """Each event that was acknowledged before a time is there, and none is there twice."""
        found = Counter(mark(row) for row in rows)
        for name, count in found.items():
            expect(name in self.events, f"a stored row nobody sent: {name}")
            expect(count == 1, f"event {name} is stored {count} times")
        lost = [
            event for event in self.events.values()
            if event.acknowledged is not None and event.acknowledged < before
            and event.mark not in found
        ]
        expect(not lost, f"{len(lost)} acknowledged events are lost")
        if only_acknowledged:
            extra = [name for name in found if self.events[name].acknowledged is None]
            expect(not extra, f"{len(extra)} events are stored and were never acknowledged")

    def check_records(self, records, before=float("inf"), of=None):
        """The same for choices; `of` are the ids to look for where not all records were read."""
        found = Counter(record["id"] for record in records)
        twice = [name for name, count in found.items() if count > 1]
        expect(not twice, f"{len(twice)} records are there twice")
        wanted = {
            record: at for record, at in self.records.items()
            if at < before and (of is None or record in of)
        }
        lost = [record for record in wanted if record not in found]
        expect(not lost, f"{len(lost)} of {len(wanted)} acknowledged records are lost")


def mark(row):
    """What tells a stored row from all others: its page, its name or its engaged time."""
    if row["type"] == "pageview":
        return row["page"].rsplit("/", 1)[-1]
    if row["type"] == "event":
        return row["name"]
    return f"engaged {row['engaged_ms']}"
