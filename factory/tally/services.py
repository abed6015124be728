"""Settling marks: rows and sums of whoever is marked are made anew from the facts, in one transaction."""

from __future__ import annotations

from typing import Final

from core.db import fast
from core.merges import one_person
from factory.programme.queries.facts import facts_of, month_of_day
from factory.programme.works import WORKS

MOST_MARKS: Final = 2_000
"""Marks settled in one transaction, so that a tablet never waits long for the write lock."""
KEPT: Final = tuple(work for work in WORKS.values() if work.kept)


def settle_tally(*, most: int = MOST_MARKS) -> int:
    """Count anew whoever has one of the oldest marks; how many marks are settled.

    The marks go first: what is counted after them is at least as new as what they told of. A mark that comes meanwhile
    stays. On PostgreSQL whoever settles at the same time waits for the first, and nobody else does.
    """
    if not fast().is_sqlite:
        fast().run("LOCK TABLE tally_row IN SHARE ROW EXCLUSIVE MODE")
    marks = fast().rows(
        "DELETE FROM tally_mark WHERE id IN (SELECT id FROM tally_mark ORDER BY id LIMIT ?) RETURNING person_id",
        (most,),
    )
    if marks:
        _count_anew(", ".join(f"({number})" for number in sorted({int(row[0]) for row in marks})))
    return len(marks)


def _count_anew(marked: str) -> None:
    people = ", ".join(str(int(row[0])) for row in fast().rows(_ever_one_with(marked)))
    theirs = f"into_id IN ({people})"
    _add_to_months(-1, theirs)
    fast().run(f"DELETE FROM tally_row WHERE {theirs}")
    for work in KEPT:
        fast().run(
            "INSERT INTO tally_row (indicator, into_id, person_id, site_id, day, split, amount) "
            f"SELECT '{work.slug}', {one_person('f.person_id')}, f.person_id, f.site_id, f.day, f.split, f.amount "
            f"FROM ({facts_of(work, people)}) f"
        )
    _add_to_months(1, theirs)
    fast().run("DELETE FROM tally_month WHERE amount = 0")


def _ever_one_with(marked: str) -> str:
    """The SELECT of these people and of everybody whom they are or were counted as one with.

    The marks of a merge, or of its undoing, may be settled one after the other: a row may still be kept where it was.
    """
    both = (
        "SELECT person_id AS one_id, into_id AS other_id FROM person_merge "
        "UNION SELECT into_id, person_id FROM person_merge"
    )
    return (
        f"WITH RECURSIVE people (id) AS (SELECT CAST(column1 AS BIGINT) FROM (VALUES {marked}) v "
        f"UNION SELECT g.other_id FROM people p JOIN ({both}) g ON g.one_id = p.id) SELECT id FROM people"
    )


def _add_to_months(sign: int, theirs: str) -> None:
    fast().run(
        "INSERT INTO tally_month (indicator, month, site_id, split, amount) "
        f"SELECT indicator, {month_of_day('day')}, site_id, split, {sign} * SUM(amount) FROM tally_row "
        f"WHERE {theirs} GROUP BY 1, 2, 3, 4 "
        "ON CONFLICT (indicator, month, site_id, split) DO UPDATE SET amount = tally_month.amount + excluded.amount"
    )


def forget_tally() -> None:
    """Throw away all that is kept and mark everybody, so that all of it is counted anew."""
    for table in ("tally_row", "tally_month", "tally_mark"):
        fast().run(f"DELETE FROM {table}")
    fast().run("INSERT INTO tally_mark (person_id) SELECT id FROM person")
