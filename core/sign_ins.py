"""Sign-ins: one row per signed-in browser, looked up on each request and ended at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.access import Actor, actor_for
from core.audit import write_audit_line
from core.db import as_instant, as_json, db, fast
from core.devices import hash_token
from core.people import SignIn

TABLET_IDLE = timedelta(minutes=2)
DESK_IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
SEEN_GRAIN = timedelta(minutes=1)
"""`last_seen_at` is written at most this often, so an idle limit is kept to within this much."""
PIN_HOLDS = timedelta(minutes=5)
"""How long a PIN raises a card's sign-in, and how long a PIN or password given is good for signing and overriding."""
JUST_LAPSED = timedelta(seconds=30)
"""For so long after a PIN lapsed, events of a moment ago may still belong to the time when it held."""


@dataclass(frozen=True)
class KnownDevice:
    """A paired tablet as a request knows it."""

    id: int
    public_id: str
    site_id: int
    kind: str
    name: str
    last_seen_at: datetime | None


@dataclass(frozen=True)
class LiveSignIn:
    """A sign-in that holds at this moment, and who acts under it."""

    id: str
    actor: Actor
    method: str
    last_seen_at: datetime
    is_settled: bool = True
    """False where a PIN has just lapsed: what was done while it held counts by its own time."""


_DEVICE = (
    "SELECT id, public_id, site_id, kind, name, last_seen_at FROM device "
    "WHERE token_hash = ? AND revoked_at IS NULL"
)
_SIGN_IN = (
    "SELECT person_id, site_id, device_id, method, started_at, last_seen_at, pin_until, public_id, with_ids "
    "FROM sign_in WHERE id = ? AND ended_at IS NULL"
)


def known_device(token: str) -> KnownDevice | None:
    """The live device with that token, in one statement; None for an empty, unknown or revoked one."""
    if len(token) < 40:
        return None
    row = fast().row(_DEVICE, (hash_token(token),))
    if row is None:
        return None
    return KnownDevice(row[0], row[1], row[2], row[3], row[4], as_instant(row[5]) if row[5] else None)


def live_sign_in(sign_in_id: str, *, device_id: int | None, at: datetime) -> LiveSignIn | None:
    """The sign-in with that id if it holds at `at` on that device, in three statements; else None."""
    if not sign_in_id:
        return None
    row = fast().row(_SIGN_IN, (sign_in_id,))
    if row is None or row[2] != device_id:
        return None
    started, seen = as_instant(row[4]), as_instant(row[5])
    if not still_holds(started, seen, device_id, at):
        return None
    pin_until = as_instant(row[6]) if row[6] else None
    has_confirmed = pin_until is not None and at < pin_until
    strength = "pin" if row[3] == "card" and has_confirmed else row[3]
    actor = actor_for(
        row[0], site_id=row[1], strength=strength, at=at, device_id=device_id, sign_in_id=row[7]
    )
    if actor is None:
        return None
    together = tuple(as_json(row[8]) or ())
    if together or not has_confirmed:
        actor = replace(actor, with_ids=together, has_confirmed=has_confirmed)
    is_settled = has_confirmed or pin_until is None or at >= pin_until + JUST_LAPSED
    return LiveSignIn(sign_in_id, actor, row[3], seen, is_settled)


def still_holds(started: datetime, seen: datetime, device_id: int | None, at: datetime) -> bool:
    """True if a sign-in that nobody ended is neither idle for too long nor older than a working day."""
    idle = TABLET_IDLE if device_id is not None else DESK_IDLE
    return at - seen <= idle + SEEN_GRAIN and at - started <= LONGEST


def note_seen(*, sign_in: LiveSignIn | None, device: KnownDevice | None, at: datetime) -> bool:
    """True if it is a minute since the last note, so that `write_seen` is worth its transaction."""
    stale_person = sign_in is not None and at - sign_in.last_seen_at >= SEEN_GRAIN
    stale_device = device is not None and (
        device.last_seen_at is None or at - device.last_seen_at >= SEEN_GRAIN
    )
    return stale_person or stale_device


