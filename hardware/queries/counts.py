"""What machines are counted by: hours, people, sessions and time on pieces, as facts to keep and listed by row.

Hours of a machine are of its jobs, whoever was there. Everything about people is of their sessions as they count, each
once it is over: with the last accepted correction in the place of what was seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from core.clock import local_day, start_of_day
from core.db import as_instant, fast
from core.dialects import narrowed, spoken
from core.merges import one_person, read_as
from hardware.queries.grouping import WHEN, length_ms, month_of, sums_by_month
from hardware.queries.sittings import ACCEPTED, CORRECTED

JOBS: Final = ("machine_hours",)
SITTINGS: Final = ("machine_sessions", "machine_held_hours", "machine_idle_hours")
PIECES: Final = ("machine_piece_hours",)
PEOPLE: Final = ("machine_people",)
COUNTED: Final = (*JOBS, *PEOPLE, *SITTINGS, *PIECES)
"""Every indicator of machines. Hours are in milliseconds; people and sessions are counted."""
_PLACE = "JOIN machine m ON m.id = e.machine_id JOIN machine_type t ON t.id = m.type_id JOIN site i ON i.id = e.site_id"
_OVER = "e.ended_at IS NOT NULL AND NOT i.is_practice"
_SEEN = (
    "machine m JOIN machine_type t ON t.id = m.type_id CROSS JOIN machine_session e "
    "JOIN site i ON i.id = e.site_id"
)
_SAID = f"({CORRECTED}) e {_PLACE}"
_AS_SEEN = f"e.machine_id = m.id AND NOT e.is_void AND e.id NOT IN ({ACCEPTED}) AND {_OVER}"
_ON_PIECES = "e.piece_code <> '' AND e.busy_ms > 0"


@dataclass(frozen=True)
class PieceJoin:
    """SQL by which whoever knows pieces joins them: from `e.piece_code` to a piece `p`, and which of them count."""

    joined: str
    holds: str


@dataclass(frozen=True)
class MachineRow:
    """One counted job, session or person: at which machine, when and how much. Ids only; never a name of anybody."""

    id: int
    machine: str
    kind: str
    site_id: int
    used_for: str
    day: date
    amount: int
    person_id: int | None = None
    person: str = ""
    piece_id: int | None = None
    piece: str = ""


def machine_facts(slug: str, pieces: PieceJoin, ids: str = "") -> str:
    """An indicator's facts for keeping: whose (`owner`) amount counts on which day, at which site, of which split.

    The owner is a person for people, a job for hours of machines, else a sitting; `ids` is an SQL list of owners to
    which it is narrowed. KeyError for what machines do not count.
    """
    if slug in JOBS:
        said = (
            f"SELECT e.id AS owner, e.site_id, LOCAL_DAY[e.began_at] AS day, t.slug AS split, e.busy_ms AS amount "
            f"FROM machine_job e {_PLACE} WHERE e.is_counted AND e.busy_ms > 0 AND NOT i.is_practice AND ONLY[e.id]"
        )
    else:
        said = _people_facts() if slug in PEOPLE else _sitting_facts(slug, pieces)
    return spoken(narrowed(said, ids))


def _sitting_facts(slug: str, pieces: PieceJoin) -> str:
    amount, holds = _amounts(pieces)[slug]
    split = "e.used_for" if slug == "machine_sessions" else "t.slug"
    joined = pieces.joined if slug in PIECES else ""
    columns = f"e.id AS owner, e.site_id, LOCAL_DAY[e.began_at] AS day, {split} AS split, {amount} AS amount"
    return " UNION ALL ".join(
        f"SELECT {columns} FROM {source} {_PLACE} {joined} WHERE {held} AND {holds}"
        for source, held in _sittings("e.id", "s.id")
    )


def _sittings(seen: str, said: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Sittings as they were seen and as they were corrected: what to select from, and which count.

    Both may be narrowed by a column: of what was seen, and of the sitting or of what was said of it.
    """
    return (
        ("machine_session e", f"NOT e.is_void AND e.id NOT IN ({ACCEPTED}) AND {_OVER} AND ONLY[{seen}]"),
        (f"({CORRECTED} AND ONLY[{said}]) e", _OVER),
    )


