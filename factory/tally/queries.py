"""Sums and rows as they are kept; whatever has a mark is counted from the facts, in the same statement."""

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
from factory.tally.kept import Kept, all_kept
from factory.tally.marking import PERSON

MARKED: Final = "SELECT person_id FROM tally_mark"
TABLES: Final = ("tally_row", "tally_thing")
"""Where rows of people are kept, and those of anything else."""


def counted_as(people: str) -> str:
    """An SQL list of whom these people are counted as, themselves included: whose rows are to be made anew."""
    return f"SELECT n.person_id FROM ({people}) n UNION SELECT {one_person('n.person_id')} FROM ({people}) n"


def all_counted_as(people: str) -> str:
    """An SQL list of everybody who is counted as one of those: whose facts these rows follow from."""
    anew = counted_as(people)
    return f"{anew} UNION SELECT g.person_id FROM person_merge g WHERE g.undone_at IS NULL AND g.into_id IN ({anew})"


def marked_owners(of: str) -> tuple[str, str]:
    """Two SQL lists: whose kept rows do not hold any more, and whose facts are counted in their place."""
    if of == PERSON:
        return counted_as(MARKED), all_counted_as(MARKED)
    marked = f"SELECT thing_id FROM tally_thing_mark WHERE kind = '{of}'"
    return marked, marked


def marked_kinds() -> frozenset[str]:
    """Of what something is to be counted anew."""
    rows = fast().rows(
        f"SELECT '{PERSON}' AS kind WHERE EXISTS (SELECT 1 FROM tally_mark) "
        "UNION ALL SELECT DISTINCT kind FROM tally_thing_mark"
    )
    return frozenset(row[0] for row in rows)


def are_marked() -> bool:
    """True while something is to be counted anew."""
    return bool(marked_kinds())


def kept_cells(slugs: Iterable[str], starts_on: date, ends_on: date) -> list[Cell]:
    """Indicators by month, site and split between two days: whole months by their sums, the rest by their rows."""
    wanted = [all_kept()[slug] for slug in slugs]
    if not wanted or ends_on < starts_on:
        return []
    parts, values = _ready(wanted, Span("own", starts_on, ends_on))
    marked = marked_kinds()
    for one in wanted:
        if one.of in marked:
            parts += _corrected(one)
            values += [starts_on, ends_on] * 2
    rows = fast().rows(
        f"SELECT indicator, month, site_id, split, SUM(amount) FROM ({' UNION ALL '.join(parts)}) f "
        "GROUP BY indicator, month, site_id, split",
        values,
    )
    return [Cell(row[0], row[1], row[2], row[3], int(row[4])) for row in rows if row[4]]


def _ready(wanted: list[Kept], span: Span) -> tuple[list[str], list[object]]:
    """The SELECTs over what is kept, and their values."""
    parts: list[str] = []
    values: list[object] = []
    whole, odd = span.parted()
    if whole:
        parts.append(
            "SELECT indicator, month, site_id, split, amount FROM tally_month "
            f"WHERE indicator IN ({_marks(wanted)}) AND month BETWEEN ? AND ?"
        )
        values += [*(one.slug for one in wanted), month_of(whole.starts_on), month_of(whole.ends_on)]
    of_people = [one for one in wanted if one.of == PERSON]
    of_things = [one for one in wanted if one.of != PERSON]
    for table, kept in zip(TABLES, (of_people, of_things), strict=True):
        for days in odd if kept else ():
            parts.append(
                f"SELECT indicator, {month_of_day('day')} AS month, site_id, split, amount FROM {table} "
                f"WHERE indicator IN ({_marks(kept)}) AND day BETWEEN ? AND ?"
            )
            values += [*(one.slug for one in kept), days.starts_on, days.ends_on]
    return parts, values


def _marks(kept: list[Kept]) -> str:
    return ", ".join("?" * len(kept))


def _corrected(one: Kept) -> list[str]:
    """What whatever is marked comes to by the facts, in place of what is kept of it.

    The day is hidden from the database's indexes: rows of a few people are found by whose they are.
    """
    month, (theirs, facts) = month_of_day("f.day"), marked_owners(one.of)
    if one.of == PERSON:
        kept = f"tally_row f WHERE COALESCE(f.indicator, '') = '{one.slug}' AND f.into_id IN ({theirs})"
    else:
        kept = f"tally_thing f WHERE f.indicator = '{one.slug}' AND f.thing_id IN ({theirs})"
    return [
        f"SELECT '{one.slug}' AS indicator, {month} AS month, f.site_id, f.split, -f.amount AS amount FROM {kept} "
        "AND COALESCE(f.day, f.day) BETWEEN ? AND ?",
        f"SELECT '{one.slug}' AS indicator, {month} AS month, f.site_id, f.split, f.amount "
        f"FROM ({one.facts(facts)}) f WHERE f.day BETWEEN ? AND ?",
    ]


