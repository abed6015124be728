"""What a tablet's events prove: who acted, by a card or by a sign-in, and when by our clock."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from core.access import Actor, actor_for
from core.clock import local_day
from core.db import as_day, as_instant, fast
from core.errors import N_, NotAllowed, RuleBroken
from core.ids import sign_in_key, sign_proof
from core.sign_ins import LONGEST, PIN_HOLDS

OLDEST = timedelta(days=400)
"""Events said to be older than this are taken at the time of their arrival: a clock at 1970 loses nothing."""

SLACK = timedelta(minutes=2)
"""How far a tablet's clock may run from ours between two looks at it."""
THIS_MOMENT = timedelta(seconds=10)
"""An event this young is made by whoever is signed in now: what the request has just read of them still holds."""


@dataclass(frozen=True)
class Receipt:
    """What a tablet is told of an event: "stored", "repeated", "already", "invalid", "refused", or that it lies here:
    "stray" for a coordinator, "to_sign" for a PIN, "waits" for whoever told it.
    """

    id: str
    result: str
    message: str = ""
    remedy: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


class RefusedAtOnce(Exception):
    """Somebody stands before the screen and sees why: nothing is kept of what could not be done.

    `receipt` is what the room answers the tablet, in the room's own shape.
    """

    def __init__(self, receipt: Any) -> None:
        super().__init__(receipt.message)
        self.receipt = receipt


@dataclass(frozen=True)
class Tablet:
    """The paired tablet that sends: its row id, public id and site; and who is signed in on it at this moment."""

    device_id: int
    public_id: str
    site_id: int
    present: Actor | None = None

    def is_present(self, sign_in: str, at: datetime, arrived: datetime | None) -> bool:
        """True if that sign-in is the one that this request was let in by, and the event is of this moment."""
        who = self.present
        return (
            who is not None
            and who.sign_in_id == sign_in
            and who.site_id == self.site_id
            and who.device_id == self.device_id
            and arrived is not None
            and arrived - at <= THIS_MOMENT
            and local_day(at) == local_day(arrived)
        )


def corrected_time(device_at: int, device_now: int, arrived: datetime) -> datetime:
    """When it happened by our clock: the device's distance from its own now, never in the future nor absurdly old."""
    ago = timedelta(milliseconds=max(0, min(device_now - device_at, 10**13)))
    return arrived if ago > OLDEST else arrived - ago


def actor_of(
    named: object, message: str, tablet: Tablet, at: datetime, arrived: datetime | None = None
) -> Actor:
    """The person who acts, as they were at that time. Raises NotAllowed where a proof of `message` does not hold."""
    has_confirmed = False
    if isinstance(named, Mapping) and not str(named.get("card") or named.get("sign_in")).isascii():
        person_id, strength = None, "card"
    elif isinstance(named, Mapping) and isinstance(named.get("card"), str):
        person_id = _person_by_proof(named["card"], _proof(named), message, at)
        strength = "card"
    elif isinstance(named, Mapping) and isinstance(named.get("sign_in"), str):
        if tablet.present is not None and tablet.is_present(named["sign_in"], at, arrived):
            return tablet.present
        person_id, strength, has_confirmed = _person_by_sign_in(
            named["sign_in"], _proof(named), message, tablet, at
        )
    else:
        person_id, strength = None, "card"
    actor = None
    if person_id is not None:
        actor = actor_for(
            person_id, site_id=tablet.site_id, strength=strength, at=at, device_id=tablet.device_id
        )
    if actor is None:
        raise NotAllowed(N_("We cannot tell who did this."), N_("Show the card again."))
    return actor if has_confirmed else replace(actor, has_confirmed=False)


def _proof(named: Mapping[str, Any]) -> str:
    return str(named.get("proof") or "")


def _holds(key: str, message: str, proof: str) -> bool:
    good = sign_proof(key, message.encode("utf-8", "replace").decode())
    return bool(message) and hmac.compare_digest(good.encode(), proof.encode("utf-8", "replace"))


def blank_card(named: object, message: str) -> str:
    """The lookup key of a card that is nobody's yet, where its proof of `message` holds; else "".

    What a new person did in their first hour may reach us before the new person does.
    """
    if not isinstance(named, Mapping) or not isinstance(named.get("card"), str):
        return ""
    lookup = str(named["card"])[:64]
    if not lookup.isascii():
        return ""
    row = fast().row("SELECT proof_key FROM card WHERE lookup_key = ? AND state = 'blank'", (lookup,))
    return lookup if row is not None and _holds(row[0], message, _proof(named)) else ""


def person_by_card(named: object, message: str, at: datetime) -> int | None:
    """The person of a card that was good at `at`, where its proof of `message` holds."""
    if not isinstance(named, Mapping) or not isinstance(named.get("card"), str):
        return None
    return _person_by_proof(named["card"], _proof(named), message, at) if named["card"].isascii() else None


def _person_by_proof(lookup: str, proof: str, message: str, at: datetime) -> int | None:
    row = fast().row(
        "SELECT person_id, proof_key, ends_on, ended_at, state FROM card WHERE lookup_key = ?",
        (lookup[:64],),
    )
    if row is None or row[0] is None or row[4] not in ("live", "lost"):
        return None
    if row[3] is not None and as_instant(row[3]) < at:
        return None
    if row[2] is not None and as_day(row[2]) < local_day(at):
        return None
    return int(row[0]) if _holds(row[1], message, proof) else None


def _person_by_sign_in(
    public_id: str, proof: str, message: str, tablet: Tablet, at: datetime
) -> tuple[int | None, str, bool]:
    """(person, strength, whether a PIN had been given shortly before) of a sign-in whose own key made the proof."""
    row = fast().row(
        "SELECT person_id, method, started_at, ended_at, pin_until, id FROM sign_in "
        "WHERE public_id = ? AND device_id = ?",
        (public_id[:64], tablet.device_id),
    )
    if row is None or not _holds(sign_in_key(row[5]), message, proof):
        return None, "card", False
    started, pin_until = as_instant(row[2]), as_instant(row[4]) if row[4] is not None else None
    if not started - SLACK <= at <= started + LONGEST + SLACK:
        return None, "card", False
    if row[3] is not None and at > as_instant(row[3]) + SLACK:
        return None, "card", False
    given = [pin_until - PIN_HOLDS] if pin_until is not None else []
    if row[1] != "card":
        given.append(started)
    has_confirmed = any(moment - SLACK <= at <= moment + PIN_HOLDS + SLACK for moment in given)
    return int(row[0]), "pin" if has_confirmed and row[1] == "card" else str(row[1]), has_confirmed


def whole_number(value: object, field: str) -> int:
    """A number that a tablet tells. Raises RuleBroken on `field`."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or abs(value) > 2**53:
        raise RuleBroken(field, N_("This event has no proper time."), N_("Load the page again."))
    return int(value)