def _people_facts() -> str:
    who = one_person("e.person_id")
    uses = " UNION ALL ".join(
        f"SELECT e.id, {who} AS person_id, e.site_id, e.began_at, t.slug AS split FROM {source} {_PLACE} "
        f"WHERE {held} AND e.busy_ms > 0 AND e.person_id IS NOT NULL"
        for source, held in _sittings("e.person_id", "COALESCE(c.person_id, s.person_id)")
    )
    return (
        "SELECT y.person_id AS owner, y.site_id, LOCAL_DAY[y.began_at] AS day, y.split, 1 AS amount FROM "
        "(SELECT z.*, ROW_NUMBER() OVER (PARTITION BY z.person_id ORDER BY z.began_at, z.id) AS turn "
        f"FROM ({uses}) z) y WHERE y.turn = 1"
    )


def _amounts(pieces: PieceJoin) -> dict[str, tuple[str, str]]:
    """By indicator what a sitting comes to, and which count."""
    length = length_ms("e.began_at", "e.ended_at")
    return {
        "machine_sessions": ("1", "e.busy_ms > 0"),
        "machine_held_hours": (length, f"{length} > 0"),
        "machine_idle_hours": (f"{length} - e.busy_ms", f"{length} > e.busy_ms"),
        "machine_piece_hours": ("e.busy_ms", f"{_ON_PIECES} AND {pieces.holds}"),
    }


def who_sat(starts_on: date, ends_on: date, until: datetime) -> Iterator[tuple[str, int, int]]:
    """Month, site and person of the sessions that count between two days: each at least once, merged numbers as one."""
    first, last = _span(starts_on, ends_on, until)
    into = read_as()
    for source, held in ((_SEEN, _AS_SEEN), (_SAID, _OVER)):
        sittings = f"{source} WHERE {held} AND e.person_id IS NOT NULL AND {WHEN}"
        for site_id, person_id, hour, _ in sums_by_month(
            "e.site_id, e.person_id", ("COUNT(*)",), sittings, (first, last)
        ):
            yield month_of(hour), site_id, into.get(person_id, person_id)


@dataclass(frozen=True)
class FirstUse:
    """The first session of a person in which a machine was at work."""

    session_id: int
    person_id: int
    site_id: int
    kind: str
    began_at: datetime


def first_uses(until: datetime) -> list[FirstUse]:
    """Everybody's first session at a machine that worked, the latest first; a seek a person, however many there are."""
    found: dict[int, FirstUse] = {}
    worked = f"{_OVER} AND e.busy_ms > 0 AND e.began_at < ?"
    columns = f"SELECT e.id, {one_person('e.person_id')}, e.site_id, t.slug, e.began_at FROM"
    seen = fast().rows(
        f"{columns} person q JOIN machine_session e ON e.id = (SELECT e.id FROM machine_session e "
        f"JOIN site i ON i.id = e.site_id WHERE e.person_id = q.id AND NOT e.is_void "
        f"AND e.id NOT IN ({ACCEPTED}) AND {worked} ORDER BY e.began_at, e.id LIMIT 1) {_PLACE}",
        (until,),
    )
    said = fast().rows(f"{columns} {_SAID} WHERE {worked}", (until,))
    for session_id, person_id, site_id, kind, began in (*seen, *said):
        if person_id is None:
            continue  # somebody whom staff have not named yet is nobody's first time
        one = FirstUse(session_id, person_id, site_id, kind, as_instant(began))
        known = found.get(person_id)
        if known is None or (one.began_at, one.session_id) < (known.began_at, known.session_id):
            found[person_id] = one
    return sorted(found.values(), key=lambda one: (one.began_at, one.session_id), reverse=True)


