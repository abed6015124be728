"""What a tablet's event of a work day does: the same whatever the order in which events come, and however often.

Arrived is the first time that was told, left the last. What needs somebody's arrival waits for it. The newest word
about a task counts. Practice, consent and photos go through the services that the desk uses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.access import Actor
from core.clock import local_day
from core.db import db, fast
from core.errors import N_, NotAllowed, NotFound, RuleBroken
from core.recipients import Makeover
from factory.makeovers.models.referral import MakeoverCase
from factory.makeovers.models.told import WorkDayEvent
from factory.makeovers.models.work import MakeoverDay, MakeoverDayPerson, MakeoverTask
from factory.makeovers.services.cases import case_then, note, take_step
from factory.makeovers.services.days import (
    leads_day,
    minutes_of,
    person_on,
    refuse_arriving,
    refuse_entering,
)
from factory.makeovers.services.photos import give_consent
from factory.makeovers.services.practice import note_practice

LEADS_SAY = (
    N_("Whoever leads the day says this of others."),
    N_("Show your own card, or ask who leads."),
)


class NotYet(RuleBroken):
    """What it follows has not come yet; another tablet may bring it."""


@dataclass(frozen=True)
class Told:
    """One event as it was opened and proven."""

    id: str
    kind: str
    said: Mapping[str, Any]
    by: Actor
    at: datetime
    site_id: int


@dataclass(frozen=True)
class There:
    """The work day that an event is about, with its makeover."""

    day: MakeoverDay
    makeover: Makeover
    case: MakeoverCase


def have_effect(told: Told, row: WorkDayEvent) -> str:
    """Let the event have its effect and fill `row` with what it is about; words to show, or "".

    Raises NotYet, RuleBroken, NotAllowed or NotFound, before anything is written, where it cannot be.
    """
    return EFFECTS[told.kind](told, row)


def find_day(told: Told, row: WorkDayEvent, token: object) -> There:
    """The work day of the tablet's site. Raises NotFound, or RuleBroken for one that was called off or is over."""
    query = (
        select(MakeoverDay)
        .join(Makeover, Makeover.id == MakeoverDay.makeover_id)
        .where(MakeoverDay.token == str(token or "")[:60], Makeover.site_id == told.site_id)
    )
    day = db.session.scalars(query).one_or_none()
    if day is None:
        raise NotFound(N_("This work day is not known here."), N_("Look at the list of work days."))
    row.day_id = day.id
    makeover, case = case_then(told.by, day.makeover_id, told.at)
    if day.cancelled_at is not None:
        raise RuleBroken("", N_("This day was called off."), N_("Tell the desk who was there all the same."))
    return There(day, makeover, case)


def refuse_unless_leading(by: Actor, day: MakeoverDay) -> None:
    """Raise NotAllowed unless the person leads the day or may write in makeovers."""
    if not by.may("edit_makeovers") and not leads_day(day.id, by.person_id):
        raise NotAllowed(*LEADS_SAY)


def _whom(told: Told, row: WorkDayEvent, day: MakeoverDay) -> MakeoverDayPerson:
    """Whom it is about: themselves by their own card, or somebody of the plan as whoever leads says."""
    number = told.said.get("person")
    if number:
        found = fast().row("SELECT id FROM person WHERE number = ?", (str(number)[:20],))
        row.person_id = int(found[0]) if found is not None else None
    else:
        row.person_id = told.by.person_id
    try:
        there = person_on(day.id, row.person_id or 0)
    except NotFound:
        raise RuleBroken(
            "person", N_("They are not on this work day."), N_("Whoever leads puts them on it at the desk.")
        ) from None
    if there.person_id != told.by.person_id:
        refuse_unless_leading(told.by, day)
    return there


def _arrived(told: Told, row: WorkDayEvent) -> str:
    here = find_day(told, row, told.said.get("day"))
    there = _whom(told, row, here.day)
    refuse_arriving(here.day, told.at)
    refuse_entering(here.makeover, there.person_id, here.day.works_on)
    if here.case.state == "planned":
        take_step(here.case, "in_work", max(told.at, here.case.state_at))
    first = min(there.arrived_at or told.at, told.at)
    if first != there.arrived_at:
        there.arrived_at = first
        there.minutes = minutes_of(there)
        note("arrive", here.makeover, told.by, told.at, ["arrived_at"])
    return ""


def _left(told: Told, row: WorkDayEvent) -> str:
    here = find_day(told, row, told.said.get("day"))
    there = _whom(told, row, here.day)
    at = here.day.ends_at if local_day(told.at) > here.day.works_on else told.at
    if there.arrived_at is None or at < there.arrived_at:
        raise NotYet("", N_("Nobody has said that they arrived."), N_("Press Arrived first."))
    last = max(there.left_at or at, at)
    if last != there.left_at:
        there.left_at = last
        there.minutes = minutes_of(there)
        note("leave", here.makeover, told.by, told.at, ["left_at"])
    return ""


def _task(told: Told, row: WorkDayEvent) -> str:
    here = find_day(told, row, told.said.get("day"))
    refuse_unless_leading(told.by, here.day)
    token, is_done = str(told.said.get("task") or "")[:60], bool(told.said.get("done"))
    query = select(MakeoverTask).where(
        MakeoverTask.token == token, MakeoverTask.makeover_id == here.day.makeover_id
    )
    task = db.session.scalars(query).one_or_none()
    if task is None:
        raise RuleBroken("task", N_("This task is not on the plan."), N_("Look at the plan at the desk."))
    row.about = token
    newer = fast().row(
        "SELECT 1 FROM work_day_event WHERE about = ? AND kind = 'task' AND state = 'done' AND (at > ? "
        "OR (at = ? AND id > ?))",
        (token, told.at, told.at, told.id),
    )
    if newer is None and not (task.done_at is not None and task.done_at > told.at and not is_done):
        task.done_at, task.done_by_id = (told.at, told.by.person_id) if is_done else (None, None)
        note("tick_task", here.makeover, told.by, told.at, ["done_at"])
    return ""


def _practice(told: Told, row: WorkDayEvent) -> str:
    here = find_day(told, row, told.said.get("day"))
    there = _whom(told, row, here.day)
    if there.part == "trainee" and there.arrived_at is None:
        raise NotYet("person", N_("Nobody has said that they arrived."), N_("Press Arrived first."))
    query = select(MakeoverTask.id).where(MakeoverTask.token == str(told.said.get("task") or "")[:60])
    note_practice(
        by=told.by,
        makeover_id=here.day.makeover_id,
        day_id=here.day.id,
        person_id=there.person_id,
        criterion=str(told.said.get("criterion") or "")[:60],
        words=str(told.said.get("words") or "")[:120],
        at=told.at,
        token=told.id,
        task_id=db.session.scalar(query) or 0,
    )
    return ""


def _consent(told: Told, row: WorkDayEvent) -> str:
    here = find_day(told, row, told.said.get("day"))
    refuse_unless_leading(told.by, here.day)
    since = fast().row(
        "SELECT 1 FROM makeover_consent WHERE makeover_id = ? AND withdrawn_at > ?",
        (here.day.makeover_id, told.at),
    )
    if since is not None:
        return N_("They took it back since.")
    give_consent(
        by=told.by, makeover_id=here.day.makeover_id, at=told.at, token=told.id, right="work_at_makeovers"
    )
    return ""


EFFECTS: dict[str, Callable[[Told, WorkDayEvent], str]] = {
    "arrived": _arrived,
    "left": _left,
    "task": _task,
    "practice": _practice,
    "consent": _consent,
}
