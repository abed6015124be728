"""What is done with a learner's own records: needs, what a body asks, the ULN; each with a reason, and erased again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, TypeVar

from sqlalchemy import select

from core.access import Actor, require
from core.bounds import whole
from core.clock import local_day
from core.db import db, fast
from core.errors import N_, RuleBroken
from core.people import Person
from core.people_queries import hold_living
from training.models.registers import LearnerNeeds, LearnerNumber, LearnerRecord
from training.needs import LEVELS, TEXTS, WISHES, clean_need
from training.queries.learners import learner_here
from training.services.noting import note, tidy
from training.ulns import read_uln
from training.words import CHANGE_REASONS, ESOL_LEVELS

RECORD_TEXTS: Final = {
    "certificate_name": 120,
    "given_name": 80,
    "family_name": 80,
    "gender": 40,
    "postcode": 12,
    "prior_attainment": 80,
    "work_situation": 80,
}
"""The texts of what a body asks, and how long each may be."""
PARTS: Final[dict[str, tuple[type[Any], str]]] = {
    "needs": (LearnerNeeds, "see_needs"),
    "record": (LearnerRecord, "see_learner_records"),
    "uln": (LearnerNumber, "see_learner_records"),
}
"""What can be erased, and the right that it takes."""


def _learner(by: Actor, right: str, number: str) -> Person:
    require(by, right)
    person = learner_here(number, site_id=by.site_id)
    hold_living(person.id)
    return person


def check_reason(because: str) -> str:
    """The field of the audit line for a reason. Raises RuleBroken on "because"."""
    if because not in CHANGE_REASONS:
        raise RuleBroken("because", N_("Say why this changes."), N_("Choose one of the list."))
    return f"because:{because}"


def _note(verb: str, person: Person, by: Actor, at: datetime, fields: list[str], why: str) -> None:
    note(verb, f"learner:{person.number}", by, at, (*fields, why))


def _refuse_elsewhere(by: Actor, person: Person, field: str) -> None:
    """Only where a learner is at home, or a trainee, is what is kept of them erased.

    A site where they are merely booked reads what helps them and corrects what it was told; the one row serves every
    site, so what it erased would be gone for those whose it is. Raises RuleBroken on `field`.
    """
    row = fast().row(
        "SELECT s.name FROM person p JOIN site s ON s.id = p.home_site_id WHERE p.id = ? AND p.home_site_id <> ? "
        "AND NOT EXISTS (SELECT 1 FROM role t WHERE t.person_id = p.id AND t.role = 'trainee' AND t.site_id = ?)",
        (person.id, by.site_id, by.site_id),
    )
    if row is not None:
        raise RuleBroken(
            field,
            N_("This is kept by their own site, %(site)s: here it is corrected, not erased."),
            N_("Ask that site to erase it."),
            site=row[0],
        )


def _is_bare(row: LearnerNeeds | LearnerRecord) -> bool:
    """True where nothing is told in it any more."""
    names = (*TEXTS, *LEVELS, *WISHES) if isinstance(row, LearnerNeeds) else (*RECORD_TEXTS, "born_on")
    return not any(getattr(row, name) for name in names)


def set_needs(*, by: Actor, number: str, said: Mapping[str, Any], because: str, at: datetime) -> LearnerNeeds:
    """Keep what a learner needs to take part; what is not in `said` stays. The same again changes nothing.

    Raises RuleBroken for an unknown level, and where another site would empty it.
    """
    person = _learner(by, "see_needs", number)
    why = check_reason(because)
    kept: dict[str, Any] = {name: clean_need(name, str(said[name])) for name in TEXTS if name in said}
    for name in LEVELS:
        if name in said:
            if said[name] not in ("", *ESOL_LEVELS):
                raise RuleBroken(name, N_("This level is not known."), N_("Choose one of the list."))
            kept[name] = said[name]
    kept |= {name: bool(said[name]) for name in WISHES if name in said}
    row = _row_of(LearnerNeeds, person, at)
    changed = _corrected(row, kept, by, person, at)
    if changed:
        _note("set_needs", person, by, at, changed, why)
    return row


def set_record(
    *, by: Actor, number: str, said: Mapping[str, str], because: str, at: datetime
) -> LearnerRecord:
    """Keep what an awarding body asks of a learner: each field optional, a birth date as told or empty.

    Raises RuleBroken for what is no birth date, and where another site would empty it.
    """
    person = _learner(by, "see_learner_records", number)
    why = check_reason(because)
    kept = {name: tidy(name, said[name], most) for name, most in RECORD_TEXTS.items() if name in said}
    if "born_on" in said:
        kept["born_on"] = _born_on(said["born_on"], at)
    row = _row_of(LearnerRecord, person, at)
    changed = _corrected(row, kept, by, person, at)
    if changed:
        _note("set_record", person, by, at, changed, why)
    return row


Part = TypeVar("Part", LearnerNeeds, LearnerRecord)


def _row_of(model: type[Part], person: Person, at: datetime) -> Part:
    row = db.session.get(model, person.id)
    if row is None:
        row = model(person_id=person.id, changed_at=at)
        db.session.add(row)
        db.session.flush()
    return row


def _corrected(
    row: LearnerNeeds | LearnerRecord, kept: Mapping[str, Any], by: Actor, person: Person, at: datetime
) -> list[str]:
    """Put what is kept into the row, unless that would erase it elsewhere; the names of what became another."""
    was_bare, changed = _is_bare(row), _changed(row, kept, at)
    if not was_bare and _is_bare(row):
        _refuse_elsewhere(by, person, changed[0])
    return changed


def _changed(row: LearnerNeeds | LearnerRecord, kept: Mapping[str, Any], at: datetime) -> list[str]:
    """Put what is kept into the row; the names of what became another."""
    changed = [name for name, value in kept.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, kept[name])
    if changed:
        row.changed_at = at
    db.session.flush()
    return changed


def _born_on(text: str, at: datetime) -> str:
    """A birth date as ISO, a year alone, or nothing. Raises RuleBroken on "born_on"."""
    plain = text.strip()
    if not plain:
        return ""
    year = whole(plain, 4) if len(plain) == 4 else None
    try:
        born = plain if year else date.fromisoformat(plain).isoformat()
    except ValueError:
        born = "0"
    if not 1900 <= int(born[:4]) <= local_day(at).year - 5:
        raise RuleBroken(
            "born_on", N_("This is no birth date."), N_("Write 1980-05-17, only the year, or nothing.")
        )
    return born


def set_uln(*, by: Actor, number: str, uln: str, because: str, at: datetime) -> str:
    """Keep a learner's ULN; empty or 9999999999 means none.

    Raises RuleBroken on "uln" if it is wrong or another's, and where another site would take it away.
    """
    person = _learner(by, "see_learner_records", number)
    why = check_reason(because)
    plain = read_uln(uln)
    row = db.session.get(LearnerNumber, person.id)
    if (row.uln if row else "") == plain:
        return plain
    if plain:
        holder = db.session.scalar(select(LearnerNumber.person_id).where(LearnerNumber.uln == plain))
        if holder is not None and holder != person.id:
            raise RuleBroken(
                "uln",
                N_("Another learner has this ULN."),
                N_("Look whether the two are one person, or read the number again."),
            )
    if row is not None and not plain:
        _refuse_elsewhere(by, person, "uln")
        db.session.delete(row)
    elif row is not None:
        row.uln, row.changed_at = plain, at
    else:
        db.session.add(LearnerNumber(person_id=person.id, uln=plain, changed_at=at))
    db.session.flush()
    _note("set_uln", person, by, at, ["uln"], why)
    return plain


def erase_part(*, by: Actor, number: str, part: str, because: str, at: datetime) -> bool:
    """Erase needs, record or ULN of a learner; True if there was one. Credit that was achieved stays.

    Raises RuleBroken for an unknown part, and at a site where they are only booked.
    """
    if part not in PARTS:
        raise RuleBroken("part", N_("There is no such part."))
    model, right = PARTS[part]
    person = _learner(by, right, number)
    why = check_reason(because)
    row = db.session.get(model, person.id)
    if row is None:
        return False
    _refuse_elsewhere(by, person, "part")
    db.session.delete(row)
    db.session.flush()
    _note("erase_part", person, by, at, [part], why)
    return True
