"""Sums and rows of people as they are kept; whoever has a mark is counted from the facts, in the same statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from core.clock import month_of
from core.db import as_day, fast
from core.merges import one_person
from factory.programme.indicators import Work
from factory.programme.queries.facts import facts_of, month_of_day
from factory.programme.queries.sums import Cell
from factory.programme.spans import Span

MARKED: Final = "SELECT person_id FROM tally_mark"


def counted_as(people: str) -> str:
    """An SQL list of whom these people are counted as, themselves included: whose rows are to be made anew."""
    return f"SELECT n.person_id FROM ({people}) n UNION SELECT {one_person('n.person_id')} FROM ({people}) n"


def all_counted_as(people: str) -> str:
    """An SQL list of everybody who is counted as one of those: whose facts these rows follow from."""
    anew = counted_as(people)
    return f"{anew} UNION SELECT g.person_id FROM person_merge g WHERE g.undone_at IS NULL AND g.into_id IN ({anew})"


def are_marked() -> bool:
    """True while somebody is to be counted anew."""
    return fast().row("SELECT 1 FROM tally_mark LIMIT 1") is not None


def kept_cells(works: Iterable[Work], starts_on: date, ends_on: date) -> list[Cell]:
    """The works by month, site and split between two days: whole months by their sums, the rest by their rows."""
    slugs = {work.slug: work for work in works}
    if not slugs or ends_on < starts_on:
        return []
    parts, values = _ready(tuple(slugs), starts_on, ends_on)
    if are_marked():
        for slug, work in slugs.items():
            parts += _corrected(slug, work)
            values += [starts_on, ends_on] * 2
    rows = fast().rows(
        f"SELECT indicator, month, site_id, split, SUM(amount) FROM ({' UNION ALL '.join(parts)}) f "
        "GROUP BY indicator, month, site_id, split",
        values,
    )
    return [Cell(row[0], row[1], row[2], row[3], int(row[4])) for row in rows if row[4]]


def _ready(slugs: tuple[str, ...], starts_on: date, ends_on: date) -> tuple[list[str], list[object]]:
    """The SELECTs over what is kept, and their values."""
    wanted, parts = ", ".join("?" * len(slugs)), []
    values: list[object] = []
    whole, odd = Span("own", starts_on, ends_on).parted()
    if whole:
        parts.append(
            "SELECT indicator, month, site_id, split, amount FROM tally_month "
            f"WHERE indicator IN ({wanted}) AND month BETWEEN ? AND ?"
        )
        values += [*slugs, month_of(whole.starts_on), month_of(whole.ends_on)]
    for days in odd:
        parts.append(
            f"SELECT indicator, {month_of_day('day')} AS month, site_id, split, amount FROM tally_row "
            f"WHERE indicator IN ({wanted}) AND day BETWEEN ? AND ?"
        )
        values += [*slugs, days.starts_on, days.ends_on]
    return parts, values


def _corrected(slug: str, work: Work) -> list[str]:
    """What whoever is marked comes to by the facts, in place of what is kept of them.

    The day is hidden from the database's indexes: a few people's rows are found by whose they are.
    """
    month, live = month_of_day("f.day"), facts_of(work, all_counted_as(MARKED))
    return [
        f"SELECT '{slug}' AS indicator, {month} AS month, f.site_id, f.split, -f.amount AS amount FROM tally_row f "
        f"WHERE COALESCE(f.indicator, '') = '{slug}' AND f.into_id IN ({counted_as(MARKED)}) "
        "AND COALESCE(f.day, f.day) BETWEEN ? AND ?",
        f"SELECT '{slug}' AS indicator, {month} AS month, f.site_id, f.split, f.amount FROM ({live}) f "
        "WHERE f.day BETWEEN ? AND ?",
    ]


def kept_facts(work: Work) -> str:
    """The work's rows as they are kept, with the columns of its facts; of whoever is marked the facts themselves."""
    kept = (
        f"SELECT {work.kept} AS key, r.site_id, r.day, r.split, r.amount, r.person_id, p.number AS what, "
        f"p.number AS ref FROM tally_row r JOIN person p ON p.id = r.person_id WHERE r.indicator = '{work.slug}'"
    )
    if not are_marked():
        return kept
    live = facts_of(work, all_counted_as(MARKED))
    return f"{kept} AND r.into_id NOT IN ({counted_as(MARKED)}) UNION ALL SELECT * FROM ({live}) l"


def shown_facts(work: Work) -> str:
    """The work's rows as whoever asks gets them: kept ready where they are."""
    return kept_facts(work) if work.kept else facts_of(work)


def tally_differences(works: Iterable[Work]) -> Iterator[str]:
    """A line for each kept row that is not what the facts say, marks or no marks, and for each that is missing."""
    for work in works:
        shown, real = (_by_key(sql) for sql in (kept_facts(work), facts_of(work)))
        for key in sorted({*shown, *real}):
            if shown.get(key) != real.get(key):
                yield f"{work.slug} {key}: kept as {shown.get(key)}, by the facts {real.get(key)}"


def _by_key(sql: str) -> dict[str, tuple[str, int, str, int]]:
    rows = fast().rows(f"SELECT f.key, f.day, f.site_id, f.split, f.amount FROM ({sql}) f")
    return {row[0]: (as_day(row[1]).isoformat(), row[2], row[3], int(row[4])) for row in rows}
