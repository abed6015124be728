"""Who was trained: each learner once, on the first day on which they did what the rule of that day asks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from core.db import is_sqlite
from core.merges import one_person
from training.queries.counted_runs import CLASS, COUNTED, OF_RUN, WHO
from training.trained import TRAINED, USUAL
from training.words import MARKS_THERE, sql_list

_RULES: Final = "trained_rule t"
_NEVER: Final = 2**62
"""Beyond every choice's number."""


def _way(slug: str, day: str) -> str:
    """The SQL of the way in force on a day; NULL where nobody has chosen any."""
    return (
        f"(SELECT t.way FROM {_RULES} WHERE t.indicator = '{slug}' AND t.starts_on <= {day} "
        "ORDER BY t.id DESC LIMIT 1)"
    )


def _completed(slug: str, ways: Collection[str]) -> str:
    """Endings, unless an award is asked for: who completed a run was there."""
    asked = f" AND COALESCE({_way(slug, 'o.completed_on')}, '{USUAL}') <> 'awarded'"
    return (
        f"SELECT b.id, r.site_id, {WHO} AS person_id, r.id AS run_id, c.category AS split, o.completed_on AS day "
        f"FROM completion o JOIN booking b ON b.id = o.booking_id {OF_RUN} "
        f"WHERE o.confirmed = 'completed' AND c.category = '{TRAINED[slug]}' AND {COUNTED}"
        f"{asked if 'awarded' in ways else ''}"
    )


def _attended(slug: str) -> str:
    """Classes that somebody was in, while that is what is asked for."""
    day = "LOCAL_DAY[k.starts_at]"
    return (
        f"SELECT b.id, r.site_id, {WHO} AS person_id, r.id AS run_id, c.category AS split, {day} AS day "
        f"FROM booking b {OF_RUN} JOIN course_class k ON {CLASS} "
        "JOIN attendance_mark m ON m.class_id = k.id AND m.person_id = b.person_id AND m.superseded_by IS NULL "
        f"WHERE m.mark IN ({sql_list(MARKS_THERE)}) "
        f"AND c.category = '{TRAINED[slug]}' AND {COUNTED} AND {_way(slug, day)} = 'attended'"
    )


def _awarded(slug: str) -> str:
    """Awards, once a way was chosen: who was awarded a unit was there, and who had completed the run that brought it,
    while completing did not yet count, is not lost."""
    way = _way(slug, "a.awarded_on")
    counted = COUNTED.replace("b.person_id", "a.person_id")
    had_completed = (
        "EXISTS (SELECT 1 FROM booking g JOIN completion o ON o.booking_id = g.id WHERE g.run_id = r.id "
        f"AND {one_person('g.person_id')} = {one_person('a.person_id')} "
        "AND o.confirmed = 'completed' AND o.completed_on <= a.awarded_on)"
    )
    booking = "(SELECT MAX(g.id) FROM booking g WHERE g.run_id = r.id AND g.person_id = a.person_id)"
    return (
        f"SELECT COALESCE({booking}, a.id) AS id, r.site_id, {one_person('a.person_id')} AS person_id, "
        "r.id AS run_id, c.category AS split, a.awarded_on AS day "
        f"FROM unit_award a JOIN rac_line l ON l.id = a.line_id JOIN rac b ON b.id = l.rac_id {OF_RUN} "
        f"WHERE c.category = '{TRAINED[slug]}' AND {counted} "
        f"AND ({way} IN ('attended', 'awarded') OR ({way} = 'completed' AND {had_completed}))"
    )


def trained_facts(slug: str, ways: Collection[str]) -> str:
    """The facts of an indicator of the trained, as `training.queries.counts.FACTS` has them, where `ways` were chosen.

    What nobody ever chose is not asked for: PostgreSQL would take longer to plan it than to count.
    """
    asked = [_completed(slug, ways)]
    if "attended" in ways:
        asked.append(_attended(slug))
    if ways:
        asked.append(_awarded(slug))
    deeds = " UNION ALL ".join(asked)
    return (
        "SELECT q.id, q.site_id, q.person_id, q.run_id, q.split, NO_INSTANT AS at, q.day FROM "
        "(SELECT y.id, y.site_id, y.person_id, y.run_id, y.split, y.day, "
        f"ROW_NUMBER() OVER (PARTITION BY y.person_id ORDER BY y.day, y.id) AS turn FROM ({deeds}) y) q "
        "WHERE q.turn = 1"
    )


def with_choice(facts: str, slug: str, way: str, starts_on: date) -> str:
    """The facts as they would be if this were chosen as well, after everything that was chosen."""
    day = f"'{starts_on.isoformat()}'" if is_sqlite() else f"DATE '{starts_on.isoformat()}'"
    more = f"SELECT {_NEVER} AS id, '{slug}' AS indicator, '{way}' AS way, {day} AS starts_on"
    return facts.replace(
        _RULES, f"(SELECT id, indicator, way, starts_on FROM trained_rule UNION ALL {more}) t"
    )
