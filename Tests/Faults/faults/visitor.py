"""Visitors that choose and browse, from threads of their own, until told to stop or cut off."""

import threading

from . import chance
from .account import Event
from .client import Client, Unanswered
from .collector import SITE, expect


class Visitor:
    """One browser: a connection, a consent token, and the account of what it sent."""

    def __init__(self, address, account, random):
        self.client = Client(address)
        self.account = account
        self.random = random
        self.notice = self.client.notice()["hash"]
        self.token = None

    def choose(self, granted=True):
        """Makes a choice; the built-in notice asks about analytics alone."""
        mechanism = self.random.choice(["accept_all", "save"]) if granted else "reject_all"
        body = {
            "site": SITE, "notice": self.notice, "language": "en", "mechanism": mechanism,
            "choices": {"analytics": granted},
        }
        if granted and self.token:
            body["token"] = self.token
        answer = self.client.ask("POST", "/v1/consent", body)
        self.account.statuses[answer.status] += 1
        if answer.status == 201:
            self.account.recorded(answer.json["record"])
            if granted:
                self.token = answer.json["token"]
        elif answer.status != 503 or "Retry-After" not in answer.headers:
            self.account.fault(f"a choice was answered with {answer.status} {answer.body[:200]}")
        return answer

    def consent_id(self):
        """The id under which this visitor's grant is kept, as the visitor's own page shows it."""
        bearer = f"Consent {self.token}"
        return self.client.get(f"/v1/consent?site={SITE}", Authorization=bearer).json["consent_id"]

    def event(self):
        number = chance.number()
        word = chance.word(number)
        kind = self.random.random()
        body = {"id": chance.event_id()}
        if kind < 0.6:
            url = f"https://example.org/page/{word}"
            return Event(word, {**body, "type": "pageview", "url": url, "title": "A page"})
        if kind < 0.8:
            return Event(word, {**body, "type": "event", "name": word, "props": {"step": 2}})
        more = {"pageview": chance.event_id(), "engaged_ms": number, "scroll": 50}
        return Event(f"engaged {number}", {**body, "type": "engagement", **more})

    def events(self, count=None):
        """Some new events, on the account as sent."""
        events = [self.event() for _ in range(count or self.random.choice([1, 1, 1, 2, 5]))]
        self.account.sent(events)
        return events

    def browse(self, count=None):
        """Sends a beacon of some new events."""
        return self.send(self.events(count))

    def send(self, events, token=None):
        token = token or self.token
        try:
            answer = beacon(self.client, events, token)
        except Unanswered:
            self.account.left_open(events, token)
            raise
        self.account.statuses[answer.status] += 1
        if answer.status == 202:
            settle(self.account, events, answer)
            return answer
        self.account.left_open(events, token)
        if answer.status != 503 or "Retry-After" not in answer.headers:
            self.account.fault(f"a beacon was answered with {answer.status} {answer.body[:200]}")
        return answer


def beacon(client, events, token):
    body = {"site": SITE, "token": token, "events": [event.body for event in events]}
    return client.ask("POST", "/v1/events", body)


def settle(account, events, answer):
    """A repeated id was stored before, so both answers say that the events are there."""
    counts = answer.json
    if counts["stored"] + counts["reasons"].get("duplicate", 0) == len(events):
        account.stored(events)
    else:
        account.fault(f"{len(events)} permitted events were answered with {counts}")


def resend(address, account):
    """Sends again what was not acknowledged, as a queue would; gives how many events."""
    client = Client(address)
    open_requests, account.open = account.open, []
    for events, token in open_requests:
        answer = beacon(client, events, token)
        expect(answer.status == 202, f"sent again, events were answered with {answer.status}")
        settle(account, events, answer)
    client.close()
    account.check_faults()
    return sum(len(events) for events, _ in open_requests)


def check_repeats(address, batches):
    """What was acknowledged and is sent again must be known."""
    client = Client(address)
    for events, token in batches:
        answer = beacon(client, events, token)
        expect(answer.status == 202, f"repeated events were answered with {answer.status}")
        repeats = answer.json["reasons"].get("duplicate", 0)
        expect(
            answer.json["stored"] == 0 and repeats == len(events),
            f"{len(events)} repeated events were answered with {answer.json}",
        )
    client.close()


class Load:
    """Several visitors at once; each ends when told to, or when the server is gone."""

    def __init__(self, address, account, random, threads=4, choices=0.1, most_choices=None):
        self.stopping = threading.Event()
        #: How often a visitor chooses before the next beacon, and how many choices are enough.
        self.choices = choices
        self.most_choices = most_choices or float("inf")
        self.account = account
        #: Acknowledged beacons with their tokens, to be repeated.
        self.answered = []
        self.cut_off = 0
        self.threads = [
            threading.Thread(target=self._run, args=(address, type(random)(random.random())))
            for _ in range(threads)
        ]
        for thread in self.threads:
            thread.start()

    def _run(self, address, random):
        try:
            visitor = Visitor(address, self.account, random)
            while not self.stopping.is_set():
                if visitor.token is None:
                    if visitor.choose().status == 503:
                        self.stopping.wait(0.02)
                    continue
                may_choose = len(self.account.records) < self.most_choices
                if may_choose and random.random() < self.choices:
                    if random.random() < 0.3:
                        # Somebody else takes the seat.
                        visitor.token = None
                    visitor.choose(granted=visitor.token is None or random.random() < 0.8)
                    continue
                events = visitor.events()
                if visitor.send(events).status == 202:
                    self.answered.append((events, visitor.token))
                else:
                    # A client that is told to wait waits.
                    self.stopping.wait(0.02)
        except Unanswered:
            self.cut_off += 1
        except Exception as error:
            self.account.fault(f"{type(error).__name__}: {error}")

    def stop(self, within=30):
        self.stopping.set()
        for thread in self.threads:
            thread.join(within)
        waiting = sum(thread.is_alive() for thread in self.threads)
        expect(waiting == 0, f"{waiting} requests were never answered")
