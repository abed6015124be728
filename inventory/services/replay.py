"""Replay: events that tablets queued, each naming its person by card proof or sign-in, checked again on arrival."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from core.access import Actor, actor_for
from core.audit import write_audit_line
from core.clock import from_milliseconds, local_day
from core.db import as_day, as_instant, as_json_text, fast
from core.errors import N_, EcoError, NotAllowed, RuleBroken
from core.ids import proof_message, read_client_id, sign_in_key, sign_proof
from core.sign_ins import LONGEST, PIN_HOLDS
from inventory.facts import HOW
from inventory.services.record import Outcome, record_event
from inventory.state import PieceState
from inventory.views import PieceView

OLDEST = timedelta(days=400)
"""Events said to be older than this are taken at the time of their arrival: a clock at 1970 loses nothing."""

SLACK = timedelta(minutes=2)
"""How far a tablet's clock may run from ours between two looks at it."""
THIS_MOMENT = timedelta(seconds=10)
"""An event this young is made by whoever is signed in now: what the request has just read of them still holds."""


@dataclass(frozen=True)
class ReplayAnswer:
    """What a tablet is told of one event: an Outcome's result, or "stray" (kept for a coordinator) or "invalid"."""

    id: str
    result: str
    message: str = ""
    remedy: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    permit: str = ""
    wants: str = ""
    reason: str = ""
    piece: PieceView | None = None
    state: PieceState | None = None


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


def replay_event(
    body: Mapping[str, Any], *, tablet: Tablet, device_now: int, arrived: datetime, is_live: bool
) -> ReplayAnswer:
    """Record one event of a tablet, inside the caller's transaction; never raises for what the event says.

    `is_live`: a person stands before the screen and sees the answer, so a refusal stores nothing. Otherwise the
    tablet has said "saved": whatever cannot be applied is kept and listed for a coordinator.
    """
    event_id = read_client_id(body.get("id"))
    if event_id is None:
        return ReplayAnswer(str(body.get("id"))[:40], "invalid", N_("This event has no proper id."))
    try:
        return _replay(body, event_id, tablet, device_now, arrived, is_live)
    except EcoError as problem:
        if is_live:
            return _refusal(event_id, problem)
        return _keep_stray(body, event_id, tablet, arrived, problem)


def _replay(
    body: Mapping[str, Any], event_id: str, tablet: Tablet, device_now: int, arrived: datetime, is_live: bool
) -> ReplayAnswer:
    stray = fast().row("SELECT body_hash FROM stray_scan WHERE event_id = ?", (event_id,))
    if stray is not None:
        return ReplayAnswer(event_id, "stray", N_("A coordinator looks at this one."))
    device_ms = _number(body.get("at"), "at")
    at = corrected_time(device_ms, device_now, arrived)
    data, message = _said(body, event_id, device_ms)
    by = actor_of(body.get("by"), message, tablet, at, arrived)
    with_ids = tuple(
        partner.person_id
        for partner in (actor_of(item, message, tablet, at) for item in _list(body.get("with")))
        if partner.person_id is not None and partner.person_id != by.person_id
    )
    how = str(body.get("how") or "scan")
    outcome = record_event(
        by=by,
        code=str(body.get("code") or "")[:40],
        kind=str(body.get("kind") or "")[:20],
        data=data,
        at=at,
        token=event_id,
        received_at=arrived,
        device_at=from_milliseconds(device_ms),
        device=tablet.public_id,
        sequence=_number(body.get("seq"), "seq"),
        how=how if how in HOW else "scan",
        with_ids=with_ids,
        keep_refused=not is_live,
    )
    return _answer(outcome)


def _answer(outcome: Outcome) -> ReplayAnswer:
    return ReplayAnswer(
        outcome.event_id,
        outcome.result,
        outcome.message,
        outcome.remedy,
        outcome.params,
        outcome.permit,
        outcome.wants,
        outcome.reason,
        outcome.piece,
        outcome.state,
    )


def _refusal(event_id: str, problem: EcoError) -> ReplayAnswer:
    wants = problem.field if isinstance(problem, RuleBroken) else ""
    return ReplayAnswer(
        event_id, "refused", problem.message, problem.remedy, problem.params, wants=wants, reason="rule"
    )


def _said(body: Mapping[str, Any], event_id: str, device_ms: int) -> tuple[dict[str, Any], str]:
    """What the event says, and the message that its proofs are made over: "" where it is not told as text.

    A queued event tells its data as the very text that was proven, so that nobody who reads the queue can put other
    words under somebody's proof. An event of this moment under a live sign-in needs no proof, and may be an object.
    """
    told = body.get("data")
    if not isinstance(told, str):
        return (told if isinstance(told, dict) else {}), ""
    try:
        data = json.loads(told)
    except (ValueError, RecursionError) as problem:
        raise RuleBroken("data", N_("This event could not be read."), N_("Load the page again.")) from problem
    parts = (event_id, body.get("kind"), body.get("code"), device_ms, body.get("how"), told)
    return (data if isinstance(data, dict) else {}), proof_message("event", *parts)


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


def _keep_stray(
    body: Mapping[str, Any], event_id: str, tablet: Tablet, arrived: datetime, problem: EcoError
) -> ReplayAnswer:
    """Keep an event that fits nowhere, whole, for a coordinator; the proof it carried is not kept."""
    kept = {name: body[name] for name in ("kind", "code", "at", "seq", "how", "data") if name in body}
    text = as_json_text(kept).replace("\\u0000", "").encode("utf-8", "replace").decode()
    if len(text) > 20_000:
        return ReplayAnswer(event_id, "invalid", N_("This event is too large."))
    fast().run(
        "INSERT INTO stray_scan (event_id, site_id, device_id, reason, received_at, body, body_hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (event_id) DO NOTHING",
        (
            event_id,
            tablet.site_id,
            tablet.device_id,
            problem.message,
            arrived,
            text,
            hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
        ),
    )
    write_audit_line(
        "keep_stray", f"event:{event_id}", site_id=tablet.site_id, at=arrived, device_id=tablet.device_id
    )
    return ReplayAnswer(event_id, "stray", problem.message, problem.remedy, problem.params, reason="stray")


def _number(value: object, field: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or abs(value) > 2**53:
        raise RuleBroken(field, N_("This event has no proper time."), N_("Load the page again."))
    return int(value)


def _list(value: object) -> list[object]:
    return list(value[:3]) if isinstance(value, list) else []
