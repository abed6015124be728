"""Who may assess or verify which unit, between which days, by what was seen."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from core.access import Actor, require
from core.db import db
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from core.forbidden import refuse_forbidden
from core.people_queries import person_here
from training.models.assessment import AssessorUnit
from training.models.catalogue import Unit
from training.services.noting import note


def entitle(
    *,
    by: Actor,
    person_number: str,
    unit_code: str,
    part: str,
    held: str,
    starts_on: date,
    ends_on: date | None,
    at: datetime,
) -> AssessorUnit:
    """Say that somebody may assess or verify a unit between days, by a qualification that was seen."""
    require(by, "edit_accreditation")
    person = person_here(person_number, site_id=by.site_id)
    if part not in ("assessor", "verifier"):
        raise RuleBroken("part", N_("Assessor or verifier?"))
    if by.person_id == person.id:
        raise NotAllowed(N_("Nobody entitles themselves."), N_("Ask a coordinator or the verifier."))
    if not held.strip():
        raise RuleBroken("held", N_("Which qualification was seen?"), N_("Write its name, not its number."))
    if ends_on is not None and ends_on < starts_on:
        raise RuleBroken("ends_on", N_("The last day comes before the first."))
    unit = db.session.scalars(
        select(Unit).where(Unit.code == unit_code).order_by(Unit.version.desc()).limit(1)
    ).first()
    if unit is None:
        raise NotFound
    known = db.session.scalar(
        select(AssessorUnit).where(
            AssessorUnit.person_id == person.id,
            AssessorUnit.unit_id == unit.id,
            AssessorUnit.part == part,
            AssessorUnit.starts_on == starts_on,
        )
    )
    if known is not None:
        known.ends_on, known.held = ends_on, held.strip()
        db.session.flush()
        return known
    row = AssessorUnit(
        person_id=person.id,
        unit_id=unit.id,
        part=part,
        held=refuse_forbidden("held", held.strip()),
        starts_on=starts_on,
        ends_on=ends_on,
        given_by_id=by.person_id,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    note("entitle", f"person:{person.number}", by, at, (part, f"unit:{unit.code}"))
    return row
