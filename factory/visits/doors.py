"""What a tablet's door brings: each event proven, kept once, whenever and in whatever order it comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.audit import write_audit_line
from core.clock import local_day
from core.crossings import crossings
from core.db import as_instant, fast
from core.errors import N_, EcoError
from core.ids import proof_message, read_client_id
from core.tablets import Tablet, actor_of, blank_card, corrected_time, whole_number
from core.visiting import keep_seen
from core.visits import DOOR_KINDS, WORKS

WAITS = N_("This card has no person yet: it is tried again.")


@dataclass(frozen=True)
class DoorReceipt:
    """What a tablet is told of one event: "stored", "repeated", "invalid" or "refused"; and the likely work."""

    id: str
    result: str
    message: str = ""
    work: str = ""


def take_door_event(
    body: Mapping[str, Any], *, tablet: Tablet, device_now: int, arrived: datetime
) -> DoorReceipt:
    """Keep one event of a door, inside the caller's transaction. It never raises for what the event says.

    A card that is nobody's yet waits: its first hour may reach us after what it did at the door ("waits").
    """
    event_id = read_client_id(body.get("id"))
    if event_id is None:
        return DoorReceipt(str(body.get("id"))[:40], "invalid", N_("This event has no proper id."))
    try:
        return _taken(body, event_id, tablet, device_now, arrived)
    except EcoError as problem:
        return DoorReceipt(event_id, "refused", problem.message)


def _taken(
    body: Mapping[str, Any], event_id: str, tablet: Tablet, device_now: int, arrived: datetime
) -> DoorReceipt:
    what, work = str(body.get("what")), str(body.get("work") or "")
    if what not in DOOR_KINDS or work not in ("", *WORKS):
        return DoorReceipt(
            event_id, "invalid", N_("This tablet says something that the server does not know yet.")
        )
    device_ms = whole_number(body.get("at"), "at")
    at = corrected_time(device_ms, device_now, arrived)
    message = proof_message("visit", event_id, device_ms, what, work)
    if blank_card(body.get("by"), message):
        return DoorReceipt(event_id, "waits", WAITS)
    actor = actor_of(body.get("by"), message, tablet, at, arrived)
    person_id = actor.person_id or 0
    is_new = keep_seen(
        event_id=event_id,
        person_id=person_id,
        site_id=tablet.site_id,
        kind=what,
        at=at,
        now=arrived,
        how="card" if actor.strength == "card" else "pin",
        work=work,
        device_id=tablet.device_id,
    )
    if is_new:
        write_audit_line(
            "keep_door_event",
            f"visit_event:{event_id}",
            site_id=tablet.site_id,
            at=arrived,
            by_id=person_id,
            device_id=tablet.device_id,
            fields=(what,),
        )
    return DoorReceipt(
        event_id, "stored" if is_new else "repeated", "", _likely(person_id, tablet.site_id, at, what)
    )


def _likely(person_id: int, site_id: int, at: datetime, what: str) -> str:
    """What somebody who goes has likely done today: what they said, else what they were seen to do."""
    if what != "went":
        return ""
    row = fast().row(
        "SELECT came_at, work FROM visit WHERE person_id = ? AND site_id = ? AND day = ? AND NOT is_void "
        "AND came_at <= ? ORDER BY came_at DESC LIMIT 1",
        (person_id, site_id, local_day(at), at),
    )
    if row is None:
        return ""
    return str(row[1]) or crossings.work_of_day(person_id, site_id, as_instant(row[0]), at)


def cards_inside(site_id: int, at: datetime) -> list[str]:
    """The lookup keys of the cards of whoever is in at a site: by them a tablet tells coming from going."""
    rows = fast().rows(
        "SELECT c.lookup_key FROM visit v JOIN card c ON c.person_id = v.person_id AND c.state = 'live' "
        "WHERE v.site_id = ? AND v.day = ? AND v.left_at IS NULL AND NOT v.is_void ORDER BY c.lookup_key",
        (site_id, local_day(at)),
    )
    return [row[0] for row in rows]


def cards_of(numbers: Sequence[str]) -> dict[str, list[str]]:
    """Number of a person → the lookup keys of their cards."""
    marks = ", ".join("?" for _ in numbers)
    found: dict[str, list[str]] = {}
    for number, lookup in fast().rows(
        "SELECT p.number, c.lookup_key FROM card c JOIN person p ON p.id = c.person_id WHERE c.state = 'live' "
        f"AND p.number IN ({marks or 'NULL'}) ORDER BY c.lookup_key",
        tuple(numbers),
    ):
        found.setdefault(number, []).append(lookup)
    return found
