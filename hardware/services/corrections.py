"""Writes of what people say of sittings: corrections that stand beside the original, and claims of jobs nobody had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from core.access import Actor, require
from core.bounds import tidy
from core.db import db
from core.errors import N_, Conflict, NotAllowed, NotFound, RuleBroken
from core.people_queries import person_here
from hardware.models.machines import Machine
from hardware.models.sittings import JobClaim, MachineJob, MachineSession, SessionCorrection
from hardware.services.intake import mark_stale
from hardware.services.noting import note
from hardware.words import CORRECTION_REASONS, PURPOSES

CLAIMED_WITHIN = timedelta(hours=24)
"""So long a job that nobody had waits on the claim list."""


@dataclass(frozen=True)
class CorrectionData:
    """What it really was; None leaves a thing as it is."""

    asked_for: str
    text: str = ""
    person_number: str | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    busy_seconds: int | None = None
    used_for: str | None = None
    piece_code: str | None = None


def ask_for_correction(
    *, by: Actor, session_id: int, data: CorrectionData, at: datetime, token: str
) -> SessionCorrection:
    """Say what a sitting really was: one's own, or as staff anybody's. Another decides. The original stays.

    Raises NotFound, NotAllowed, RuleBroken, and Conflict where one is asked for already.
    """
    known = db.session.scalar(select(SessionCorrection).where(SessionCorrection.token == token))
    if known is not None:
        return known
    sitting = _own_sitting(by, session_id)
    if sitting.person_id is None or sitting.person_id != by.person_id:
        require(by, "see_sittings")
    open_one = select(SessionCorrection.id).where(
        SessionCorrection.session_id == sitting.id, SessionCorrection.verdict.is_(None)
    )
    if db.session.scalar(open_one) is not None:
        raise Conflict(N_("A correction of this is asked for already."), N_("Wait until it is decided."))
    row = SessionCorrection(
        token=token,
        session_id=sitting.id,
        asked_for=data.asked_for,
        note=tidy("note", data.text, 400),
        asked_by_id=by.person_id,
        asked_at=at,
        **_wanted(by, sitting, data, at),
    )
    db.session.add(row)
    db.session.flush()
    note("ask_for_correction", f"sitting:{sitting.id}", by, at, [data.asked_for])
    return row


def _wanted(by: Actor, sitting: MachineSession, data: CorrectionData, at: datetime) -> dict[str, object]:
    """What is asked for, if it can be."""
    if data.asked_for not in CORRECTION_REASONS:
        raise RuleBroken("asked_for", N_("What is wrong?"), N_("Choose one of the list."))
    if data.used_for is not None and data.used_for not in PURPOSES:
        raise RuleBroken("used_for", N_("There is no such purpose."))
    began, ended = data.began_at or sitting.began_at, data.ended_at or sitting.ended_at
    if ended is not None and not began <= ended <= at:
        raise RuleBroken("ended_at", N_("It cannot end before it begins, nor in the time to come."))
    most = None if ended is None else (ended - began).total_seconds()
    if data.busy_seconds is not None and (
        data.busy_seconds < 0 or (most is not None and data.busy_seconds > most)
    ):
        raise RuleBroken("busy", N_("It cannot have worked for longer than somebody was there."))
    number = data.person_number
    return {
        "person_id": person_here(number, site_id=by.site_id).id if number else None,
        "began_at": data.began_at,
        "ended_at": data.ended_at,
        "busy_ms": None if data.busy_seconds is None else data.busy_seconds * 1000,
        "used_for": data.used_for,
        "piece_code": None if data.piece_code is None else data.piece_code[:12],
    }


def decide_correction(
    *, by: Actor, token: str, is_accepted: bool, text: str, at: datetime
) -> SessionCorrection:
    """Accept or refuse a correction that somebody else asked for. Raises NotFound, NotAllowed."""
    require(by, "correct_sittings")
    row = db.session.scalar(select(SessionCorrection).where(SessionCorrection.token == token))
    if row is None or row.verdict is not None:
        raise NotFound
    sitting = _own_sitting(by, row.session_id)
    if by.person_id is not None and by.person_id in (row.asked_by_id, row.person_id, sitting.person_id):
        raise NotAllowed(N_("Nobody decides on their own hours."), N_("Ask another member of staff."))
    row.verdict, row.verdict_note = "accepted" if is_accepted else "refused", tidy("note", text, 400)
    row.decided_by_id, row.decided_at = by.person_id, at
    db.session.flush()
    note("decide_correction", f"sitting:{sitting.id}", by, at, [row.verdict])
    return row


def _own_sitting(by: Actor, session_id: int) -> MachineSession:
    row = db.session.get(MachineSession, session_id)
    if row is None or row.site_id != by.site_id or row.is_void:
        raise NotFound
    return row


def claim_job(
    *,
    by: Actor,
    job_key: str,
    person_number: str,
    used_for: str,
    at: datetime,
    token: str,
    piece_code: str = "",
) -> JobClaim:
    """Say whose a job was that nobody had a card for: within a day, by staff or by oneself.

    Raises NotFound, NotAllowed, RuleBroken, and Conflict where it is somebody's by now.
    """
    known = db.session.scalar(select(JobClaim).where(JobClaim.token == token))
    if known is not None:
        return known
    job = db.session.scalar(
        select(MachineJob)
        .where(MachineJob.key == job_key, MachineJob.site_id == by.site_id)
        .with_for_update()
    )
    if job is None:
        raise NotFound
    person = person_here(person_number, site_id=by.site_id)
    if person.id != by.person_id:
        require(by, "see_sittings")
    _check_claim(job, used_for, at)
    row = JobClaim(
        token=token,
        job_key=job_key,
        machine_id=job.machine_id,
        person_id=person.id,
        used_for=used_for,
        piece_code=piece_code[:12],
        by_id=by.person_id,
        at=at,
    )
    db.session.add(row)
    db.session.flush()
    mark_stale(job.kiosk_id, job.machine_id, job.first_place)
    note("claim_job", f"machine:{db.session.get_one(Machine, job.machine_id).code}", by, at, [used_for])
    return row


def _check_claim(job: MachineJob, used_for: str, at: datetime) -> None:
    if used_for not in PURPOSES:
        raise RuleBroken("used_for", N_("There is no such purpose."))
    taken = db.session.scalar(select(JobClaim.id).where(JobClaim.job_key == job.key))
    if job.session_id is not None or taken is not None:
        raise Conflict(N_("This is somebody's by now."), N_("Load the list again."))
    if job.ended_at is None:
        raise NotAllowed(N_("The machine is still running."), N_("Wait until it has ended, or show a card."))
    if at - job.ended_at > CLAIMED_WITHIN:
        raise NotAllowed(
            N_("This was more than a day ago: it stays as time of the machine alone."),
            N_("Hours of a person need somebody who remembers."),
        )
