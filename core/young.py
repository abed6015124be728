"""People under 18: a flag, never a birth date; the day on which a guardian's permission was seen."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.access import Actor, require
from core.clock import local_day
from core.db import Day, Model, UtcInstant, db, near
from core.errors import N_, RuleBroken
from core.people_queries import hold_living, person_by_id
from core.person_trail import write_person_line
from core.triggers import refuse_the_erased


class YoungPerson(Model):
    """Somebody under 18: a flag, never a birth date. A parent's or guardian's permission is seen, and not kept."""

    __tablename__ = "young_person"
    __table_args__ = (
        *near("permitted_on"),
        CheckConstraint("(permitted_on IS NULL) = (seen_by_id IS NULL)", name="seen_whole"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    noted_at: Mapped[datetime] = mapped_column(UtcInstant)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    permitted_on: Mapped[date | None] = mapped_column(Day)
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


refuse_the_erased(YoungPerson.__table__)  # type: ignore[arg-type]


def young_person(person_id: int) -> YoungPerson | None:
    """The flag of somebody under 18, or None."""
    return db.session.get(YoungPerson, person_id)


def set_young(*, by: Actor, person_id: int, is_young: bool, permitted_on: date | None, at: datetime) -> None:
    """Set or lift the flag, and note when a guardian's permission was seen (None: not yet).

    Whoever notes a permission says that they saw it. Raises NotAllowed, NotFound, and RuleBroken for a day to come.
    """
    require(by, "help_people")
    hold_living(person_id)
    person, row = person_by_id(person_id), young_person(person_id)
    if permitted_on is not None and permitted_on > local_day(at):
        raise RuleBroken(
            "permitted_on", N_("This day is still to come."), N_("Note it when you have seen it.")
        )
    if not is_young:
        if row is None:
            return
        db.session.delete(row)
    elif row is None:
        db.session.add(
            YoungPerson(
                person_id=person_id,
                noted_at=at,
                noted_by_id=by.person_id,
                permitted_on=permitted_on,
                seen_by_id=by.person_id if permitted_on else None,
            )
        )
    elif row.permitted_on != permitted_on:
        row.permitted_on, row.seen_by_id = permitted_on, by.person_id if permitted_on else None
    else:
        return
    db.session.flush()
    write_person_line("set_young", number=person.number, by=by, at=at, fields=["is_young", "permitted_on"])


def lacks_permission(person_id: int) -> bool:
    """True for somebody under 18 whose guardian's permission nobody has seen."""
    row = young_person(person_id)
    return row is not None and row.permitted_on is None


def check_permission(person_id: int) -> None:
    """Raise RuleBroken for somebody under 18 whose guardian's permission nobody has seen."""
    if lacks_permission(person_id):
        raise RuleBroken(
            "",
            N_("This person is under 18, and nobody has seen a guardian's permission."),
            N_("See it, and note the day on the person's page: What is kept of them."),
        )
