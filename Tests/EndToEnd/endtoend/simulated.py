"""Visitors who come through the API instead of a browser."""

import base64
import json
import random

from .expecting import expect_equal

AGENTS = {
    "desktop": (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/140.0.0.0 Safari/537.36"
    ),
    "phone": (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
        "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
    ),
}


def fresh_id():
    return base64.urlsafe_b64encode(random.randbytes(16)).decode().rstrip("=")


def come(collector, address, pages, agent="desktop", referrer=None, key=None, at=None):
    """One visitor agrees to analytics and opens `pages`; with an ingest key in the past, at `at` ms."""
    trusted = {"Authorization": f"Bearer {key}"} if key else {"X_Forwarded_For": address}

    def when(seconds):
        return {"at": at + seconds * 1000, "ip": address} if key else {}

    status, text = collector.post(
        "/v1/consent",
        {
            "site": "demo",
            "notice": collector.notice()["hash"],
            "choices": {"analytics": True},
            "mechanism": "save",
            "language": "en",
            **when(0),
        },
        User_Agent=AGENTS[agent],
        **trusted,
    )
    expect_equal(status, 201, f"a simulated choice ({text})")
    events = []
    for number, page in enumerate(pages):
        common = {**when(5 + 40 * number), **({"user_agent": AGENTS[agent]} if key else {})}
        pageview = {"type": "pageview", "id": fresh_id(), "url": collector.base + page, **common}
        if referrer and number == 0:
            pageview["referrer"] = referrer
        events.append(pageview)
        spent = {
            "type": "engagement",
            "id": fresh_id(),
            "pageview": pageview["id"],
            "engaged_ms": 9000 + 1700 * number,
            "scroll": 60,
        }
        events.append({**spent, **common, **when(30 + 40 * number)})
    status, text = collector.post(
        "/v1/events",
        {"site": "demo", "token": json.loads(text)["token"], "events": events},
        User_Agent=AGENTS[agent],
        **trusted,
    )
    expect_equal((status, json.loads(text).get("stored")), (202, len(events)), f"stored ({text})")