def machine_rows(
    slug: str,
    starts_on: date,
    ends_on: date,
    until: datetime,
    *,
    pieces: PieceJoin,
    sites: Sequence[int],
    split: str = "",
    start: int = 0,
    size: int = 1_000_000,
) -> list[MachineRow]:
    """The jobs, sessions or people behind a figure, the newest first. KeyError for what machines do not count."""
    first, last = _span(starts_on, ends_on, until)
    if slug in PEOPLE:
        return _people(first, last, sites, split)[start : start + size]
    select = _job_rows() if slug in JOBS else _sitting_rows(slug, pieces)
    marks = ", ".join("?" for _ in sites) or "NULL"
    given = (first, last, *sites, split, split)
    rows = fast().rows(
        " UNION ALL ".join(part.replace("SITES", marks) for part in select)
        + " ORDER BY began_at DESC, id DESC LIMIT ? OFFSET ?",
        (*(given * len(select)), size, start),
    )
    return [_row(row) for row in rows]


_ASKED = "AND e.began_at >= ? AND e.began_at < ? AND e.site_id IN (SITES) AND (? = '' OR {split} = ?)"


def _job_rows() -> list[str]:
    return [
        "SELECT e.id AS id, m.name, t.slug, e.site_id, CASE WHEN e.session_id IS NULL THEN 'nobody' ELSE '' END, "
        "e.began_at AS began_at, e.busy_ms, NULL, '', NULL, '' "
        f"FROM machine_job e {_PLACE} WHERE e.is_counted AND NOT i.is_practice {_ASKED.format(split='t.slug')}"
    ]


def _sitting_rows(slug: str, pieces: PieceJoin) -> list[str]:
    amount, holds = _amounts(pieces)[slug]
    on_pieces = slug in PIECES
    asked = _ASKED.format(split="e.used_for" if slug == "machine_sessions" else "t.slug")
    who = (
        "NULL, '', p.id AS piece_id, p.code" if on_pieces else "e.person_id, COALESCE(q.number, ''), NULL, ''"
    )
    joined = (
        pieces.joined if on_pieces else "LEFT JOIN person q ON q.id = e.person_id"
    )  # some are yet to be named
    return [
        f"SELECT e.id AS id, m.name, t.slug, e.site_id, e.used_for, e.began_at AS began_at, {amount}, {who} "
        f"FROM {source} {joined} WHERE {held} AND {holds} {asked}"
        for source, held in ((_SEEN, _AS_SEEN), (_SAID, _OVER))
    ]


def _people(first: datetime, last: datetime, sites: Sequence[int], split: str) -> list[MachineRow]:
    """Everybody whose first time at a machine lies in the span."""
    wanted = [
        one
        for one in first_uses(last)
        if first <= one.began_at < last and one.site_id in sites and split in ("", one.kind)
    ]
    told: dict[int, tuple[str, str]] = {}
    for at in range(0, len(wanted), 500):
        part = wanted[at : at + 500]
        for session_id, machine, number in fast().rows(
            "SELECT s.id, m.name, COALESCE(q.number, '') FROM machine_session s JOIN machine m ON m.id = s.machine_id "
            "LEFT JOIN session_correction c ON c.session_id = s.id AND c.verdict = 'accepted' "
            f"JOIN person q ON q.id = {one_person('COALESCE(c.person_id, s.person_id)')} "
            f"WHERE s.id IN ({', '.join('?' * len(part))}) ORDER BY c.id",
            [one.session_id for one in part],
        ):
            told[session_id] = (machine, number)
    return [
        MachineRow(
            one.session_id, told[one.session_id][0], one.kind, one.site_id, "",
            local_day(one.began_at), 1, one.person_id, told[one.session_id][1],
        )
        for one in wanted
    ]  # fmt: skip


def _row(row: Sequence[Any]) -> MachineRow:
    day = local_day(as_instant(row[5]))
    return MachineRow(row[0], row[1], row[2], row[3], row[4], day, int(row[6]), *row[7:11])


def machine_kinds() -> dict[str, str]:
    """What each kind of machine is called, by its slug."""
    return {row[0]: row[1] for row in fast().rows("SELECT slug, name FROM machine_type ORDER BY name, slug")}


def _span(starts_on: date, ends_on: date, until: datetime) -> tuple[datetime, datetime]:
    last = min(ends_on, local_day(until)) + timedelta(days=1)
    return start_of_day(starts_on), start_of_day(last)
