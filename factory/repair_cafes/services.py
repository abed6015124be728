"""Writes at the desk of a repair café: tickets given out in order, mending begun, what became of a thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from core.access import Actor, require
from core.bounds import tidy, within
from core.clock import local_day
from core.db import db, fast, is_sqlite
from core.errors import N_, NotFound, RuleBroken
from factory.occasions.models import Occasion
from factory.occasions.records import keep_change, note, require_pin
from factory.occasions.services.occasions import own_occasion
from factory.repair_cafes.models import RepairItem
from factory.repair_cafes.words import (
    BARRIERS,
    CATEGORIES,
    LONGEST_REPAIR,
    MOST_TICKETS,
    OLDEST_YEAR,
    OUTCOMES,
    PROBLEMS,
)

RIGHT = "run_cafes"


@dataclass(frozen=True)
class ItemData:
    """What is said of a visitor's thing: nothing of whose it is."""

    category: int
    problem: str
    what: str = ""
    brand: str = ""
    problem_words: str = ""
    made_in: int | None = None


@dataclass(frozen=True)
class OutcomeData:
    """What became of a thing; `barrier` only where it is at the end of its life."""

    outcome: str
    barrier: int | None = None
    minutes: int | None = None
    repairer_id: int | None = None


def take_in_item(*, by: Actor, occasion_id: int, data: ItemData, at: datetime, token: str) -> RepairItem:
    """Give a thing the next ticket of its café; the same token again is the same ticket.

    Raises NotFound, NotAllowed, RuleBroken.
    """
    cafe = own_cafe(by, occasion_id)
    known = db.session.scalar(select(RepairItem).where(RepairItem.token == token))
    if known is not None:
        if known.occasion_id != occasion_id:
            raise NotFound()
        return known
    _may_take_in(cafe, at)
    values = checked_item(data, cafe.day)
    number = _next_number(occasion_id)
    if number > MOST_TICKETS:
        raise RuleBroken("category", N_("This café has no more tickets."), N_("Add another occasion."))
    row = RepairItem(
        token=token,
        occasion_id=occasion_id,
        number=number,
        came_at=at,
        changed_at=at,
        made_by_id=by.person_id,
        **values,
    )
    db.session.add(row)
    db.session.flush()
    note("take_in_item", f"repair_item:{row.id}", by, at, list(values))
    return row


def change_item(*, by: Actor, occasion_id: int, number: int, data: ItemData, at: datetime) -> RepairItem:
    """Correct what is said of a thing; its ticket keeps the number."""
    row = own_item(by, occasion_id, number)
    _keep(row, "change_item", by, at, checked_item(data, own_cafe(by, occasion_id).day))
    return row


def begin_repair(
    *, by: Actor, occasion_id: int, number: int, repairer_id: int | None, at: datetime
) -> RepairItem:
    """Somebody mends it now; pressing again, or for a thing that is done, changes nothing."""
    row = own_item(by, occasion_id, number)
    if row.outcome is None and row.begun_at is None and row.withdrawn_at is None:
        repairer = _person_here(by, repairer_id)
        _keep(row, "begin_repair", by, at, {"begun_at": at, "repairer_id": repairer})
    return row


def end_repair(*, by: Actor, occasion_id: int, number: int, data: OutcomeData, at: datetime) -> RepairItem:
    """Say what became of a thing, or correct it. Raises RuleBroken for an end of life without its reason."""
    row = own_item(by, occasion_id, number)
    if row.withdrawn_at is not None:
        raise RuleBroken("outcome", N_("This ticket was withdrawn."), N_("Take that back first."))
    if data.outcome not in OUTCOMES:
        raise RuleBroken("outcome", N_("Choose what became of it."))
    is_end = data.outcome == "end_of_life"
    if is_end and data.barrier not in BARRIERS:
        raise RuleBroken("barrier", N_("Say why nothing could be done."), N_("Choose what fits best."))
    minutes = None if data.minutes is None else within("minutes", data.minutes, 0, LONGEST_REPAIR)
    values: dict[str, object] = {
        "outcome": data.outcome,
        "barrier": data.barrier if is_end else None,
        "minutes": minutes,
        "repairer_id": _person_here(by, data.repairer_id),
        "done_at": row.done_at or at,
    }
    _keep(row, "end_repair", by, at, values)
    return row


def reopen_item(*, by: Actor, occasion_id: int, number: int, at: datetime) -> RepairItem:
    """Put a thing back among those being mended; its outcome was pressed by mistake."""
    row = own_item(by, occasion_id, number)
    if row.outcome is not None:
        values = {"outcome": None, "barrier": None, "done_at": None, "begun_at": row.begun_at or at}
        _keep(row, "reopen_item", by, at, values)
    return row


