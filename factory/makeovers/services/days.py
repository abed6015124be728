"""Work days: nobody before asbestos and lead were asked, none in a home without the permit, none forgotten there."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import NoReturn

from sqlalchemy import select

from core.access import Actor, holds_permit, persons_holding
from core.clock import SITE_ZONE, local_day, zone
from core.db import db, fast
from core.desks import holders_of
from core.errors import N_, NotFound, RuleBroken
from core.outbox import OutboxMessage, put_in_outbox
from core.people import LEAD_WORK_DAYS
from core.recipients import Makeover
from factory.makeovers.models.referral import MakeoverCase
from factory.makeovers.models.work import MakeoverDay, MakeoverDayPerson
from factory.makeovers.services.cases import live_case, note, take_step
from factory.makeovers.words import DAY_ROLES, ENTER_HOMES

OVERDUE = timedelta(minutes=30)
"""So long after the end of a day nobody asks yet."""
KIND = "makeover_overdue"
_TOLD = uuid.UUID("5e0a3ab0-1f5c-4a39-8a3f-7f1a0b5f2c11")


def missing_for_work(case: MakeoverCase) -> list[tuple[str, str]]:
    """What still forbids work at the place: a field and the message of each."""
    found = []
    if case.permission not in ("owner", "landlord"):
        found.append(("permission", N_("The owner or landlord has not allowed the work.")))
    if case.asbestos == "unknown":
        found.append(("asbestos", N_("Nobody has found out whether there is asbestos.")))
    elif case.asbestos == "yes" and not case.asbestos_plan:
        found.append(("asbestos_plan", N_("There is asbestos, and no plan for it.")))
    if case.lead_paint == "unknown":
        found.append(("lead_paint", N_("Nobody has found out whether there is lead paint.")))
    elif case.lead_paint == "yes" and not case.lead_plan:
        found.append(("lead_plan", N_("There is lead paint, and no plan for it.")))
    return found


def plan_day(
    *, by: Actor, makeover_id: int, on: date, begins: str, ends: str, at: datetime, token: str
) -> MakeoverDay:
    """A day of work, from when until when (local times such as "09:30"). The same token again changes nothing.

    Raises RuleBroken where permission, asbestos or lead forbid it, or nothing is planned yet.
    """
    row, case = live_case(by, makeover_id)
    known = db.session.scalar(select(MakeoverDay).where(MakeoverDay.token == token))
    if known is not None:
        return known
    if case.state in ("referred", "surveyed"):
        raise RuleBroken("on", N_("Work follows the plan."), N_("Plan the makeover first."))
    for _field, message in missing_for_work(case):
        raise RuleBroken("on", message, N_("Answer it in the survey; work waits for it."))
    starts_at, ends_at = _moment(on, begins, "begins"), _moment(on, ends, "ends")
    if ends_at <= starts_at:
        raise RuleBroken("ends", N_("The day ends before it begins."))
    day = MakeoverDay(token=token, makeover_id=makeover_id, works_on=on, starts_at=starts_at, ends_at=ends_at)
    db.session.add(day)
    note("plan_day", row, by, at, ["works_on"])
    return day


def _moment(on: date, told: str, field: str) -> datetime:
    try:
        hour, minute = (int(part) for part in told.split(":"))
        return datetime(on.year, on.month, on.day, hour, minute, tzinfo=zone(SITE_ZONE)).astimezone(UTC)
    except ValueError:
        raise RuleBroken(field, N_("Write a time of day, such as 09:30.")) from None


def call_off_day(*, by: Actor, makeover_id: int, day_id: int, at: datetime) -> None:
    """A day that does not happen. Twice changes nothing; refused once somebody arrived."""
    row, _ = live_case(by, makeover_id)
    day = day_there(makeover_id, day_id)
    people = db.session.scalars(select(MakeoverDayPerson).where(MakeoverDayPerson.day_id == day_id)).all()
    if any(one.arrived_at for one in people):
        raise RuleBroken("", N_("Somebody was there on this day."), N_("Let it stand."))
    if day.cancelled_at is None:
        day.cancelled_at = at
        note("call_off_day", row, by, at, ["cancelled_at"])


def put_on_day(*, by: Actor, makeover_id: int, day_id: int, person: str, part: str, at: datetime) -> None:
    """Somebody comes along. Twice changes nothing.

    At a home they need the permit to enter homes, and whoever leads the one to lead work days: else RuleBroken names
    who holds it.
    """
    row, _ = live_case(by, makeover_id)
    day = day_there(makeover_id, day_id)
    if part not in DAY_ROLES:
        raise RuleBroken("part", N_("Choose what they do."))
    person_id = _person(person, row.site_id, day.works_on)
    if row.kind == "home" and not _may_enter(person_id, day.works_on):
        _refuse(N_("They have no permit to enter homes. Holders: %(names)s."), ENTER_HOMES, row, at)
    if part == "lead" and not holds_permit(person_id, LEAD_WORK_DAYS, on=day.works_on):
        _refuse(N_("They have no permit to lead work days. Holders: %(names)s."), LEAD_WORK_DAYS, row, at)
    same = select(MakeoverDayPerson).where(
        MakeoverDayPerson.day_id == day_id, MakeoverDayPerson.person_id == person_id
    )
    there = db.session.scalars(same).one_or_none()
    if there is None:
        db.session.add(MakeoverDayPerson(day_id=day_id, person_id=person_id, part=part))
    else:
        there.part = part
    note("put_on_day", row, by, at, ["person", "part"])


def _refuse(message: str, permit: str, row: Makeover, at: datetime) -> NoReturn:
    names = persons_holding(permit, site_id=row.site_id, at=at)
    raise RuleBroken(
        "person",
        message,
        N_("Choose one of them; a trainer or coordinator gives the permit."),
        names=", ".join(names) or "–",
    )


def take_from_day(*, by: Actor, makeover_id: int, day_id: int, person_id: int, at: datetime) -> None:
    """Somebody does not come after all. Refused once they arrived."""
    row, _ = live_case(by, makeover_id)
    there = person_on(day_there(makeover_id, day_id).id, person_id)
    if there.arrived_at is not None:
        raise RuleBroken("", N_("They were there on this day."), N_("Let it stand."))
    db.session.delete(there)
    note("take_from_day", row, by, at, ["person"])


def arrive(*, by: Actor, makeover_id: int, day_id: int, person_id: int, at: datetime) -> None:
    """Somebody arrived: one tap, of their own or of whoever leads. Twice changes nothing. It starts the work.

    Raises RuleBroken on another day than the planned one, for a day that was called off, and where the permit to enter
    homes has ended.
    """
    row, case, there = _tapped(by, makeover_id, day_id, person_id)
    if there.arrived_at is not None:
        return
    day = day_there(makeover_id, day_id)
    refuse_arriving(day, at)
    refuse_entering(row, person_id, day.works_on)
    if case.state == "planned":
        take_step(case, "in_work", at)
    there.arrived_at = at
    note("arrive", row, by, at, ["arrived_at"])


def leave(*, by: Actor, makeover_id: int, day_id: int, person_id: int, at: datetime) -> None:
    """Somebody left: one tap; their minutes count. Twice changes nothing.

    Told on a later day it is taken that they left when the work day ended: nobody works through the night.
    Raises RuleBroken for somebody who never arrived.
    """
    row, _, there = _tapped(by, makeover_id, day_id, person_id)
    if there.left_at is not None:
        return
    if there.arrived_at is None:
        raise RuleBroken("", N_("Nobody has said that they arrived."), N_("Press Arrived first."))
    day = db.session.get_one(MakeoverDay, day_id)
    is_late = local_day(at) > day.works_on
    there.left_at = max(day.ends_at if is_late else at, there.arrived_at)
    there.minutes = minutes_of(there)
    note("leave", row, by, at, ["left_at"])


def minutes_of(there: MakeoverDayPerson) -> int:
    """The whole minutes between arriving and leaving, a day at most; 0 while one of them is not known."""
    if there.arrived_at is None or there.left_at is None:
        return 0
    return min(1440, round((there.left_at - there.arrived_at).total_seconds() / 60))


def refuse_arriving(day: MakeoverDay, at: datetime) -> None:
    """Raise RuleBroken unless `at` lies on the work day, and the day takes place: hours count on the planned day."""
    if day.cancelled_at is not None:
        raise RuleBroken("", N_("This day was called off."), N_("Tell the desk who was there all the same."))
    if local_day(at) != day.works_on:
        raise RuleBroken(
            "", N_("This is not the day that was planned."), N_("Tell the desk which day it was.")
        )


def refuse_entering(row: Makeover, person_id: int, on: date) -> None:
    """Raise RuleBroken where it is a home and their permit to enter homes, which they had for the plan, has ended."""
    if row.kind == "home" and not _may_enter(person_id, on):
        raise RuleBroken(
            "person", N_("Their permit to enter homes has ended."), N_("They do not go in. Tell the desk.")
        )


def _tapped(
    by: Actor, makeover_id: int, day_id: int, person_id: int
) -> tuple[Makeover, MakeoverCase, MakeoverDayPerson]:
    row, case = live_case(by, makeover_id, "work_at_makeovers")
    day = day_there(makeover_id, day_id)
    there = person_on(day.id, person_id)
    if person_id != by.person_id and not by.may("edit_makeovers") and not leads_day(day.id, by.person_id):
        raise NotFound()
    return row, case, there


def leads_day(day_id: int, person_id: int | None) -> bool:
    """Whether somebody leads a work day."""
    query = "SELECT 1 FROM makeover_day_person WHERE day_id = ? AND person_id = ? AND part = 'lead'"
    return fast().row(query, (day_id, person_id)) is not None


def tell_overdue(*, at: datetime) -> int:
    """Tell the desk of everybody who should have left and did not say so; how many messages. Again: nothing."""
    query = (
        select(MakeoverDayPerson, MakeoverDay, Makeover)
        .join(MakeoverDay, MakeoverDay.id == MakeoverDayPerson.day_id)
        .join(Makeover, Makeover.id == MakeoverDay.makeover_id)
        .where(
            MakeoverDayPerson.arrived_at.is_not(None),
            MakeoverDayPerson.left_at.is_(None),
            MakeoverDayPerson.told_at.is_(None),
            MakeoverDay.ends_at < at - OVERDUE,
        )
    )
    told = 0
    for there, day, row in db.session.execute(query).all():
        there.told_at = at
        for person_id in holders_of("print_run_sheets", row.site_id, at):
            told += _tell(there, day, row, person_id, at)
    db.session.flush()
    return told


def _tell(there: MakeoverDayPerson, day: MakeoverDay, row: Makeover, person_id: int, at: datetime) -> bool:
    token = str(uuid.uuid5(_TOLD, f"{there.id} {person_id}"))
    if db.session.scalar(select(OutboxMessage.id).where(OutboxMessage.token == token)) is not None:
        return False
    number = fast().row("SELECT number FROM person WHERE id = ?", (there.person_id,))
    facts = {"makeover": row.code, "day": day.id, "person": number[0] if number else ""}
    put_in_outbox(kind=KIND, person_id=person_id, site_id=row.site_id, facts=facts, at=at, token=token)
    return True


def day_there(makeover_id: int, day_id: int) -> MakeoverDay:
    """The work day of a makeover. Raises NotFound."""
    day = db.session.get(MakeoverDay, day_id)
    if day is None or day.makeover_id != makeover_id:
        raise NotFound()
    return day


def person_on(day_id: int, person_id: int) -> MakeoverDayPerson:
    """Somebody on a work day. Raises NotFound."""
    query = select(MakeoverDayPerson).where(
        MakeoverDayPerson.day_id == day_id, MakeoverDayPerson.person_id == person_id
    )
    there = db.session.scalars(query).one_or_none()
    if there is None:
        raise NotFound()
    return there


def _person(number: str, site_id: int, on: date) -> int:
    row = fast().row(
        "SELECT p.id FROM person p JOIN role r ON r.person_id = p.id WHERE p.number = ? AND p.is_active "
        "AND (r.site_id = ? OR r.site_id IS NULL) AND r.starts_on <= ? AND (r.ends_on IS NULL OR r.ends_on >= ?)",
        (number, site_id, on, on),
    )
    if row is None:
        raise RuleBroken(
            "person", N_("Nobody with this number is of this site."), N_("Choose from the list.")
        )
    return int(row[0])


def _may_enter(person_id: int, on: date) -> bool:
    return holds_permit(person_id, ENTER_HOMES, on=on)