def kept_facts(work: Work) -> str:
    """The work's rows as they are kept, with the columns of its facts; of whoever is marked the facts themselves."""
    kept = (
        f"SELECT {work.kept} AS key, r.site_id, r.day, r.split, r.amount, r.person_id, p.number AS what, "
        f"p.number AS ref FROM tally_row r JOIN person p ON p.id = r.person_id WHERE r.indicator = '{work.slug}'"
    )
    if PERSON not in marked_kinds():
        return kept
    live = facts_of(work, all_counted_as(MARKED))
    return f"{kept} AND r.into_id NOT IN ({counted_as(MARKED)}) UNION ALL SELECT * FROM ({live}) l"


def kept_amounts(work: Work) -> str:
    """Of the work's rows, as they are kept, what sums of them need: no person is looked up."""
    one, columns = all_kept()[work.slug], "site_id, day, split, amount"
    kept = f"SELECT {columns} FROM tally_row WHERE indicator = '{work.slug}'"
    if PERSON not in marked_kinds():
        return kept
    theirs, facts = marked_owners(PERSON)
    return f"{kept} AND into_id NOT IN ({theirs}) UNION ALL SELECT {columns} FROM ({one.facts(facts)}) l"


def shown_facts(work: Work) -> str:
    """The work's rows as whoever asks gets them: kept ready where they are."""
    return kept_facts(work) if work.kept else facts_of(work)


def tally_differences() -> Iterator[str]:
    """A line for each kept row that is not what the facts say, marks or no marks, for each that is missing, and for
    each month whose sum is not that of its rows."""
    for one in all_kept().values():
        shown, real = _rows(_kept_rows(one)), _rows(one.facts(""))
        for key in sorted({*shown, *real}):
            if shown.get(key) != real.get(key):
                owner, *place = key
                yield (
                    f"{one.slug} of {one.of} {owner} {place}: kept as {shown.get(key)}, by the facts {real.get(key)}"
                )
    yield from _months()


def _kept_rows(one: Kept) -> str:
    """The rows of an indicator as they are read: of what is marked by the facts."""
    theirs, facts = marked_owners(one.of)
    owner, whose, table = (
        ("person_id", "into_id", "tally_row") if one.of == PERSON else ("thing_id", "thing_id", "tally_thing")
    )
    return (
        f"SELECT r.{owner} AS owner, r.site_id, r.day, r.split, r.amount FROM {table} r "
        f"WHERE r.indicator = '{one.slug}' AND r.{whose} NOT IN ({theirs}) "
        f"UNION ALL SELECT l.owner, l.site_id, l.day, l.split, l.amount FROM ({one.facts(facts)}) l"
    )


def _rows(sql: str) -> dict[tuple[int, int, str, str], int]:
    rows = fast().rows(
        f"SELECT f.owner, f.site_id, f.day, f.split, SUM(f.amount) FROM ({sql}) f GROUP BY 1, 2, 3, 4"
    )
    return {(row[0], row[1], as_day(row[2]).isoformat(), row[3]): int(row[4]) for row in rows}


def _months() -> Iterator[str]:
    cell, month = "indicator, {} AS month, site_id, split", month_of_day("day")
    rows = " UNION ALL ".join(
        f"SELECT {cell.format(month)}, 0 AS kept, amount AS listed FROM {table}" for table in TABLES
    )
    for slug, of_month, site_id, split, kept, listed in fast().rows(
        "SELECT indicator, month, site_id, split, SUM(kept), SUM(listed) FROM "
        f"(SELECT {cell.format('month')}, amount AS kept, 0 AS listed FROM tally_month UNION ALL {rows}) b "
        "GROUP BY indicator, month, site_id, split HAVING SUM(kept) <> SUM(listed) ORDER BY 1, 2, 3, 4"
    ):
        yield f"{slug} {of_month} site {site_id} {split}: {kept} in its month, {listed} in its rows"