def withdraw_item(*, by: Actor, occasion_id: int, number: int, is_out: bool, at: datetime) -> RepairItem:
    """Take a ticket out of the count (a mistake, the visitor left), or back; its number is not given out again.

    Raises NotFound, NotAllowed, and RuleBroken for a thing with an outcome.
    """
    row = own_item(by, occasion_id, number)
    if is_out and row.outcome is not None:
        raise RuleBroken(
            "outcome",
            N_("This repair has an outcome."),
            N_("Take the outcome back, then withdraw the ticket."),
        )
    if is_out != (row.withdrawn_at is not None):
        _keep(row, "withdraw_item", by, at, {"withdrawn_at": at if is_out else None})
    return row


def own_cafe(by: Actor, occasion_id: int) -> Occasion:
    """The repair café of the person's site, for somebody who gave a PIN. Raises NotFound, NotAllowed."""
    row = own_occasion(by, occasion_id, RIGHT)
    require_pin(by)
    if row.kind != "repair_cafe":
        raise NotFound()
    return row


def own_item(by: Actor, occasion_id: int, number: int) -> RepairItem:
    """A ticket of a café of the person's site. Raises NotFound, NotAllowed."""
    require(by, RIGHT)
    own_cafe(by, occasion_id)
    row = db.session.scalar(
        select(RepairItem).where(RepairItem.occasion_id == occasion_id, RepairItem.number == number)
    )
    if row is None:
        raise NotFound()
    return row


def _next_number(occasion_id: int) -> int:
    """The number after the last; whoever else wants one waits until this is written."""
    connection = fast()
    if not is_sqlite():
        connection.row("SELECT id FROM occasion WHERE id = ? FOR UPDATE", (occasion_id,))
    row = connection.row("SELECT MAX(number) FROM repair_item WHERE occasion_id = ?", (occasion_id,))
    return int(row[0] or 0) + 1 if row else 1


def _may_take_in(cafe: Occasion, at: datetime) -> None:
    if cafe.called_off_at is not None:
        raise RuleBroken("category", N_("This occasion was called off."), N_("Take that back first."))
    if cafe.day > local_day(at):
        raise RuleBroken(
            "category",
            N_("This occasion is still to come."),
            N_("Tickets are given out on the day or later."),
        )


def checked_item(data: ItemData, day: date) -> dict[str, object]:
    """What is kept of a thing brought on `day`: nothing is made after it. Raises RuleBroken beside the field."""
    if data.category not in CATEGORIES:
        raise RuleBroken("category", N_("Choose what kind of thing it is."))
    if data.problem not in PROBLEMS:
        raise RuleBroken("problem", N_("Choose what is wrong."))
    made_in = data.made_in
    if made_in is not None:
        within("made_in", made_in, OLDEST_YEAR, day.year)
    return {
        "category": data.category,
        "problem": data.problem,
        "what": _nameless("what", data.what, 60),
        "brand": _nameless("brand", data.brand, 60),
        "problem_words": _nameless("problem_words", data.problem_words, 200),
        "made_in": made_in,
    }


def _nameless(field: str, text: str, most: int) -> str:
    """Words that are published: no way to reach a person stands in them."""
    kept = tidy(field, text, most)
    digits = sum(letter.isdigit() for letter in kept)
    if "@" in kept or digits > 9:
        raise RuleBroken(
            field,
            N_("This is published: no name, no e-mail address, no phone number."),
            N_("Write only what is wrong with the thing."),
        )
    return kept


def _person_here(by: Actor, person_id: int | None) -> int | None:
    """The id of somebody with a role at the person's site, or None. Raises NotFound for anybody else."""
    if person_id is None:
        return None
    row = fast().row(
        "SELECT 1 FROM person p JOIN role r ON r.person_id = p.id WHERE p.id = ? AND p.is_active = ? "
        "AND (r.site_id IS NULL OR r.site_id = ?) LIMIT 1",
        (person_id, True, by.site_id),
    )
    if row is None:
        raise NotFound()
    return person_id


def _keep(row: RepairItem, verb: str, by: Actor, at: datetime, values: Mapping[str, object]) -> None:
    changed = keep_change(row, f"repair_item:{row.id}", by, at, values)
    if changed:
        row.changed_at = at
        db.session.flush()
        note(verb, f"repair_item:{row.id}", by, at, changed)
