"""Standardisation: assessors and verifiers look at the same work together and note what they agree on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from core.access import Actor, require
from core.clock import local_day
from core.db import db
from core.errors import N_, RuleBroken
from core.people_queries import person_here
from training.models.catalogue import Unit
from training.models.evidence import StandardisationNote, StandardisationPerson
from training.services.booking_rules import own_run
from training.services.noting import note, tidy


def note_standardisation(
    *,
    by: Actor,
    unit_id: int,
    run_number: str,
    held_on: date,
    people: Sequence[str],
    question: str,
    agreed: str,
    at: datetime,
    token: str,
) -> StandardisationNote:
    """Keep what at least two people agreed on about a unit.

    Raises RuleBroken without a unit, for a day to come, and for fewer than two people.
    """
    if not by.may("assess"):
        require(by, "edit_accreditation")
    known = db.session.scalar(select(StandardisationNote).where(StandardisationNote.token == token))
    if known is not None or by.person_id is None:
        if known is None:
            raise RuleBroken("people", N_("Who was there?"), N_("Tick at least two."))
        return known
    if db.session.get(Unit, unit_id) is None:
        raise RuleBroken("unit", N_("Which unit?"), N_("Choose from the list."))
    if held_on > local_day(at):
        raise RuleBroken("held_on", N_("This day has not come yet."))
    there = {person_here(number, site_id=by.site_id).id for number in people}
    if len(there) < 2:
        raise RuleBroken("people", N_("Who was there?"), N_("Tick at least two."))
    made = StandardisationNote(
        token=token,
        site_id=by.site_id,
        unit_id=unit_id,
        run_id=own_run(by, run_number).id if run_number else None,
        held_on=held_on,
        question=tidy("question", question, 400, is_needed=True),
        agreed=tidy("agreed", agreed, 600, is_needed=True),
        by_id=by.person_id,
        at=at,
    )
    db.session.add(made)
    db.session.flush()
    db.session.add_all(
        StandardisationPerson(note_id=made.id, person_id=person_id) for person_id in sorted(there)
    )
    db.session.flush()
    note("note_standardisation", f"standardisation:{made.id}", by, at, (f"unit:{unit_id}",))
    return made
