"""One good line taken: an organisation, a makeover of earlier years, a day of somebody; each noted with its import."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from core.access import Actor
from core.clock import local_day
from core.db import db
from core.import_files import line_of
from core.imported import note_thing, people_away
from core.people import Person, Role
from core.people_queries import person_here
from core.people_roles import give_role
from core.people_services import add_person, switch_person
from core.recipients import add_makeover, add_organisation, next_makeover_code
from core.visiting import role_on
from core.visits import VOLUNTEERING
from factory.bringing.models import WorksImport
from factory.bringing.services.repairs import take_repair
from factory.makeovers.services.past import close_past
from factory.visits.services import Stay, key_in_paper
from training.import_rows import LearnerRow


def take_organisation(by: Actor, made: WorksImport, row: LearnerRow, at: datetime) -> None:
    """An organisation on the list of all sites."""
    facts = row.facts
    one = add_organisation(
        name=str(facts["name"]),
        kind=str(facts["kind"]),
        city=str(facts.get("city") or ""),
        site_id=by.site_id,
        by_id=by.person_id,
        at=at,
        token=row.token,
    )
    _note(made, row, "organisation", one.id, at)


def take_makeover(by: Actor, made: WorksImport, row: LearnerRow, at: datetime) -> None:
    """A makeover that was signed off on paper: it counts on that day."""
    facts = row.facts
    one = add_makeover(
        site_id=by.site_id,
        code=str(facts.get("code") or next_makeover_code()),
        title=str(facts.get("title") or facts.get("area") or facts["city"]),
        kind=str(facts["kind"]),
        city=str(facts["city"]),
        by_id=by.person_id,
        at=at,
        token=row.token,
    )
    close_past(by=by, makeover_id=one.id, told=facts, at=at, token=row.token)
    _note(made, row, "makeover", one.id, at)


def take_visit(by: Actor, made: WorksImport, row: LearnerRow, at: datetime) -> None:
    """A day of somebody, from paper; whoever is new is made, with the role in which they came, for those days."""
    facts = row.facts
    person, is_new = _person_of(by, row, at)
    if is_new:
        _note(made, row, "person", person.id, at)
    _give_role(by, made, row, person, is_new, at)
    came, left = facts["stay"]
    visit_id = key_in_paper(
        by=by,
        person=person.number,
        stay=Stay(came, left, str(facts.get("work") or "")),
        at=at,
        token=row.token,
    )
    _note(made, row, "visit", visit_id, at)


def take_ticket(by: Actor, made: WorksImport, row: LearnerRow, at: datetime) -> None:
    """A ticket of a repair café with its outcome."""
    _note(made, row, "repair", take_repair(by, row, at), at)


def _person_of(by: Actor, row: LearnerRow, at: datetime) -> tuple[Person, bool]:
    """Whom the line names, and whether they come with this import: made new, or back from one that was taken back."""
    facts, token = row.facts, str(row.facts["person_token"])
    if row.person:
        person = person_here(row.person, site_id=by.site_id)
    else:
        known = db.session.scalar(select(Person).where(Person.token == token))
        if known is None:
            made = add_person(
                by=by,
                called=str(facts["called"]),
                language=str(facts.get("language") or "en"),
                at=at,
                token=token,
            )
            return made, True
        person = known
    was_away = person.token == token and token in people_away([token])
    if was_away:
        switch_person(by=by, person_id=person.id, is_on=True, at=at)
    return person, was_away


def _give_role(
    by: Actor, made: WorksImport, row: LearnerRow, person: Person, is_new: bool, at: datetime
) -> None:
    wanted, day = str(row.facts["role"]), row.facts["day"]
    held = role_on(person.id, by.site_id, day)
    if wanted == "visitor" or held == wanted or (wanted in VOLUNTEERING and held in VOLUNTEERING):
        return
    first, last = row.facts["span"] if is_new else (day, day)
    newest = db.session.scalar(select(func.max(Role.id))) or 0
    given = give_role(
        by=by,
        person_id=person.id,
        role=wanted,
        at=at,
        site_id=by.site_id,
        starts_on=first,
        ends_on=min(last, local_day(at)),
    )
    if given.id > newest:
        _note(made, row, "role", given.id, at)


def _note(made: WorksImport, row: LearnerRow, kind: str, thing_id: int, at: datetime) -> None:
    note_thing(
        source="works",
        import_id=made.id,
        site_id=made.site_id,
        line=line_of(made.settings, row.number) - 1,
        kind=kind,
        ref=str(thing_id),
        token=str(row.facts["line_token"]),
        at=at,
    )


TAKE: Final[dict[str, Callable[[Actor, WorksImport, LearnerRow, datetime], None]]] = {
    "organisations": take_organisation,
    "makeovers": take_makeover,
    "visits": take_visit,
    "repairs": take_ticket,
}
