"""Replay: events that tablets queued, each naming its person by card proof or sign-in, checked again on arrival."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core.access import Actor, actor_for
from core.audit import write_audit_line
from core.clock import from_milliseconds, local_day
from core.db import as_day, as_instant, as_json_text, fast
from core.errors import N_, EcoError, NotAllowed, RuleBroken
from core.ids import read_client_id, sign_proof
from core.sign_ins import LONGEST
from inventory.facts import HOW
from inventory.services.record import Outcome, record_event
from inventory.state import PieceState
from inventory.views import PieceView

OLDEST = timedelta(days=400)
"""Events said to be older than this are taken at the time of their arrival: a clock at 1970 loses nothing."""

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
    by = actor_of(body.get("by"), event_id, tablet, at, arrived)
    with_ids = tuple(
        partner.person_id
        for partner in (actor_of(item, event_id, tablet, at) for item in _list(body.get("with")))
        if partner.person_id is not None and partner.person_id != by.person_id
    )
    how = str(body.get("how") or "scan")
    outcome = record_event(
        by=by,
        code=str(body.get("code") or "")[:40],
        kind=str(body.get("kind") or "")[:20],
        data=body.get("data") if isinstance(body.get("data"), dict) else {},  # type: ignore[arg-type]
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


def actor_of(
    named: object, event_id: str, tablet: Tablet, at: datetime, arrived: datetime | None = None
) -> Actor:
    """The person that an event names, as they were at its time. Raises NotAllowed for a proof that does not hold."""
    if isinstance(named, Mapping) and not str(named.get("card") or named.get("sign_in")).isascii():
        person_id, strength = None, "card"
    elif isinstance(named, Mapping) and isinstance(named.get("card"), str):
        person_id = _person_by_proof(named["card"], str(named.get("proof") or ""), event_id, at)
        strength = "card"
    elif isinstance(named, Mapping) and isinstance(named.get("sign_in"), str):
        if tablet.present is not None and tablet.is_present(named["sign_in"], at, arrived):
            return tablet.present
        person_id, strength = _person_by_sign_in(named["sign_in"], tablet, at)
    else:
        person_id, strength = None, "card"
    actor = None
    if person_id is not None:
        actor = actor_for(
            person_id, site_id=tablet.site_id, strength=strength, at=at, device_id=tablet.device_id
        )
    if actor is None:
        raise NotAllowed(N_("We cannot tell who did this."), N_("Show the card again."))
    return actor


def _person_by_proof(lookup: str, proof: str, event_id: str, at: datetime) -> int | None:
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
    good = hmac.compare_digest(sign_proof(row[1], event_id).encode(), proof.encode("utf-8", "replace"))
    return int(row[0]) if good else None


def _person_by_sign_in(public_id: str, tablet: Tablet, at: datetime) -> tuple[int | None, str]:
    row = fast().row(
        "SELECT person_id, method, started_at, ended_at, pin_until FROM sign_in WHERE public_id = ? AND device_id = ?",
        (public_id[:64], tablet.device_id),
    )
    slack = timedelta(minutes=2)
    if row is None or not as_instant(row[2]) - slack <= at <= as_instant(row[2]) + LONGEST + slack:
        return None, "card"
    if row[3] is not None and at > as_instant(row[3]) + slack:
        return None, "card"
    if row[1] == "card" and row[4] is not None and at <= as_instant(row[4]) + slack:
        return int(row[0]), "pin"
    return int(row[0]), str(row[1])


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
