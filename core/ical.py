"""A calendar feed as text: UTC instants, no zone table, lines folded by octets, the same bytes for the same events.

RFC 5545, and RFC 7986 for the name and the refresh interval.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from icalendar import Calendar, Event, vDuration, vText

PRODUCT: Final = "-//EcoWorks//EcoWorks//EN"
REFRESH: Final = timedelta(hours=6)
DOMAIN: Final = "ecoworks"


@dataclass(frozen=True)
class FeedEvent:
    """A class or a booking as a feed tells it; `what` and `token` make its UID, which never changes.

    `link` is empty where it is secret.
    """

    token: str
    starts_at: datetime
    ends_at: datetime
    title: str
    where: str = ""
    note: str = ""
    link: str = ""
    sequence: int = 0
    changed_at: datetime | None = None
    is_cancelled: bool = False
    what: str = "class"


def feed_text(uid: str, name: str, events: Sequence[FeedEvent]) -> bytes:
    """The feed. It depends on nothing but what is given: no clock, no chance, so its hash is its ETag."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("uid", f"{uid}@{DOMAIN}")
    made.add("name", vText(name))
    made.add("x-wr-calname", vText(name))
    made.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(REFRESH))
    for item in sorted(events, key=lambda one: (one.starts_at, one.token)):
        made.add_component(_event(item))
    text: bytes = made.to_ical()
    return text


def _event(item: FeedEvent) -> Event:
    made = Event()
    changed = (item.changed_at or item.starts_at).replace(microsecond=0)
    made.add("uid", f"{item.what}-{item.token}@{DOMAIN}")
    made.add("dtstamp", changed)
    made.add("last-modified", changed)
    made.add("sequence", item.sequence)
    made.add("dtstart", item.starts_at.replace(microsecond=0))
    made.add("dtend", item.ends_at.replace(microsecond=0))
    made.add("summary", item.title)
    made.add("status", "CANCELLED" if item.is_cancelled else "CONFIRMED")
    for key, value in (("location", item.where), ("description", item.note), ("url", item.link)):
        if value:
            made.add(key, value)
    return made


def etag_of(body: bytes) -> str:
    """The tag by which a client knows that nothing changed."""
    return hashlib.sha256(body).hexdigest()[:32]
