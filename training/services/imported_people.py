"""Learners out of a spreadsheet: the same person found without a guess, new ones made, nothing overwritten."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from core.access import Actor
from core.clock import local_day
from core.db import db
from core.errors import N_, RuleBroken
from core.imported import people_away
from core.people import Person, Role
from core.people_roles import give_role
from core.people_services import add_person, set_contact, switch_person
from training.import_rows import NEW, LearnerRow, ref_token
from training.needs import TEXTS
from training.queries.known_learners import Held, KnownLearners, known_learners, name_key, ulns_elsewhere
from training.services.learners import set_needs, set_uln

FILLED: Final = ("email", "phone", "uln", *TEXTS)
"""What an import may add to somebody we know, where we hold nothing yet."""


def find_named(row: LearnerRow, known: KnownLearners, site: str) -> Held | None:
    """Whom number, reference and ULN name; two different people are a fault of the line."""
    facts = row.facts
    number, ref, uln = (str(facts.get(name) or "") for name in ("number", "ref", "uln"))
    found = {
        "number": known.by_number.get(number) if number and number != NEW else None,
        "ref": known.by_token.get(ref_token(site, ref)) if ref else None,
        "uln": known.by_uln.get(uln) if uln else None,
    }
    if number and number != NEW and found["number"] is None:
        row.refuse(
            RuleBroken(
                "number", N_("There is nobody here with the number %(number)s."), COPY_IT, number=number
            )
        )
        return None
    people = {one.person_id: one for one in found.values() if one is not None}
    if len(people) > 1:
        row.refuse(
            RuleBroken(
                "number",
                N_("Number, reference and ULN name two different people: %(who)s."),
                N_("Keep the one that is right."),
                who=", ".join(sorted(one.number for one in people.values())),
            )
        )
        return None
    return next(iter(people.values()), None)


COPY_IT: Final = N_("Copy it from the list of learners, or leave it empty.")


def look_at_learners(by: Actor, rows: list[LearnerRow], *, site: str) -> None:
    """What each line would do. A name that is known already is no proof: such a line is given back."""
    known = known_learners(by.site_id)
    away = people_away(row.token for row in rows)
    elsewhere = ulns_elsewhere(str(row.facts["uln"]) for row in rows if row.facts.get("uln"))
    names: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for row in rows:
        if row.problems:
            continue
        held = find_named(row, known, site) or known.by_token.get(row.token)
        if row.problems:
            continue
        if row.token in away and held is not None and held.token == row.token:
            row.says, row.result = held.full_name or held.called, "good"
            continue
        if held is None:
            _look_at_new(row, known, names)
        else:
            _look_at_known(row, held)
        _look_at_uln(row, held, elsewhere, numbers)
        if not row.problems and row.result == "":
            row.result = "good"


def _look_at_new(row: LearnerRow, known: KnownLearners, names: dict[str, int]) -> None:
    facts = row.facts
    row.says = f"{facts['full_name'] or facts['called']}"
    keys = {name_key(str(facts[name])) for name in ("called", "full_name") if facts.get(name)}
    keys = {name_key(str(facts["full_name"]))} if facts.get("full_name") else keys
    is_said_new = facts.get("number") == NEW
    same = [one.number for key in keys for one in known.by_name.get(key, [])]
    before = next((names[key] for key in sorted(keys) if key in names), 0)
    for key in keys:
        names.setdefault(key, row.number)
    if is_said_new:
        return
    if same:
        row.refuse(
            RuleBroken(
                "called",
                N_("Somebody of this name is here already: %(who)s."),
                N_("Write that number in the line, or “new” if this is another person."),
                who=", ".join(sorted(set(same))[:3]),
            )
        )
    elif before and not facts.get("ref"):
        row.refuse(
            RuleBroken(
                "called",
                N_("The same name stands in row %(row)s."),
                N_("Take one of the two out, or write “new” for the number if this is another person."),
                row=before + 1,
            )
        )


def _look_at_known(row: LearnerRow, held: Held) -> None:
    """Somebody we know: what the line adds, and where it says something else than we hold."""
    row.person, facts = held.number, row.facts
    row.says = held.full_name or held.called
    said = name_key(str(facts.get("full_name") or facts.get("called") or ""))
    if said and said not in {name_key(held.called), name_key(held.full_name)}:
        row.refuse(
            RuleBroken(
                "called",
                N_("%(number)s has another name with us."),
                N_("Look whether it is the same person; names are changed on their page."),
                number=held.number,
            )
        )
    for name in FILLED:
        ours, theirs = str(getattr(held, name)), str(facts.get(name) or "")
        if theirs and ours and ours != theirs:
            row.refuse(
                RuleBroken(
                    name,
                    N_("We hold something else here."),
                    N_("Change it on the learner’s page, or leave the cell empty."),
                )
            )
    if not row.problems and not any(facts.get(name) and not getattr(held, name) for name in FILLED):
        row.result = "repeated"


def _look_at_uln(
    row: LearnerRow, held: Held | None, elsewhere: dict[str, int], numbers: dict[str, int]
) -> None:
    uln = str(row.facts.get("uln") or "")
    if not uln:
        return
    holder = elsewhere.get(uln)
    if holder is not None and (held is None or holder != held.person_id):
        row.refuse(
            RuleBroken(
                "uln",
                N_("Another learner has this ULN."),
                N_("Look whether the two are one person, or read the number again."),
            )
        )
    elif uln in numbers:
        row.refuse(
            RuleBroken(
                "uln", N_("The same ULN stands in row %(row)s."), N_("Read both again."), row=numbers[uln] + 1
            )
        )
    numbers.setdefault(uln, row.number)


def take_learner(by: Actor, row: LearnerRow, at: datetime) -> list[tuple[str, int]]:
    """Make the learner of a line, or add to one we know what we do not hold yet; what was made, by kind and id."""
    facts = row.facts
    person = _person_of(by, row, at)
    contact = {name: str(facts.get(name) or "") for name in ("email", "phone")}
    if any(contact.values()):
        _add_contact(by, person, contact, at)
    newest = db.session.scalar(select(func.max(Role.id))) or 0
    role = give_role(
        by=by,
        person_id=person.id,
        role="trainee",
        at=at,
        site_id=by.site_id,
        starts_on=local_day(at),
        ends_on=None,
    )
    needs = {name: facts[name] for name in TEXTS if facts.get(name)}
    if needs:
        set_needs(by=by, number=person.number, said=needs, because="told", at=at)
    if facts.get("uln"):
        set_uln(by=by, number=person.number, uln=str(facts["uln"]), because="letter", at=at)
    made = [] if row.person else [("person", person.id)]
    return [*made, ("role", role.id)] if role.id > newest else made


def _person_of(by: Actor, row: LearnerRow, at: datetime) -> Person:
    from core.people_queries import person_here

    if row.person:
        return person_here(row.person, site_id=by.site_id)
    facts = row.facts
    person = add_person(
        by=by,
        called=str(facts["called"]),
        full_name=str(facts.get("full_name") or ""),
        language=str(facts.get("language") or "en"),
        at=at,
        token=row.token,
    )
    if person.token in people_away([person.token]):
        switch_person(by=by, person_id=person.id, is_on=True, at=at)
    return person


def _add_contact(by: Actor, person: Person, said: dict[str, str], at: datetime) -> None:
    from core.people import PersonContact

    held = db.session.get(PersonContact, person.id)
    email, phone = (held.email, held.phone) if held else ("", "")
    kept = {"email": email or said["email"], "phone": phone or said["phone"]}
    if (email, phone) != (kept["email"], kept["phone"]):
        set_contact(by=by, person_id=person.id, at=at, **kept)
