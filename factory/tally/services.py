"""Settling marks: rows and sums of whatever is marked are made anew from the facts, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from core.db import fast, hold_table
from core.merges import one_person
from factory.programme.queries.facts import month_of_day
from factory.tally.kept import all_kept
from factory.tally.marking import PERSON, THINGS

MOST_MARKS: Final = 2_000
"""Marks settled in one transaction, so that a tablet never waits long for the write lock."""


def settle_tally(*, most: int = MOST_MARKS) -> int:
    """Count anew what has one of the oldest marks, of people and of things; how many marks are settled.

    The marks go first: what is counted after them is at least as new as what they told of. A mark that comes meanwhile
    stays. On PostgreSQL whoever settles at the same time waits for the first, and nobody else does.
    """
    hold_table("tally_row")
    people = _taken("tally_mark", "person_id", most)
    if people:
        _count_people({int(row[0]) for row in people})
    things = _taken("tally_thing_mark", "kind, thing_id", most)
    for kind in THINGS:
        ids = {int(thing_id) for of, thing_id in things if of == kind}
        if ids:
            _count_things(kind, ids)
    if people or things:
        fast().run("DELETE FROM tally_month WHERE amount = 0")
    return len(people) + len(things)


def _taken(table: str, columns: str, most: int) -> list[tuple[Any, ...]]:
    return fast().rows(
        f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} ORDER BY id LIMIT ?) RETURNING {columns}",
        (most,),
    )


def _count_people(marked: set[int]) -> None:
    people = _listed(row[0] for row in fast().rows(_ever_one_with(marked)))
    theirs = f"into_id IN ({people})"
    _add_to_months(-1, "tally_row", theirs)
    fast().run(f"DELETE FROM tally_row WHERE {theirs}")
    for one in all_kept().values():
        if one.of == PERSON:
            fast().run(
                "INSERT INTO tally_row (indicator, into_id, person_id, site_id, day, split, amount) "
                f"SELECT '{one.slug}', {one_person('f.owner')}, f.owner, f.site_id, f.day, f.split, f.amount "
                f"FROM ({one.facts(people)}) f"
            )
    _add_to_months(1, "tally_row", theirs)


def _count_things(kind: str, ids: set[int]) -> None:
    kept = [one for one in all_kept().values() if one.of == kind]
    slugs = ", ".join(f"'{one.slug}'" for one in kept)
    things = _listed(ids)
    theirs = f"indicator IN ({slugs}) AND thing_id IN ({things})"
    _add_to_months(-1, "tally_thing", theirs)
    fast().run(f"DELETE FROM tally_thing WHERE {theirs}")
    for one in kept:
        fast().run(
            "INSERT INTO tally_thing (indicator, thing_id, site_id, day, split, amount) "
            f"SELECT '{one.slug}', f.owner, f.site_id, f.day, f.split, f.amount FROM ({one.facts(things)}) f"
        )
    _add_to_months(1, "tally_thing", theirs)


def _listed(ids: Iterable[object]) -> str:
    return ", ".join(str(int(str(one))) for one in ids)


def _ever_one_with(marked: set[int]) -> str:
    """The SELECT of these people and of everybody whom they are or were counted as one with.

    The marks of a merge, or of its undoing, may be settled one after the other: a row may still be kept where it was.
    """
    both = (
        "SELECT person_id AS one_id, into_id AS other_id FROM person_merge "
        "UNION SELECT into_id, person_id FROM person_merge"
    )
    values = ", ".join(f"({number})" for number in sorted(marked))
    return (
        f"WITH RECURSIVE people (id) AS (SELECT CAST(column1 AS BIGINT) FROM (VALUES {values}) v "
        f"UNION SELECT g.other_id FROM people p JOIN ({both}) g ON g.one_id = p.id) SELECT id FROM people"
    )


def _add_to_months(sign: int, table: str, theirs: str) -> None:
    fast().run(
        "INSERT INTO tally_month (indicator, month, site_id, split, amount) "
        f"SELECT indicator, {month_of_day('day')}, site_id, split, {sign} * SUM(amount) FROM {table} "
        f"WHERE {theirs} GROUP BY 1, 2, 3, 4 "
        "ON CONFLICT (indicator, month, site_id, split) DO UPDATE SET amount = tally_month.amount + excluded.amount"
    )


def forget_tally() -> None:
    """Throw away all that is kept and mark everybody and everything, so that all of it is counted anew."""
    for table in ("tally_row", "tally_thing", "tally_month", "tally_mark", "tally_thing_mark"):
        fast().run(f"DELETE FROM {table}")
    fast().run("INSERT INTO tally_mark (person_id) SELECT id FROM person")
    for kind, table in THINGS.items():
        fast().run(f"INSERT INTO tally_thing_mark (kind, thing_id) SELECT '{kind}', id FROM {table}")
