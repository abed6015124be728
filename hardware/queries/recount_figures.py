"""The figures of machines three times: as the dashboard sums them, as their rows list them, and from the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from core.clock import local_day, start_of_day
from core.db import as_instant, fast
from core.merges import read_as
from hardware.queries.counts import COUNTED, PieceJoin, machine_rows

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
_MS = timedelta(milliseconds=1)
Key = tuple[str, int, str]
"""Indicator, site, month."""


def figure_differences(
    until: datetime, shown: Counter[Key], pieces: PieceJoin, codes: Set[str]
) -> Iterator[str]:
    """A line for each figure of machines that its rows or its own records do not bear out; nothing when all is well.

    `shown` is what the dashboard shows of all days; `codes` are those of pieces that count.
    """
    until = start_of_day(local_day(until) + timedelta(days=1))
    listed: Counter[Key] = Counter()
    sites = [row[0] for row in fast().rows("SELECT id FROM site ORDER BY id")]
    for slug in COUNTED:
        for row in machine_rows(slug, FIRST, LAST, until - _MS, pieces=pieces, sites=sites):
            listed[slug, row.site_id, f"{row.day:%Y-%m}"] += row.amount
    counted = _from_records(until, codes)
    for key in sorted({*shown, *listed, *counted}):
        if not shown[key] == listed[key] == counted[key]:
            slug, site, month = key
            yield (
                f"{slug} {month} site {site}: {counted[key]} by the records, {shown[key]} shown, {listed[key]} listed"
            )
    yield from _months(until, shown)


def _months(until: datetime, sums: Counter[Key]) -> Iterator[str]:
    """The months of machines against the hours at work that are shown of all sites that count."""
    stored = fast().row(
        "SELECT COALESCE(SUM(o.busy_ms), 0) FROM machine_month o JOIN machine m ON m.id = o.machine_id "
        "JOIN site s ON s.id = m.site_id WHERE NOT s.is_practice"
    )
    ahead = fast().row(
        "SELECT COALESCE(SUM(j.busy_ms), 0) FROM machine_job j JOIN site s ON s.id = j.site_id "
        "WHERE j.is_counted AND NOT s.is_practice AND j.began_at >= ?",
        (until,),
    )
    shown = sum(amount for (slug, _, _), amount in sums.items() if slug == "machine_hours")
    if stored is not None and ahead is not None and int(stored[0]) != shown + int(ahead[0]):
        yield f"machine_hours: {shown} ms shown, {stored[0]} ms in the months of machines"


@dataclass(frozen=True)
class _Told:
    """One session as the records have it."""

    id: int
    site_id: int
    person_id: int | None
    began_at: datetime
    ended_at: datetime | None
    busy_ms: int
    piece_code: str


def _from_records(until: datetime, codes: Set[str]) -> Counter[Key]:
    found: Counter[Key] = Counter()
    counting = {row[0] for row in fast().rows("SELECT id FROM site WHERE NOT is_practice ORDER BY id")}
    for site, began, busy in fast().rows(
        "SELECT site_id, began_at, busy_ms FROM machine_job WHERE is_counted"
    ):
        if site in counting and as_instant(began) < until:
            found[_key("machine_hours", site, as_instant(began))] += int(busy)
    sittings = [one for one in _corrected() if one.site_id in counting and one.began_at < until]
    alias = read_as()
    firsts: set[int | None] = {None}  # somebody whom staff have not named yet is nobody's first time
    for one in sorted(sittings, key=lambda one: (one.began_at, one.id)):
        if one.ended_at is None:
            continue
        length = (one.ended_at - one.began_at) // _MS
        found[_key("machine_held_hours", one.site_id, one.began_at)] += length
        found[_key("machine_idle_hours", one.site_id, one.began_at)] += max(0, length - one.busy_ms)
        if not one.busy_ms:
            continue
        found[_key("machine_sessions", one.site_id, one.began_at)] += 1
        if one.piece_code in codes:
            found[_key("machine_piece_hours", one.site_id, one.began_at)] += one.busy_ms
        who = one.person_id if one.person_id is None else alias.get(one.person_id, one.person_id)
        if who not in firsts:
            firsts.add(who)
            found[_key("machine_people", one.site_id, one.began_at)] += 1
    return found


def _key(slug: str, site: int, at: datetime) -> Key:
    return slug, site, f"{local_day(at):%Y-%m}"


def _corrected() -> list[_Told]:
    """Every session with its accepted corrections laid over it one after the other: the last stands."""
    rows = fast().rows(
        "SELECT id, site_id, person_id, began_at, ended_at, busy_ms, piece_code FROM machine_session "
        "WHERE NOT is_void ORDER BY id"
    )
    found = {
        row[0]: _Told(
            row[0],
            row[1],
            row[2],
            as_instant(row[3]),
            as_instant(row[4]) if row[4] else None,
            int(row[5]),
            row[6],
        )
        for row in rows
    }
    seen = dict(found)
    for row in fast().rows(
        "SELECT session_id, person_id, began_at, ended_at, busy_ms, piece_code FROM session_correction "
        "WHERE verdict = 'accepted' ORDER BY id"
    ):
        if row[0] in seen:
            found[row[0]] = _laid_over(seen[row[0]], row)
    return list(found.values())


def _laid_over(one: _Told, said: Sequence[Any]) -> _Told:
    _, person, began, ended, busy, piece = said
    return replace(
        one,
        person_id=one.person_id if person is None else person,
        began_at=one.began_at if began is None else as_instant(began),
        ended_at=one.ended_at if ended is None else as_instant(ended),
        busy_ms=one.busy_ms if busy is None else int(busy),
        piece_code=one.piece_code if piece is None else str(piece),
    )
