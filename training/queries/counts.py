"""What training counts: the facts behind each indicator, summed for the dashboard and listed row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from core.clock import local_day, start_of_day
from core.db import as_day, as_instant, fast, is_sqlite
from core.dialects import narrowed, spoken
from core.merges import one_person
from training.queries.counted_runs import CLASS, COUNTED, OF_RUN, WHO
from training.queries.trained import trained_facts, with_choice
from training.queries.trained_rules import ways_chosen
from training.trained import TRAINED
from training.words import GOOD_STEPS, MARKS_THERE, WORK_OR_STUDY, sql_list

_FIRST_TOLD: Final = (
    "SELECT q.id, q.site_id, q.person_id, q.run_id, q.split, NO_INSTANT AS at, q.day FROM "
    f"(SELECT t.id, r.site_id, {WHO} AS person_id, r.id AS run_id, t.step AS split, t.told_on AS day, "
    f"ROW_NUMBER() OVER (PARTITION BY {{each}} ORDER BY t.told_on, t.after_months, t.id) AS turn FROM next_step t "
    f"JOIN booking b ON b.id = t.booking_id {OF_RUN} WHERE {{told}} AND {COUNTED}) q WHERE q.turn = 1"
)
"""The first answer of `each` among those that `told` narrows to."""
_AT_WORK: Final = f"t.step IN ({sql_list(WORK_OR_STUDY)}) AND t.after_months ="
FACTS: Final[dict[str, str]] = {
    "enrolments": "SELECT b.id, r.site_id, b.person_id, r.id AS run_id, c.category AS split, "
    f"(SELECT MIN(k.starts_at) FROM course_class k WHERE {CLASS}) AS at, NO_DAY AS day FROM booking b {OF_RUN} "
    f"WHERE b.state IN ('booked', 'attending', 'completed', 'not_completed', 'withdrawn') AND {COUNTED}",
    "attended": "SELECT MAX(q.id) AS id, q.site_id, q.person_id, q.run_id, q.split, MIN(q.at) AS at, NO_DAY AS day "
    f"FROM (SELECT b.id, r.site_id, {WHO} AS person_id, r.id AS run_id, c.category AS split, k.starts_at AS at "
    f"FROM booking b {OF_RUN} JOIN course_class k ON {CLASS} "
    "JOIN attendance_mark m ON m.class_id = k.id AND m.person_id = b.person_id AND m.superseded_by IS NULL "
    f"WHERE m.mark IN ({sql_list(MARKS_THERE)}) AND {COUNTED}) q "
    "GROUP BY q.site_id, q.person_id, q.run_id, q.split",
    "completed": "SELECT b.id, r.site_id, b.person_id, r.id AS run_id, c.category AS split, NO_INSTANT AS at, "
    f"o.completed_on AS day FROM completion o JOIN booking b ON b.id = o.booking_id {OF_RUN} "
    f"WHERE o.confirmed = 'completed' AND {COUNTED}",
    "awarded": "SELECT q.id, q.site_id, q.person_id, q.run_id, q.split, NO_INSTANT AS at, q.day FROM "
    "(SELECT y.*, ROW_NUMBER() OVER (PARTITION BY y.person_id, y.body_id, y.unit_code ORDER BY y.day, y.id) AS turn "
    f"FROM (SELECT a.id, r.site_id, {one_person('a.person_id')} AS person_id, a.body_id, a.unit_code, "
    "r.id AS run_id, c.category AS split, a.awarded_on AS day "
    "FROM unit_award a JOIN rac_line l ON l.id = a.line_id JOIN rac b ON b.id = l.rac_id "
    f"{OF_RUN} WHERE NOT s.is_practice AND ONLY[a.person_id]) y) q WHERE q.turn = 1",
    **{slug: trained_facts(slug, ()) for slug in TRAINED},
    "next_steps": _FIRST_TOLD.format(each=f"b.run_id, {WHO}", told=f"t.step IN ({sql_list(GOOD_STEPS)})"),
    "in_work_or_study_3": _FIRST_TOLD.format(each=WHO, told=f"{_AT_WORK} 3"),
    "in_work_or_study_6": _FIRST_TOLD.format(each=WHO, told=f"{_AT_WORK} 6"),
}
"""Each indicator's facts: id, site, learner, run, split (kind of course, or the step), and an instant or a day. What
is counted of a learner follows from their own rows alone: `ONLY[…]` narrows to some of them. The trained stand here by
the usual rule: `_facts` asks what was chosen."""
_RUN_IN_SPAN: Final = (
    "r.id IN (SELECT n.run_id FROM course_class n "
    "WHERE n.cancelled_at IS NULL AND n.starts_at >= ? AND n.starts_at < ?)"
)
_WITHIN: Final = {
    "enrolments": _RUN_IN_SPAN,
    "attended": _RUN_IN_SPAN,
    "completed": "o.completed_on >= ? AND o.completed_on < ?",
}
"""What a fact of a span always fulfils: it spares reading the classes and marks of all other years. A first of all
years (trained, awarded, next steps) is found among all years."""


@dataclass(frozen=True)
class LearningSum:
    """How many of an indicator in a month at a site, of a split."""

    indicator: str
    month: str
    site_id: int
    split: str
    amount: int


@dataclass(frozen=True)
class LearningRow:
    """One counted fact: the learner's number, the run, where and when."""

    id: int
    person_id: int
    person: str
    run: str
    title: str
    site_id: int
    split: str
    day: date
    city: str = ""
    partner: int = 0


Narrowed = tuple[str, tuple[object, ...]]
"""A condition on facts `f` that begins with AND, and its values."""


