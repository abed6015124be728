"""Who may assess or verify which unit, between which days, and what of theirs was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from core.access import Actor, require
from core.clock import local_day
from core.db import as_day, db, fast
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from core.people import Person
from core.people_queries import belongs_to, person_here
from training.models.assessment import AssessorUnit
from training.models.catalogue import Unit
from training.models.evidence import PROOF_KINDS, AssessorProof
from training.services.noting import note, tidy


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
    """Say that somebody may assess or verify a unit between days, by a qualification that was seen.

    Raises NotFound for an unknown unit, and what `entitle_for_units` raises.
    """
    unit = db.session.scalars(
        select(Unit).where(Unit.code == unit_code).order_by(Unit.version.desc()).limit(1)
    ).first()
    if unit is None:
        require(by, "edit_accreditation")
        raise NotFound
    return entitle_for_units(
        by=by,
        person_number=person_number,
        unit_ids=(unit.id,),
        part=part,
        held=held,
        starts_on=starts_on,
        ends_on=ends_on,
        at=at,
    )[0]


def entitle_for_units(
    *,
    by: Actor,
    person_number: str,
    unit_ids: Sequence[int],
    part: str,
    held: str,
    starts_on: date,
    ends_on: date | None,
    at: datetime,
) -> list[AssessorUnit]:
    """The same for several units at once; pressed again it changes nothing.

    Raises NotAllowed for oneself, RuleBroken without a part, a qualification, units or days in their order.
    """
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
    units = list(db.session.scalars(select(Unit).where(Unit.id.in_(unit_ids)).order_by(Unit.id)))
    if not units:
        raise RuleBroken("units", N_("Which units?"), N_("Tick at least one."))
    term = Term(part, tidy("held", held, 160), starts_on, ends_on)
    return [_entitle(by, person, unit, term, at) for unit in units]


@dataclass(frozen=True)
class Term:
    """What an entitlement says, whichever unit it is for."""

    part: str
    held: str
    starts_on: date
    ends_on: date | None


def _entitle(by: Actor, person: Person, unit: Unit, term: Term, at: datetime) -> AssessorUnit:
    row = db.session.scalar(
        select(AssessorUnit).where(
            AssessorUnit.person_id == person.id,
            AssessorUnit.unit_id == unit.id,
            AssessorUnit.part == term.part,
            AssessorUnit.starts_on == term.starts_on,
        )
    )
    if row is not None and (row.ends_on, row.held) == (term.ends_on, term.held):
        return row
    if row is None:
        row = AssessorUnit(
            person_id=person.id,
            unit_id=unit.id,
            part=term.part,
            starts_on=term.starts_on,
            given_by_id=by.person_id,
            made_at=at,
        )
        db.session.add(row)
    elif term.ends_on is not None:
        _check_use(row, term.ends_on)
    row.held, row.ends_on = term.held, term.ends_on
    db.session.flush()
    note("entitle", f"person:{person.number}", by, at, (term.part, f"unit:{unit.code}"))
    return row


def renew_entitlement(
    *, by: Actor, entitlement_id: int, ends_on: date | None, held: str, at: datetime
) -> AssessorUnit:
    """Let an entitlement hold until another day, or for good; what was seen may be named anew.

    Raises RuleBroken for a day that is over or before the first.
    """
    row, person = _own_entitlement(by, entitlement_id)
    if ends_on is not None and ends_on < local_day(at):
        raise RuleBroken("ends_on", N_("This day is over."), N_("Choose a later one."))
    if ends_on is not None and ends_on < row.starts_on:
        raise RuleBroken("ends_on", N_("The last day comes before the first."))
    row.ends_on = ends_on
    row.held = tidy("held", held, 160) or row.held
    db.session.flush()
    note("renew_entitlement", f"person:{person.number}", by, at, (row.part, f"unit:{row.unit_id}"))
    return row


def end_entitlement(*, by: Actor, entitlement_id: int, ends_on: date, at: datetime) -> AssessorUnit:
    """End an entitlement on a day, not before the last decision that rests on it.

    Raises RuleBroken for a day before the first.
    """
    row, person = _own_entitlement(by, entitlement_id)
    if ends_on < row.starts_on:
        raise RuleBroken("ends_on", N_("The last day comes before the first."))
    _check_use(row, ends_on)
    row.ends_on = ends_on
    db.session.flush()
    note("end_entitlement", f"person:{person.number}", by, at, (row.part, f"unit:{row.unit_id}"))
    return row


def _check_use(row: AssessorUnit, ends_on: date) -> None:
    """RuleBroken where decisions after that day rest on the entitlement: they would count no more."""
    last = _last_use(row)
    if last is not None and ends_on < last:
        raise RuleBroken(
            "ends_on",
            N_("They decided on %(day)s by this entitlement: ended earlier, that would count no more."),
            N_("End it on that day or later."),
            day=last.isoformat(),
        )


def _last_use(row: AssessorUnit) -> date | None:
    if row.part != "assessor":
        return None
    found = fast().row(
        "SELECT MAX(decided_on) FROM criterion_decision WHERE assessor_id = ? AND unit_id = ? AND decided_on >= ?",
        (row.person_id, row.unit_id, row.starts_on),
    )
    return as_day(found[0]) if found and found[0] is not None else None


def _own_entitlement(by: Actor, entitlement_id: int) -> tuple[AssessorUnit, Person]:
    """An entitlement of somebody of the site, not one's own. Raises NotFound or NotAllowed."""
    require(by, "edit_accreditation")
    found = db.session.execute(
        select(AssessorUnit, Person)
        .join(Person, Person.id == AssessorUnit.person_id)
        .where(AssessorUnit.id == entitlement_id, belongs_to(by.site_id))
    ).one_or_none()
    if found is None:
        raise NotFound
    if found[1].id == by.person_id:
        raise NotAllowed(N_("Nobody entitles themselves."), N_("Ask a coordinator or the verifier."))
    return found[0], found[1]


def note_proof(
    *, by: Actor, person_number: str, kind: str, what: str, seen_on: date, at: datetime, token: str
) -> AssessorProof:
    """Note that a qualification, occupational competence or a CPD log of somebody was seen on a day.

    Raises NotAllowed for one's own papers, RuleBroken for an unknown kind or a day to come.
    """
    require(by, "edit_accreditation")
    known = db.session.scalar(select(AssessorProof).where(AssessorProof.token == token))
    if known is not None:
        return known
    person = person_here(person_number, site_id=by.site_id)
    if person.id == by.person_id:
        raise NotAllowed(N_("Nobody looks at their own papers."), N_("Ask a coordinator or the verifier."))
    if kind not in PROOF_KINDS:
        raise RuleBroken("kind", N_("Which paper was seen?"), N_("Choose from the list."))
    if seen_on > local_day(at):
        raise RuleBroken("seen_on", N_("This day has not come yet."))
    row = AssessorProof(
        token=token,
        person_id=person.id,
        kind=kind,
        what=tidy("what", what, 200, is_needed=True),
        seen_on=seen_on,
        seen_by_id=by.person_id,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    note("note_proof", f"person:{person.number}", by, at, (kind,))
    return row
