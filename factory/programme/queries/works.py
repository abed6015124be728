"""The count of the works: every work summed by month, site and split in one statement, and the rows behind each."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from core.clock import local_day
from core.db import as_day, fast
from factory.programme.indicators import Work
from factory.programme.queries.facts import facts_of, month_of_day
from factory.programme.queries.openings import rows_that_count
from factory.programme.queries.scope import RowScope
from factory.programme.queries.sums import NOWHERE, Cell
from factory.programme.spans import EARLIEST, LATEST, Span, month_by_name
from factory.programme.through import Through, city_of, partner_of
from factory.programme.works import WORKS
from factory.tally.kept import all_kept
from factory.tally.queries import kept_amounts, kept_cells, shown_facts, tally_differences

PAGE = 50
MOST_ROWS = 1_000_000


def work_cells(
    span: Span, until: datetime, works: Iterable[Work] = (), *, through: Through = NOWHERE
) -> tuple[Cell, ...]:
    """The works (all where none is named) by month, site and split: those of people as kept, the others in one go.

    Nothing is kept by city or partner: where these narrow the count, rows are added up.
    """
    wanted = tuple(works) or tuple(WORKS.values())
    days = (span.starts_on, min(span.ends_on, local_day(until)))
    kept = [] if through else [work.slug for work in wanted if work.slug in all_kept()]
    others = [work for work in wanted if work.slug not in kept]
    return (*kept_cells(kept, *days), *_summed(others, days, through))


def _summed(works: Sequence[Work], days: tuple[date, date], through: Through) -> list[Cell]:
    if not works:
        return []
    month = month_of_day("f.day")
    held = [through.held(work.city, work.partner) for work in works]
    selects = (
        f"SELECT '{work.slug}', {month}, f.site_id, f.split, SUM(f.amount) FROM ({shown_facts(work)}) f "
        f"WHERE f.day BETWEEN ? AND ?{sql} GROUP BY 2, 3, 4"
        for work, (sql, _) in zip(works, held, strict=True)
    )
    values = [value for _, own in held for value in (*days, *own)]
    rows = fast().rows(" UNION ALL ".join(selects), values)
    return [Cell(row[0], row[1], row[2], row[3], int(row[4])) for row in rows if row[4]]


def people_of_work(work: Work, span: Span, until: datetime, *, by_month: bool) -> dict[tuple[str, int], int]:
    """How many people stand behind a work at each site, in each month of the span; or ("") in the whole of it."""
    month = month_of_day("f.day") if by_month else "''"
    rows = fast().rows(
        f"SELECT {month}, f.site_id, COUNT(DISTINCT f.person_id) FROM ({shown_facts(work)}) f "
        "WHERE f.day BETWEEN ? AND ? GROUP BY 1, 2",
        (span.starts_on, min(span.ends_on, local_day(until))),
    )
    return {(row[0], row[1]): int(row[2]) for row in rows}


@dataclass(frozen=True)
class WorkCounted:
    """One row: what was counted and of whom, by number or by pseudonym where `is_masked`; never a name."""

    key: str
    who: str
    what: str
    ref: str
    site_id: int
    split: str
    day: date
    amount: int
    is_masked: bool
    city: str = ""
    partner: int = 0


@dataclass(frozen=True)
class WorksCounted:
    """Rows that a person may open, how many there are and what they sum to; and what is counted at closed sites."""

    rows: list[WorkCounted]
    count: int
    amount: int
    elsewhere: int


@dataclass(frozen=True)
class WantedWorks:
    """Which rows: of a work in a span, at a site (None: all), of one split if named."""

    work: Work
    span: Span
    until: datetime
    site_id: int | None = None
    split: str = ""
    through: Through = NOWHERE


def works_counted(
    wanted: WantedWorks, scope: RowScope, mask: bytes, *, start: int = 0, size: int = MOST_ROWS
) -> WorksCounted:
    """The rows behind a figure of the works, the newest first, as many as asked for."""
    found = works_summed(wanted, scope)
    return replace(found, rows=_rows(wanted, scope, mask, start, size))


def works_summed(wanted: WantedWorks, scope: RowScope) -> WorksCounted:
    """How many rows there are and what they sum to, none of them listed."""
    opened = _opened(wanted, scope)
    kept = wanted.work.kept and not wanted.through
    facts, held, values = _narrowed(wanted, kept_amounts(wanted.work) if kept else "")
    at_open = f"f.site_id IN ({', '.join('?' * len(opened))})"
    sums = fast().row(
        f"SELECT COALESCE(SUM(CASE WHEN {at_open} THEN 1 ELSE 0 END), 0), "
        f"COALESCE(SUM(CASE WHEN {at_open} THEN f.amount ELSE 0 END), 0), COALESCE(SUM(f.amount), 0) "
        f"FROM ({facts}) f WHERE {held}",
        (*opened, *opened, *values),
    )
    count, amount, whole = (int(value) for value in sums) if sums else (0, 0, 0)
    return WorksCounted([], count, amount, whole - amount)


def each_counted(wanted: WantedWorks, scope: RowScope, mask: bytes) -> Iterator[WorkCounted]:
    """Every row, the newest first: of a work of many rows month by month, so that a file holds one month at a time."""
    if not wanted.work.kept:
        yield from _rows(wanted, scope, mask, 0, MOST_ROWS)
        return
    facts, held, values = _narrowed(wanted)
    ends = fast().row(f"SELECT MIN(f.day), MAX(f.day) FROM ({facts}) f WHERE {held}", values)
    if ends is None or ends[0] is None:
        return
    days = Span("own", as_day(ends[0]), as_day(ends[1]))
    for month in reversed(days.months()):
        part = days.overlap(month_by_name(month))
        assert part is not None
        yield from _rows(replace(wanted, span=part), scope, mask, 0, MOST_ROWS)


def _opened(wanted: WantedWorks, scope: RowScope) -> list[int]:
    """The sites whose rows open, of those that are asked for; an id that no site has where none does."""
    return sorted(scope.sites if wanted.site_id is None else scope.sites & {wanted.site_id}) or [-1]


def _rows(wanted: WantedWorks, scope: RowScope, mask: bytes, start: int, size: int) -> list[WorkCounted]:
    (facts, held, values), opened = _narrowed(wanted), _opened(wanted, scope)
    rows = fast().rows(
        "SELECT f.key, f.site_id, f.day, f.split, f.amount, f.person_id, f.what, f.ref, p.number, "
        f"{city_of(wanted.work.city)}, {partner_of(wanted.work.partner)} FROM ({facts}) f "
        f"LEFT JOIN person p ON p.id = f.person_id WHERE {held} AND f.site_id IN ({', '.join('?' * len(opened))}) "
        "ORDER BY f.day DESC, f.key DESC LIMIT ? OFFSET ?",
        (*values, *opened, size, start),
    )
    return [_counted(row, row[1] not in scope.named, mask) for row in rows]


def _narrowed(wanted: WantedWorks, facts: str = "") -> tuple[str, str, tuple[object, ...]]:
    """The facts (or these in their place), the condition on them and its values."""
    counts = rows_that_count(wanted.work.slug, wanted.span, "f")
    held = f"f.day BETWEEN ? AND ? AND (? = '' OR f.split = ?) AND {counts.sql}"
    last = min(wanted.span.ends_on, local_day(wanted.until))
    values: tuple[object, ...] = (wanted.span.starts_on, last, wanted.split, wanted.split, *counts.values)
    if wanted.site_id is not None:
        held, values = f"{held} AND f.site_id = ?", (*values, wanted.site_id)
    sql, own = wanted.through.held(wanted.work.city, wanted.work.partner)
    return facts or shown_facts(wanted.work), held + sql, (*values, *own)


def _counted(row: tuple[object, ...], is_masked: bool, mask: bytes) -> WorkCounted:
    key, site_id, day, split, amount, person_id, what, ref, number, city, partner = row
    who = "" if person_id is None else (pseudonym(int(str(person_id)), mask) if is_masked else str(number))
    tells_who = is_masked and person_id is not None and str(number) in str(what)
    return WorkCounted(
        key=str(key),
        who=who,
        what="" if tells_who else str(what),
        ref="" if is_masked else str(ref or ""),
        site_id=int(str(site_id)),
        split=str(split),
        day=as_day(day if isinstance(day, date) else str(day)),
        amount=int(str(amount)),
        is_masked=is_masked,
        city=str(city),
        partner=int(str(partner or 0)),
    )


def pseudonym(person_id: int, mask: bytes) -> str:
    """A name for somebody, the same in every export of this house; it leads nobody to their number."""
    return (
        "P-" + hmac.new(mask, f"at the works:{person_id}".encode(), hashlib.sha256).hexdigest()[:10].upper()
    )


def work_differences(until: datetime) -> Iterator[str]:
    """A line for each work whose sums are not what its rows add up to, or that counts one thing twice."""
    yield from tally_differences()
    ever = Span("own", EARLIEST, LATEST)
    shown: dict[tuple[str, str, int, str], int] = {}
    for cell in work_cells(ever, until):
        shown[cell.indicator, cell.month, cell.site_id, cell.split] = cell.amount
    listed: dict[tuple[str, str, int, str], int] = {}
    for work in WORKS.values():
        seen: set[str] = set()
        for key, site_id, day, split, amount in fast().rows(
            f"SELECT f.key, f.site_id, f.day, f.split, f.amount FROM ({facts_of(work)}) f"
        ):
            if key in seen:
                yield f"{work.slug}: {key} is counted more than once"
            seen.add(key)
            if as_day(day) <= local_day(until):
                cell_key = (work.slug, f"{as_day(day):%Y-%m}", site_id, split)
                listed[cell_key] = listed.get(cell_key, 0) + int(amount)
    for at in sorted({*shown, *listed}):
        if shown.get(at, 0) != listed.get(at, 0):
            slug, month, site_id, split = at
            yield (
                f"{slug} {month} site {site_id} {split}: the dashboard shows {shown.get(at, 0)}, "
                f"its rows add up to {listed.get(at, 0)}"
            )
