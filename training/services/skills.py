"""Skills records: what a learner holds, drawn up, signed by the site's key, ended when they wish."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from core.access import Actor
from core.audit import write_audit_line
from core.clock import local_day, start_of_day
from core.db import db, fast
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from core.ids import certificate_key, new_certificate_code
from training.models.certificates import SkillsRecord
from training.papers import frozen_text, name_lines, paper_hash
from training.queries.certificates import certificates_of, units_awarded
from training.queries.skills import attended_by, live_permits_of, name_parts
from training.signing import sign

MOST_A_DAY = 20


def make_record(*, by: Actor, secret: str, at: datetime, token: str) -> SkillsRecord:
    """Draw up the person's own record as of today; the same token again returns the same one.

    Raises NotAllowed for nobody.
    """
    if by.person_id is None:
        raise NotAllowed(N_("Nobody is signed in."), N_("Show your card, or sign in."))
    known = db.session.scalar(
        select(SkillsRecord).where(SkillsRecord.token == token, SkillsRecord.person_id == by.person_id)
    )
    if known is not None:
        return known
    _refuse_flood(by.person_id, at)
    code = new_certificate_code()
    snapshot = {**held_by(by.person_id, by=by, at=at), "code": code}
    row = SkillsRecord(
        token=token,
        code=code,
        code_key=certificate_key(code),
        person_id=by.person_id,
        site_id=by.site_id,
        snapshot=snapshot,
        sha256=paper_hash(snapshot),
        signature=sign(secret, frozen_text(snapshot)),
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    _write("make_record", by, row, at)
    return row


def end_record(*, by: Actor, code: str, at: datetime) -> None:
    """End one's own record: from now on its public page says so. Raises NotFound for somebody else's."""
    row = db.session.scalar(select(SkillsRecord).where(SkillsRecord.code_key == certificate_key(code)))
    if row is None or row.person_id != by.person_id:
        raise NotFound
    if row.ended_at is None:
        row.ended_at = at
        db.session.flush()
        _write("end_record", by, row, at)


def held_by(person_id: int, *, by: Actor, at: datetime) -> dict[str, Any]:
    """What a person holds today, as the frozen text of a record."""
    day = local_day(at)
    site = fast().row("SELECT name FROM site WHERE id = ?", (by.site_id,))
    return {
        "v": 1,
        "what": "record",
        "name": name_lines(*name_parts(person_id)),
        "site": site[0] if site else "",
        "issued": day.isoformat(),
        "certificates": [
            {"title": line.title, "serial": line.serial, "on": line.issued_on.isoformat()}
            for line in certificates_of(person_id)
        ],
        "units": units_awarded(person_id),
        "permits": [
            {
                "kind": held.kind,
                "from": held.starts_on.isoformat(),
                "to": held.ends_on.isoformat(),
                "source": held.source,
            }
            for held in live_permits_of(person_id, day)
        ],
        "courses": [
            {
                "title": run.title,
                "from": run.first.isoformat(),
                "to": run.last.isoformat(),
                "minutes": run.minutes,
                "completed": run.is_completed,
            }
            for run in attended_by(person_id)
        ],
    }


def _refuse_flood(person_id: int, at: datetime) -> None:
    since = start_of_day(local_day(at))
    made = db.session.scalar(
        select(func.count())
        .select_from(SkillsRecord)
        .where(SkillsRecord.person_id == person_id, SkillsRecord.made_at >= since)
    )
    if (made or 0) >= MOST_A_DAY:
        raise RuleBroken("", N_("That is enough for one day."), N_("Print one of those that you made today."))


def _write(verb: str, by: Actor, row: SkillsRecord, at: datetime) -> None:
    write_audit_line(
        verb,
        f"skills_record:{row.id}",
        site_id=row.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
    )
