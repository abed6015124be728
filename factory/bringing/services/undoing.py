"""A whole import taken back: the last thing first; what was built upon since stays, with the reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from core.access import Actor, require
from core.audit import write_audit_line
from core.clock import local_day
from core.db import db, fast
from core.errors import EcoError, NotFound
from core.imported import ImportedThing, ImportUndo
from core.people import Person, PersonContact, PersonName, Role
from core.people_services import switch_person
from core.recipients import Organisation
from factory.bringing.queries import one_brought, was_changed_by_hand
from factory.bringing.services.repairs import take_back_repair
from factory.makeovers.services.past import take_back_past
from factory.visits.queries import visit_at
from factory.visits.services import Stay, correct_visit
from inventory.services.imports_back import take_back_piece
from training.services.imports_back import take_back_booking
from training.services.imports_back import take_back_past as take_back_past_course
from training.services.units_back import take_back_unit

CHUNK: Final = 100
LAST_DAY: Final = date(2100, 1, 1)
RIGHTS: Final = {"pieces": "import_pieces", "training": "import_learners", "works": "bring_records"}
RIGHTS_OF_KIND: Final = {"unit": "edit_catalogue", "repair": "edit_occasions"}
"""What it takes besides, where an import of a room holds things of a right of their own."""
GONE: Final = ""
"""What a taker-back answers where nothing of the thing is left in what counts; else a reason of `STAY_REASONS`."""
TakeBack = Callable[[Actor, ImportedThing, datetime], str]


def things_to_take_back(*, by: Actor, source: str, import_id: int) -> list[int]:
    """Ids of what an import made and what is not gone yet, the last first. Raises NotFound for another site's."""
    require(by, RIGHTS[source])
    if one_brought(source, import_id, by.site_id) is None:
        raise NotFound()
    query = select(ImportedThing.id).where(
        ImportedThing.source == source, ImportedThing.import_id == import_id, ImportedThing.gone_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(ImportedThing.id.desc())))


def take_back(*, by: Actor, source: str, things: list[int], at: datetime) -> tuple[int, int]:
    """Take these things of an import back: (gone, staying). Each stands or falls alone; again, nothing goes twice.

    What is another site's, or came another way than `source`, is passed over.
    """
    require(by, RIGHTS[source])
    gone = stayed = 0
    for thing in db.session.scalars(
        select(ImportedThing)
        .where(
            ImportedThing.id.in_(things), ImportedThing.source == source, ImportedThing.site_id == by.site_id
        )
        .order_by(ImportedThing.id.desc())
    ).all():
        if thing.gone_at is not None:
            continue
        thing.stays = _one(by, thing, at)
        if thing.stays == GONE:
            thing.gone_at = at
            gone += 1
        else:
            stayed += 1
        db.session.flush()
    return gone, stayed


def note_undo(*, by: Actor, source: str, import_id: int, gone: int, stayed: int, at: datetime) -> None:
    """Keep that an import was taken back, by whom and when."""
    row = db.session.get(ImportUndo, (source, import_id))
    if row is None:
        row = ImportUndo(source=source, import_id=import_id, gone=0)
        db.session.add(row)
    row.at, row.by_id, row.gone, row.stayed = at, by.person_id, row.gone + gone, stayed
    db.session.flush()
    write_audit_line(
        "undo_import", f"import:{import_id}", site_id=by.site_id, at=at, by_id=by.person_id, fields=(source,)
    )


def _one(by: Actor, thing: ImportedThing, at: datetime) -> str:
    try:
        with db.session.begin_nested():
            require(by, RIGHTS_OF_KIND.get(thing.kind, RIGHTS[thing.source]))
            return TAKERS[thing.kind](by, thing, at)
    except (EcoError, DBAPIError):
        return "used"


def _visit(by: Actor, thing: ImportedThing, at: datetime) -> str:
    visit = visit_at(int(thing.ref), by.site_id)
    said = fast().row("SELECT COUNT(*) FROM visit_entry WHERE visit_id = ?", (int(thing.ref),))
    if visit is None or visit.is_void:
        return GONE
    if said is not None and said[0] > 1:
        return "changed"
    stay = Stay(visit.came_at, visit.left_at, visit.work)
    correct_visit(
        by=by, visit_id=visit.id, stay=stay, why=WHY, is_dropped=True, at=at, token=f"undo {thing.id}"
    )
    return GONE


WHY: Final = "Its import was taken back."


