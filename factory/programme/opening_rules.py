"""Whether an opening figure can stand: what is wrong and how it is mended, for a form and for a sheet alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.clock import local_day
from core.errors import N_, RuleBroken
from core.forbidden import holds_forbidden_number
from factory.programme.learning import EVERY
from factory.programme.opening_models import LONGEST_SOURCE
from factory.programme.period_models import MOST_OF_A_CELL
from factory.programme.queries.fresh import row_cells
from factory.programme.queries.openings import (
    Opening,
    Place,
    closed_between,
    names_in_full,
    standing_openings,
)
from factory.programme.queries.periods import first_closed
from factory.programme.spans import EARLIEST, Span, month_by_name
from factory.programme.splits import every_split_of

SHORTEST_SOURCE = 3
_MONTH = re.compile(r"(?!0000)\d{4}-(0[1-9]|1[0-2])", re.ASCII)
ONCE = N_("A month is opening figure or rows, never both: leave this figure out.")


@dataclass(frozen=True)
class OpeningFacts:
    """One figure as it is to stand. `amount` is at the indicator's scale: grams, milliseconds, or whole."""

    site_id: int
    indicator: str
    split: str
    month: str
    amount: int
    source: str

    @property
    def place(self) -> Place:
        """Where no rows may be counted beside it."""
        return self.indicator, self.month, self.site_id


@dataclass(frozen=True)
class _House:
    """What stands in the months asked for: rows, opening figures, closed months; each site's first; all parts."""

    rows: frozenset[Place]
    standing: tuple[Opening, ...]
    closed: frozenset[tuple[int, str]]
    first_closed: dict[int, str]
    splits: dict[str, frozenset[str]]
    named: re.Pattern[str] | None


def faults_of(
    facts: Sequence[OpeningFacts], at: datetime, lines: Sequence[int] = ()
) -> dict[int, RuleBroken]:
    """By position, why a figure cannot stand; empty where all can. `lines` are the numbers by which they are called."""
    faults = {
        index: broken for index, fact in enumerate(facts) if (broken := _misshapen(fact, at)) is not None
    }
    sound = {index: fact for index, fact in enumerate(facts) if index not in faults}
    if not sound:
        return faults
    house = _house(list(sound.values()), at)
    seen: dict[Place, dict[str, int]] = {}
    for index, fact in sound.items():
        broken = _at_odds(fact, house) or _twice(fact, seen.get(fact.place, {}))
        if broken is not None:
            faults[index] = broken
        else:
            seen.setdefault(fact.place, {})[fact.split] = lines[index] if lines else index + 1
    return faults


def _house(facts: list[OpeningFacts], at: datetime) -> _House:
    months = sorted({fact.month for fact in facts})
    slugs = frozenset(fact.indicator for fact in facts)
    span = Span("own", month_by_name(months[0]).starts_on, month_by_name(months[-1]).ends_on)
    return _House(
        frozenset((key.indicator, key.month, key.site_id) for key in row_cells(span, at, slugs)),
        tuple(standing_openings(months[0], months[-1])),
        closed_between(months[0], months[-1]),
        first_closed(),
        {slug: frozenset(every_split_of(slug)) for slug in slugs},
        _pattern(names_in_full()),
    )


def _pattern(names: Sequence[str]) -> re.Pattern[str] | None:
    """What finds any of the names in a text, whole words only; None where there is none."""
    found = "|".join(r"\W+".join(map(re.escape, name.split())) for name in names)
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.I) if found else None


def _misshapen(fact: OpeningFacts, at: datetime) -> RuleBroken | None:
    if fact.indicator not in EVERY:
        return RuleBroken("indicator", N_("Choose what is counted."))
    if not _MONTH.fullmatch(fact.month) or month_by_name(fact.month).starts_on < EARLIEST:
        return RuleBroken("month", N_("This is no month."), N_("Write it as year and month: 2023-04."))
    if month_by_name(fact.month).ends_on >= local_day(at):
        return RuleBroken(
            "month", N_("This month is not over yet."), N_("Opening figures are of months that are past.")
        )
    if not 0 <= fact.amount <= MOST_OF_A_CELL:
        return RuleBroken("amount", N_("This number is too large, or below nothing."))
    source = " ".join(fact.source.split())
    if not SHORTEST_SOURCE <= len(source) <= LONGEST_SOURCE:
        return RuleBroken(
            "source",
            N_("It does not say where the figure is written."),
            N_("Write the spreadsheet’s name and its page, in 3 to 200 letters."),
        )
    if holds_forbidden_number(source):
        return RuleBroken(
            "source", N_("This looks like a number of a person."), N_("Name the spreadsheet, nobody in it.")
        )
    return None


def _at_odds(fact: OpeningFacts, house: _House) -> RuleBroken | None:
    """What speaks against a figure in the house as it is."""
    if house.named is not None and house.named.search(fact.source.replace("_", " ")):
        return RuleBroken(
            "source",
            N_("The name of a person stands in this, and the source is public."),
            N_("Name the spreadsheet, nobody in it."),
        )
    if fact.split and fact.split not in house.splits[fact.indicator]:
        return RuleBroken(
            "split", N_("What is counted has no such part."), N_("Choose a part from the list, or none.")
        )
    if (fact.site_id, fact.month) in house.closed:
        return RuleBroken(
            "month",
            N_("This month is closed at that site."),
            N_("A closed month keeps its figures: leave this one out."),
        )
    if fact.month < house.first_closed.get(fact.site_id, ""):
        return RuleBroken(
            "month",
            N_("This month lies before the first that was closed at that site, and could never close."),
            N_("Earlier figures come in before a site closes its first month. Tell this one in the report."),
        )
    if fact.place in house.rows:
        return RuleBroken("month", N_("Rows of this are counted in that month already."), ONCE)
    for one in house.standing:
        if one.place != fact.place:
            continue
        if one.split == fact.split:
            return RuleBroken(
                "month",
                N_("An opening figure stands there already, from %(source)s."),
                N_("Undo that one first, or leave this one out."),
                source=one.source,
            )
        if not one.split or not fact.split:
            return _mixed()
    return None


def _twice(fact: OpeningFacts, seen: dict[str, int]) -> RuleBroken | None:
    """What speaks against a figure beside those before it."""
    if fact.split in seen:
        return RuleBroken(
            "month",
            N_("This month stands twice: see line %(number)s."),
            N_("Keep one of the two."),
            number=seen[fact.split],
        )
    return _mixed() if seen and ("" in seen or not fact.split) else None


def _mixed() -> RuleBroken:
    return RuleBroken(
        "split",
        N_("This month has a figure told apart and one that is not."),
        N_("Give all its parts, or one figure without a part."),
    )