def learning_sums(
    starts_on: date, ends_on: date, until: datetime, *, narrowed: Narrowed = ("", ())
) -> list[LearningSum]:
    """Every indicator by month, site and split, between two days and none after `until`, from the facts themselves."""
    parts, values = [], []  # type: list[str], list[object]
    for slug in FACTS:
        facts, more = _facts_of_span(slug, starts_on, ends_on)
        parts.append(
            f"SELECT '{slug}' AS slug, f.site_id, f.split, f.at, f.day, COUNT(*) FROM ({facts}) f "
            f"WHERE 1 = 1{narrowed[0]} GROUP BY f.site_id, f.split, f.at, f.day"
        )
        values += [*more, *narrowed[1]]
    found: dict[tuple[str, str, int, str], int] = defaultdict(int)
    for slug, site_id, split, at, day, amount in fast().rows(_typed(" UNION ALL ".join(parts)), values):
        counted = _day(at, day, until)
        if counted is not None and starts_on <= counted <= ends_on:
            found[slug, f"{counted:%Y-%m}", site_id, split] += int(amount)
    return [LearningSum(*key, amount) for key, amount in sorted(found.items())]


def _facts(slug: str) -> str:
    """An indicator's facts, by the rules that were chosen where there is anything to choose."""
    ways = ways_chosen(slug) if slug in TRAINED else ()
    return trained_facts(slug, ways) if ways else FACTS[slug]


def sums_if(
    slug: str, way: str, starts_on: date, ends_on: date, until: datetime
) -> dict[tuple[str, int], int]:
    """By month and site what an indicator of the trained comes to, were `way` its rule from the first day on."""
    chosen = trained_facts(slug, ways_chosen(slug) | {way})
    facts = _typed(with_choice(chosen, slug, way, starts_on))
    found: dict[tuple[str, int], int] = defaultdict(int)
    for site_id, day, amount in fast().rows(
        f"SELECT f.site_id, f.day, COUNT(*) FROM ({facts}) f GROUP BY f.site_id, f.day"
    ):
        counted = _day(None, day, until)
        if counted is not None and starts_on <= counted <= ends_on:
            found[f"{counted:%Y-%m}", site_id] += int(amount)
    return found


def _facts_of_span(slug: str, starts_on: date, ends_on: date) -> tuple[str, tuple[object, ...]]:
    """The facts of an indicator without most that lie outside a span, and the values that say so."""
    within = _WITHIN.get(slug)
    if within is None:
        return _facts(slug), ()
    end = ends_on + timedelta(days=1) if ends_on < date.max else ends_on
    facts = FACTS[slug].replace(COUNTED, f"{COUNTED} AND {within}")
    if within is _RUN_IN_SPAN:
        return facts, (start_of_day(starts_on), start_of_day(end))
    return facts, (starts_on, end)


def facts_of_learners(slug: str, people: str = "") -> str:
    """An indicator's facts for keeping: how many of each learner (`owner`) on a day at a site, of a split.

    `people` is an SQL list of the learners to which it is narrowed.
    """
    return spoken(
        "SELECT f.person_id AS owner, f.site_id, COALESCE(f.day, LOCAL_DAY[f.at]) AS day, f.split, COUNT(*) AS amount "
        f"FROM ({_typed(_facts(slug), people)}) f WHERE f.day IS NOT NULL OR f.at IS NOT NULL GROUP BY 1, 2, 3, 4"
    )


def _typed(select: str, people: str = "") -> str:
    """The SQL in the words of the database, its empty columns with a type: PostgreSQL would take NULL for text."""
    instant, day = ("TEXT", "TEXT") if is_sqlite() else ("TIMESTAMPTZ", "DATE")
    return (
        spoken(narrowed(select, people))
        .replace("NO_INSTANT", f"CAST(NULL AS {instant})")
        .replace("NO_DAY", f"CAST(NULL AS {day})")
    )


def _day(at: Any, day: Any, until: datetime) -> date | None:
    """The day that a fact counts on; None for one after the day of `until`, and for a run without a class."""
    if day is None and at is None:
        return None
    found = as_day(day) if day is not None else local_day(as_instant(at))
    return found if found <= local_day(until) else None


def learning_rows(
    slug: str,
    starts_on: date,
    ends_on: date,
    until: datetime,
    *,
    sites: Sequence[int],
    split: str = "",
    narrowed: Narrowed = ("", ()),
    shown: tuple[str, str] = ("''", "0"),
) -> list[LearningRow]:
    """The facts behind a figure, the newest first. KeyError for an indicator that training does not count.

    `shown` is SQL over a fact `f`: its city and the partner through whom the learner came.
    """
    marks = ", ".join("?" for _ in sites) or "NULL"
    facts = _typed(_facts(slug))
    rows = fast().rows(
        f"SELECT f.id, f.person_id, p.number, r.number, v.title, f.site_id, f.split, f.at, f.day, "
        f"{shown[0]}, {shown[1]} FROM ({facts}) f "
        "JOIN person p ON p.id = f.person_id JOIN run r ON r.id = f.run_id "
        "JOIN course_version v ON v.id = r.version_id "
        f"WHERE f.site_id IN ({marks}) AND (? = '' OR f.split = ?){narrowed[0]}",
        (*sites, split, split, *narrowed[1]),
    )
    found = []
    for row in rows:
        day = _day(row[7], row[8], until)
        if day is not None and starts_on <= day <= ends_on:
            found.append(_row(row, day))
    return sorted(found, key=lambda one: (one.day, one.id), reverse=True)


def _row(row: Sequence[Any], day: date) -> LearningRow:
    return LearningRow(
        row[0], row[1], row[2], row[3], row[4], row[5], row[6], day, city=row[9], partner=int(row[10] or 0)
    )