def _role(by: Actor, thing: ImportedThing, at: datetime) -> str:
    role = db.session.get(Role, int(thing.ref))
    if role is None:
        return GONE
    if _is_changed(role, thing, at):
        return "changed"
    row = fast().row(
        "SELECT 1 FROM visit WHERE person_id = ? AND site_id = ? AND role = ? AND NOT is_void "
        "AND day BETWEEN ? AND ? LIMIT 1",
        (role.person_id, role.site_id, role.role, role.starts_on, role.ends_on or LAST_DAY),
    )
    if row is not None or (role.role == "trainee" and fast().row(BOOKED, (role.person_id,)) is not None):
        return "used"
    db.session.delete(role)
    db.session.flush()
    return GONE


def _is_changed(role: Role, thing: ImportedThing, at: datetime) -> bool:
    """True if the role ends otherwise than its import said, or somebody ended it since.

    A list of learners gives a role without an end, one of days of earlier years none beyond the day of the import.
    """
    is_open = role.ends_on is None
    is_later = role.ends_on is not None and role.ends_on > local_day(thing.made_at)
    if is_open != (thing.source == "training") or is_later:
        return True
    number = db.session.get_one(Person, role.person_id).number
    return was_changed_by_hand(number, since=thing.made_at, until=at, verb="end_role")


def _organisation(by: Actor, thing: ImportedThing, at: datetime) -> str:
    row = db.session.get(Organisation, int(thing.ref))
    if row is not None:
        db.session.delete(row)
        db.session.flush()
    return GONE


def _makeover(by: Actor, thing: ImportedThing, at: datetime) -> str:
    return GONE if take_back_past(by=by, makeover_id=int(thing.ref), at=at) else "used"


def _person(by: Actor, thing: ImportedThing, at: datetime) -> str:
    """Nobody is left of somebody to whom nothing happened; whose days were taken back is put away.

    Whoever was changed by hand since stays as they are.
    """
    person = db.session.get(Person, int(thing.ref))
    if person is None:
        return GONE
    if was_changed_by_hand(person.number, since=thing.made_at, until=at):
        return "used"
    try:
        with db.session.begin_nested():
            for table in ("learner_needs", "learner_number"):
                fast().run(f"DELETE FROM {table} WHERE person_id = ?", (person.id,))
            for model in OWN:
                for row in db.session.scalars(select(model).where(model.person_id == person.id)).all():
                    db.session.delete(row)
            db.session.flush()
            db.session.delete(person)
            db.session.flush()
        return GONE
    except DBAPIError:
        db.session.expire_all()
    if any(fast().row(query, (int(thing.ref),)) is not None for query in HAPPENED):
        return "used"
    if person.is_active:
        switch_person(by=by, person_id=person.id, is_on=False, at=at)
    return GONE


OWN: Final = (PersonContact, PersonName)
BOOKED: Final = "SELECT 1 FROM booking WHERE person_id = ? AND state NOT LIKE 'cancelled%' LIMIT 1"
HAPPENED: Final = (
    "SELECT 1 FROM visit WHERE person_id = ? AND NOT is_void LIMIT 1",
    "SELECT 1 FROM role WHERE person_id = ? LIMIT 1",
    "SELECT 1 FROM account WHERE person_id = ? LIMIT 1",
    "SELECT 1 FROM card WHERE person_id = ? LIMIT 1",
    "SELECT 1 FROM permit WHERE person_id = ? LIMIT 1",
    "SELECT 1 FROM consent WHERE person_id = ? LIMIT 1",
    BOOKED,
)


def _piece(by: Actor, thing: ImportedThing, at: datetime) -> str:
    return GONE if take_back_piece(by=by, code=thing.ref, at=at) else "used"


def _booking(by: Actor, thing: ImportedThing, at: datetime) -> str:
    return take_back_booking(by=by, booking_id=int(thing.ref), at=at)


def _past_course(by: Actor, thing: ImportedThing, at: datetime) -> str:
    return take_back_past_course(by=by, booking_id=int(thing.ref), at=at)


def _unit(by: Actor, thing: ImportedThing, at: datetime) -> str:
    return take_back_unit(by=by, import_id=thing.import_id, unit_id=int(thing.ref), at=at)


TAKERS: Final[dict[str, TakeBack]] = {
    "piece": _piece,
    "booking": _booking,
    "past_course": _past_course,
    "visit": _visit,
    "role": _role,
    "person": _person,
    "organisation": _organisation,
    "makeover": _makeover,
    "unit": _unit,
    "repair": take_back_repair,
}
