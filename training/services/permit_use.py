"""Hooks for machines and the clockwork: real use keeps a permit alive, minutes beside a holder count towards one."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from core.audit import write_audit_line
from core.clock import local_day
from core.db import as_day, db, fast
from core.errors import N_, RuleBroken
from core.outbox import put_in_outbox
from core.people import Permit
from core.people_roles import is_permit_kind
from training.models.inductions import InductionTime
from training.models.time_back import InductionTimeBack
from training.queries.skills import HeldPermit, live_machine_permits

WARNED_BEFORE = timedelta(days=14)
_WARNING = uuid.UUID("6a4e2f0a-5d0b-4d0e-9a57-3b0c5f1b7e02")
"""Namespace of warnings: one permit and one last day make one message, however often the clockwork runs."""


def note_permit_use(*, person_id: int, kind: str, on: date, minutes: int) -> int:
    """A person really used a kind of machine for so long on a day; returns how many permits that keeps alive.

    The caller tells each run once (its own records are deduplicated); the last day never goes back.
    """
    if minutes <= 0:
        return 0
    connection = fast()
    held = connection.rows(
        "SELECT id FROM permit WHERE person_id = ? AND kind = ? AND starts_on <= ? AND ends_on >= ? "
        "AND ended_at IS NULL AND confirmed_at IS NOT NULL ORDER BY id",
        (person_id, kind, on, on),
    )
    for (permit_id,) in held:
        connection.run(
            "INSERT INTO permit_use (permit_id, last_on, minutes) VALUES (?, ?, ?) ON CONFLICT (permit_id) DO UPDATE "
            "SET minutes = permit_use.minutes + excluded.minutes, last_on = CASE WHEN excluded.last_on > "
            "permit_use.last_on THEN excluded.last_on ELSE permit_use.last_on END",
            (permit_id, on, minutes),
        )
    return len(held)


def note_supervised_minutes(
    *, person_id: int, supervisor_id: int, kind: str, on: date, minutes: int, at: datetime, token: str
) -> InductionTime:
    """Minutes of a learner at a machine beside a holder of its permit; the same token again is the same minutes.

    Raises RuleBroken for an unknown permit, a day to come, minutes out of bounds, and for anybody beside them
    without the permit.
    """
    known = db.session.get(InductionTime, token)
    if known is not None:
        return known
    if not is_permit_kind(kind):
        raise RuleBroken("kind", N_("There is no such permit."))
    if not 1 <= minutes <= 1440:
        raise RuleBroken("minutes", N_("Write the minutes of one day: 1 to 1440."))
    if on > local_day(at):
        raise RuleBroken("on", N_("This day has not come yet."))
    if supervisor_id == person_id:
        raise RuleBroken("minutes", N_("Nobody supervises themselves."), N_("Ask a holder of the permit."))
    if not _held_on(supervisor_id, kind, on):
        raise RuleBroken(
            "minutes",
            N_("Only minutes beside somebody who holds the permit count."),
            N_("Choose who stood beside, and the right day."),
        )
    row = InductionTime(
        id=token,
        person_id=person_id,
        permit_kind=kind,
        supervisor_id=supervisor_id,
        done_on=on,
        minutes=minutes,
        at=at,
    )
    db.session.add(row)
    db.session.flush()
    return row


def take_back_minutes(*, token: str, at: datetime) -> None:
    """Minutes that were told of the wrong person count no more; what was never told needs no taking back."""
    told = db.session.get(InductionTime, token)
    if told is not None and db.session.get(InductionTimeBack, token) is None:
        db.session.add(InductionTimeBack(id=token, at=at))
        db.session.flush()


def _held_on(person_id: int, kind: str, day: date) -> bool:
    row = fast().row(
        "SELECT 1 FROM permit WHERE person_id = ? AND kind = ? AND starts_on <= ? AND ends_on >= ? "
        "AND ended_at IS NULL AND confirmed_at IS NOT NULL",
        (person_id, kind, day, day),
    )
    return row is not None


def lapse_permits(at: datetime) -> tuple[int, int]:
    """End permits that were not used for too long, and warn 14 days before any machine permit ends.

    Returns how many ended and how many people were told. Run again, it does nothing twice.
    """
    today = local_day(at)
    lapsed = warned = 0
    for held in live_machine_permits(today):
        if held.lapses_on is not None and held.lapses_on < today:
            _lapse(held, at)
            lapsed += 1
        elif held.ends_first_on - today <= WARNED_BEFORE:
            warned += _warn(held, at)
    return lapsed, warned


def _lapse(held: HeldPermit, at: datetime) -> None:
    row = db.session.get_one(Permit, held.id)
    row.ended_at = at
    db.session.flush()
    site_id, number = _home_of(held.person_id)
    write_audit_line("lapse_permit", f"person:{number}", site_id=site_id, at=at, fields=[held.kind])


def _warn(held: HeldPermit, at: datetime) -> int:
    token = str(uuid.uuid5(_WARNING, f"{held.id} {held.ends_first_on}"))
    if fast().row("SELECT 1 FROM outbox_message WHERE token = ?", (token,)) or _goes_on(held):
        return 0
    put_in_outbox(
        kind="permit_ends",
        person_id=held.person_id,
        site_id=_home_of(held.person_id)[0],
        facts={
            "kind": held.kind,
            "on": held.ends_first_on.isoformat(),
            "unused": held.lapses_on == held.ends_first_on and held.lapses_on != held.ends_on,
        },
        at=at,
        token=token,
    )
    return 1


def _goes_on(held: HeldPermit) -> bool:
    """Whether a later permit of the same kind is there already: nobody is warned of what does not end."""
    row = fast().row(
        "SELECT MAX(ends_on) FROM permit WHERE person_id = ? AND kind = ? AND ended_at IS NULL "
        "AND confirmed_at IS NOT NULL AND id <> ?",
        (held.person_id, held.kind, held.id),
    )
    return row is not None and row[0] is not None and as_day(row[0]) > held.ends_on


def _home_of(person_id: int) -> tuple[int, str]:
    row = fast().row("SELECT home_site_id, number FROM person WHERE id = ?", (person_id,))
    if row is None:
        raise RuleBroken("", N_("There is no such person here."))
    return row[0], row[1]
