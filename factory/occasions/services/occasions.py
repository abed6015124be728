"""Writes of occasions: planned, corrected, called off, and their heads counted without a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from core.access import Actor, require
from core.bounds import tidy, within
from core.clock import local_day
from core.db import as_day, db, fast
from core.errors import N_, NotFound, RuleBroken
from factory.occasions.models import HeadCount, Occasion
from factory.occasions.records import keep_change, known_organisation, note, require_pin
from factory.occasions.words import CITIES, MOST_HEADS, OCCASION_KINDS


@dataclass(frozen=True)
class OccasionData:
    """What is said of an occasion."""

    day: date
    title: str
    kind: str
    city: str
    partner_id: int | None = None


def add_occasion(*, by: Actor, data: OccasionData, at: datetime, token: str) -> Occasion:
    """Plan or write down an occasion at the person's site; the same token again is the same row."""
    require(by, "edit_occasions")
    known = db.session.scalar(select(Occasion).where(Occasion.token == token))
    if known is not None:
        return _at_site(known, by)
    row = Occasion(
        token=token,
        site_id=by.site_id,
        made_at=at,
        made_by_id=by.person_id,
        adults=0,
        children=0,
        **_checked(data),
    )
    db.session.add(row)
    db.session.flush()
    note("add_occasion", f"occasion:{row.id}", by, at, ["day", "title", "kind", "city", "partner_id"])
    return row


def change_occasion(*, by: Actor, occasion_id: int, data: OccasionData, at: datetime) -> Occasion:
    """Correct an occasion; what it said before stays in its history.

    Raises NotFound, NotAllowed, and RuleBroken for what makes no occasion, for one with tickets that is to be no repair
    café any more, and for one that took place and is to lie ahead.
    """
    row = own_occasion(by, occasion_id, "edit_occasions")
    values = _checked(data)
    if row.kind == "repair_cafe" and data.kind != "repair_cafe" and has_tickets(occasion_id):
        raise RuleBroken(
            "kind",
            N_("This repair café has tickets already."),
            N_("It stays a repair café. Withdraw nothing: add another occasion."),
        )
    if data.day > local_day(at) and (row.adults or row.children or has_tickets(occasion_id)):
        raise RuleBroken(
            "day",
            N_("People were counted at this occasion, so it took place."),
            N_("Choose the day on which it was."),
        )
    changed = keep_change(row, f"occasion:{row.id}", by, at, values)
    if changed:
        note("change_occasion", f"occasion:{row.id}", by, at, changed)
    return row


def call_off(*, by: Actor, occasion_id: int, is_off: bool, at: datetime) -> Occasion:
    """Call an occasion off, or take that back.

    Raises NotFound, NotAllowed, and RuleBroken for one where somebody was counted: it took place and stays.
    """
    row = own_occasion(by, occasion_id, "edit_occasions")
    if is_off == (row.called_off_at is not None):
        return row
    if is_off and (row.adults or row.children or has_tickets(occasion_id)):
        raise RuleBroken(
            "",
            N_("People were counted at this occasion, so it took place."),
            N_("If that was a mistake, count down to 0 first."),
        )
    keep_change(row, f"occasion:{row.id}", by, at, {"called_off_at": at if is_off else None})
    note("call_off" if is_off else "call_on", f"occasion:{row.id}", by, at, ["called_off_at"])
    return row


def count_heads(
    *, by: Actor, occasion_id: int, is_child: bool, change: int, at: datetime, token: str
) -> Occasion:
    """So many more (or fewer) adults or children; the same token again counts nothing. Nobody is named.

    Raises RuleBroken below 0 and above what can be, before the day, and for an occasion that was called off.
    """
    row = own_occasion(by, occasion_id, "run_cafes")
    require_pin(by)
    if db.session.scalar(select(HeadCount.id).where(HeadCount.token == token)) is not None:
        return row
    within("change", change, -MOST_HEADS, MOST_HEADS)
    if change == 0:
        return row
    _may_count(row, at)
    column = "children" if is_child else "adults"
    counted = fast().run(
        f"UPDATE occasion SET {column} = {column} + ? WHERE id = ? AND {column} + ? BETWEEN 0 AND ?",
        (change, row.id, change, MOST_HEADS),
    )
    if not counted and change > 0:
        raise RuleBroken(
            "change",
            N_("More than %(most)s people cannot be counted."),
            N_("Look at the number again."),
            most=f"{MOST_HEADS:,}",
        )
    if not counted:
        raise RuleBroken("change", N_("There cannot be fewer than nobody."), N_("Look at the number again."))
    db.session.add(
        HeadCount(
            token=token,
            occasion_id=row.id,
            is_child=is_child,
            change=change,
            at=at,
            by_id=by.person_id,
            device_id=by.device_id,
        )
    )
    db.session.flush()
    db.session.refresh(row)
    note("count_heads", f"occasion:{row.id}", by, at, [column])
    return row


def own_occasion(by: Actor, occasion_id: int, right: str) -> Occasion:
    """The occasion of the person's site. Raises NotFound, NotAllowed."""
    require(by, right)
    row = db.session.get(Occasion, occasion_id)
    if row is None:
        raise NotFound()
    return _at_site(row, by)


def has_tickets(occasion_id: int) -> bool:
    """Whether a ticket was ever given out there."""
    return fast().row("SELECT 1 FROM repair_item WHERE occasion_id = ? LIMIT 1", (occasion_id,)) is not None


def _at_site(row: Occasion, by: Actor) -> Occasion:
    if row.site_id != by.site_id:
        raise NotFound()
    return row


def _may_count(row: Occasion, at: datetime) -> None:
    if row.called_off_at is not None:
        raise RuleBroken("change", N_("This occasion was called off."), N_("Take that back first."))
    if as_day(row.day) > local_day(at):
        raise RuleBroken(
            "change", N_("This occasion is still to come."), N_("People are counted on the day or later.")
        )


def _checked(data: OccasionData) -> dict[str, object]:
    if data.kind not in OCCASION_KINDS:
        raise RuleBroken("kind", N_("Choose what kind of occasion it is."))
    if data.city not in CITIES:
        raise RuleBroken("city", N_("Choose where it is."))
    return {
        "day": data.day,
        "title": tidy("title", data.title, 80, is_needed=True),
        "kind": data.kind,
        "city": data.city,
        "partner_id": known_organisation(data.partner_id, "partner"),
    }
