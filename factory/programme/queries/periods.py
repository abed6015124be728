"""Closed months: which they are, what froze in them, what came to light later, and what has not been listed yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from core.clock import local_day, month_of
from core.db import as_day, as_instant, fast
from core.errors import N_, RuleBroken
from core.sites import all_sites
from factory.programme.learning import EVERY
from factory.programme.queries.fresh import EVER, CellKey, fresh_cells
from factory.programme.rules_told import Rules, rules_in_force
from factory.programme.spans import Span, add_months, month_by_name

Place = tuple[str, str, int]
"""An indicator in a month at a site."""


@dataclass(frozen=True)
class ClosedMonth:
    """A closed month at a site: by whom (the person's number, "" for the house itself) and when."""

    month: str
    site_id: int
    closed_at: datetime
    closed_by: str


@dataclass(frozen=True)
class LateTruth:
    """An adjustment: by how much a closed month's figure would be another, and the day on which that was found."""

    key: CellKey
    amount: int
    rule_version: str
    found_on: date


def closed_months(span: Span | None = None) -> list[ClosedMonth]:
    """The closed months, of `span` only if named, the newest first."""
    first, last = _names(span) if span else ("", "9")
    rows = fast().rows(
        "SELECT t.month, t.site_id, t.closed_at, COALESCE(p.number, '') FROM period t "
        "LEFT JOIN person p ON p.id = t.closed_by_id WHERE t.closed_at IS NOT NULL AND t.month BETWEEN ? AND ? "
        "ORDER BY t.month DESC, t.site_id",
        (first, last),
    )
    return [ClosedMonth(row[0], row[1], as_instant(row[2]), row[3]) for row in rows]


def first_closed() -> dict[int, str]:
    """By site the first month that was closed; a site that never closed one is left out."""
    return {row[0]: row[1] for row in fast().rows("SELECT site_id, MIN(month) FROM period GROUP BY site_id")}


def closed_with(token: str, site_id: int, month: str) -> bool:
    """True if the month was closed under this client id."""
    row = fast().row(
        "SELECT 1 FROM period WHERE token = ? AND site_id = ? AND month = ? AND closed_at IS NOT NULL",
        (token, site_id, month),
    )
    return row is not None


def next_to_close(at: datetime) -> dict[int, str]:
    """By site the month whose turn it is, over or not: the one after its last closed, or its first counted.

    Only a site that never closed a month makes it count the whole house.
    """
    last = {
        row[0]: row[1]
        for row in fast().rows("SELECT site_id, MAX(month) FROM period GROUP BY site_id")
        if row
    }
    turn = {
        site_id: month_of(add_months(month_by_name(month).starts_on, 1)) for site_id, month in last.items()
    }
    if all(site.id in turn for site in all_sites()):
        return turn
    for key in fresh_cells(EVER, at):
        if key.site_id not in last:
            turn[key.site_id] = min(turn.get(key.site_id, key.month), key.month)
    return turn


def refusal(month: str, site_ids: Iterable[int], at: datetime) -> RuleBroken | None:
    """Why a month cannot close at sites; None where it can."""
    if not is_over(month, at):
        return RuleBroken(
            "month", N_("This month is not over yet."), N_("Close it when its last day is past.")
        )
    turns = next_to_close(at)
    for site_id in site_ids:
        turn = turns.get(site_id, month)
        if month < turn:
            return RuleBroken(
                "month",
                N_("This month is closed already, or lies before the first that was counted."),
                N_("What is found about it later is listed as an adjustment."),
            )
        if month > turn:
            return RuleBroken(
                "month", N_("An earlier month is still open: %(month)s."), N_("Close that first."), month=turn
            )
    return None


def open_until(month: str, site_ids: Iterable[int], at: datetime) -> dict[int, list[str]]:
    """By site the open months from the one whose turn it is up to `month`; sites without any are left out."""
    turns = next_to_close(at)
    last = month_by_name(month).ends_on
    return {
        site_id: Span("own", month_by_name(turns[site_id]).starts_on, last).months()
        for site_id in site_ids
        if turns.get(site_id, "9") <= month
    }


def refusal_until(month: str, wanted: dict[int, list[str]], at: datetime) -> RuleBroken | None:
    """Why the `wanted` months up to `month` cannot close together; None where they can."""
    if not is_over(month, at):
        return refusal(month, (), at)
    if wanted:
        return None
    return RuleBroken("month", N_("No month is open up to this one."), N_("Look at the list of months."))


def is_over(month: str, at: datetime) -> bool:
    """True once the month's last day is past at the site."""
    return month_by_name(month).ends_on < local_day(at)


def frozen_cells(span: Span | None = None) -> dict[CellKey, int]:
    """What closed months came to; a cell of nothing too, which says that its indicator was counted then."""
    first, last = _names(span) if span else ("", "9")
    rows = fast().rows(
        "SELECT c.indicator, c.month, c.site_id, c.category, c.split, c.amount FROM frozen_cell c "
        "JOIN period t ON t.id = c.period_id WHERE t.closed_at IS NOT NULL AND c.month BETWEEN ? AND ?",
        (first, last),
    )
    return {CellKey(*row[:5]): int(row[5]) for row in rows}


def adjustments(span: Span | None = None, *, about: Span | None = None) -> list[LateTruth]:
    """The late truths that were found in the days of `span`, about the months of `about`, the newest first."""
    first, last = _names(about) if about else ("", "9")
    held, days = ("AND found_on BETWEEN ? AND ? ", (span.starts_on, span.ends_on)) if span else ("", ())
    rows = fast().rows(
        "SELECT indicator, month, site_id, category, split, amount, rule_version, found_on FROM adjustment "
        f"WHERE month BETWEEN ? AND ? {held}ORDER BY found_on DESC, id DESC",
        (first, last, *days),
    )
    return [LateTruth(CellKey(*row[:5]), int(row[5]), row[6], as_day(row[7])) for row in rows]


def late_truths(until: datetime) -> list[LateTruth]:
    """What a fresh count of the closed months says otherwise than what froze and was adjusted since, cell by cell."""
    held = frozen_cells()
    if not held:
        return []
    places = {(key.indicator, key.month, key.site_id) for key in held}
    for late in adjustments():
        held[late.key] = held.get(late.key, 0) + late.amount
    months = sorted({month for _, month, _ in places})
    span = Span("own", month_by_name(months[0]).starts_on, month_by_name(months[-1]).ends_on)
    fresh = {
        key: amount
        for key, amount in fresh_cells(span, until).items()
        if (key.indicator, key.month, key.site_id) in places
    }
    rules = rules_in_force()
    return [
        LateTruth(key, change, version_of(key.indicator, key.month, rules), local_day(until))
        for key in sorted({*held, *fresh})
        if (change := fresh.get(key, 0) - held.get(key, 0))
    ]


def last_look() -> tuple[date, datetime] | None:
    """The day and the instant of the last look for late truths."""
    row = fast().row("SELECT day, at FROM late_look ORDER BY id DESC LIMIT 1")
    return (as_day(row[0]), as_instant(row[1])) if row else None


def version_of(indicator: str, month: str, rules: Rules) -> str:
    """The version of an indicator's rule in force in a month; "" for one that is counted no more."""
    return rules.version(EVERY[indicator], month_by_name(month)) if indicator in EVERY else ""


def _names(span: Span) -> tuple[str, str]:
    return month_of(span.starts_on), month_of(span.ends_on)