def write_seen(*, sign_in: LiveSignIn | None, device: KnownDevice | None, at: datetime) -> None:
    """Note that the browser and the tablet were seen."""
    if sign_in is not None:
        fast().run("UPDATE sign_in SET last_seen_at = ? WHERE id = ?", (at, sign_in.id))
    if device is not None:
        fast().run("UPDATE device SET last_seen_at = ? WHERE id = ?", (at, device.id))


def start_sign_in(*, person_id: int, site_id: int, device_id: int | None, method: str, at: datetime) -> str:
    """Begin a sign-in; returns its secret id. On a tablet the one before it ends: one person at a time."""
    if device_id is not None:
        _take_over(person_id, site_id, device_id, at)
    row = SignIn(
        id=secrets.token_urlsafe(32),
        public_id=secrets.token_urlsafe(12),
        person_id=person_id,
        site_id=site_id,
        device_id=device_id,
        method=method,
        started_at=at,
        last_seen_at=at,
        pin_until=at + PIN_HOLDS if method != "card" else None,
        with_ids=[],
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def _take_over(person_id: int, site_id: int, device_id: int, at: datetime) -> None:
    """End whoever was signed in on the tablet; that somebody stands there instead of them is written down."""
    before = fast().rows(
        "SELECT p.number, s.person_id, s.last_seen_at FROM sign_in s JOIN person p ON p.id = s.person_id "
        "WHERE s.device_id = ? AND s.ended_at IS NULL",
        (device_id,),
    )
    fast().run("UPDATE sign_in SET ended_at = ? WHERE device_id = ? AND ended_at IS NULL", (at, device_id))
    for number, before_id, seen in before:
        if before_id != person_id and at - as_instant(seen) <= TABLET_IDLE + SEEN_GRAIN:
            write_audit_line(
                "work_instead",
                f"person:{number}",
                site_id=site_id,
                by_id=person_id,
                device_id=device_id,
                at=at,
            )


def end_sign_in(sign_in_id: str, *, at: datetime) -> None:
    """End one sign-in; a copied cookie is dead from now on."""
    fast().run("UPDATE sign_in SET ended_at = ? WHERE id = ? AND ended_at IS NULL", (at, sign_in_id))


def end_sign_ins_of(person_id: int, *, at: datetime, keep: str = "") -> int:
    """End a person's sign-ins (password, PIN, role or account changed), but not the one whose public id is `keep`."""
    return fast().run(
        "UPDATE sign_in SET ended_at = ? WHERE person_id = ? AND ended_at IS NULL AND public_id <> ?",
        (at, person_id, keep),
    )


def raise_strength(public_id: str, *, at: datetime) -> None:
    """Whoever has just given the PIN or password (again) may sign and override for a few minutes."""
    fast().run(
        "UPDATE sign_in SET pin_until = ? WHERE public_id = ? AND ended_at IS NULL",
        (at + PIN_HOLDS, public_id),
    )


def end_forgotten_sign_ins(*, at: datetime) -> int:
    """End what nobody uses; returns how many ended.

    A desk left alone ends now. A tablet's keeps its eight hours: its queue may hold what was done in them.
    """
    desk = fast().run(
        "UPDATE sign_in SET ended_at = ? WHERE ended_at IS NULL AND device_id IS NULL AND last_seen_at < ?",
        (at, at - DESK_IDLE - SEEN_GRAIN),
    )
    begun = fast().rows(
        "SELECT id, started_at FROM sign_in WHERE ended_at IS NULL AND started_at < ? ORDER BY id",
        (at - LONGEST,),
    )
    for sign_in_id, started_at in begun:
        last = as_instant(started_at) + LONGEST
        fast().run("UPDATE sign_in SET ended_at = ? WHERE id = ?", (last, sign_in_id))
    return desk + len(begun)
