"""How many seats a run has, who holds them, who waits, and whether a learner could come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.clock import local_day
from core.db import as_instant, fast
from training.staffing import Seats
from training.waiting import RunTimes, Waiting
from training.words import SEATED, sql_list

_SEATED = sql_list(SEATED)


@dataclass(frozen=True, kw_only=True)
class RunSeats(Seats):
    """The seats of one run, and the times that decide about its offers."""

    run_id: int
    times: RunTimes


def seats_of(run_id: int, *, locked: bool = False) -> RunSeats | None:
    """The seats of a run. `locked` holds the run's row until the transaction ends (SQLite has one writer anyway)."""
    connection = fast()
    lock = " FOR UPDATE" if locked and not connection.is_sqlite else ""
    run = connection.row(
        f"SELECT capacity, state, offer_hours, offer_cutoff_at FROM run WHERE id = ?{lock}", (run_id,)
    )
    if run is None:
        return None
    counts = connection.row(
        f"SELECT COALESCE(SUM(CASE WHEN state IN ({_SEATED}) THEN 1 ELSE 0 END), 0), "
        "COALESCE(SUM(CASE WHEN state = 'waitlisted' THEN 1 ELSE 0 END), 0) FROM booking WHERE run_id = ?",
        (run_id,),
    )
    held = connection.row(
        "SELECT COALESCE(SUM(seats - used), 0) FROM seat_hold WHERE run_id = ? AND ended_at IS NULL",
        (run_id,),
    )
    first = connection.row(
        "SELECT MIN(starts_at) FROM course_class WHERE run_id = ? AND cancelled_at IS NULL", (run_id,)
    )
    times = RunTimes(
        state=run[1],
        offer_hours=run[2],
        cutoff_at=None if run[3] is None else as_instant(run[3]),
        first_starts_at=None if first is None or first[0] is None else as_instant(first[0]),
    )
    taken, waiting = (int(counts[0]), int(counts[1])) if counts else (0, 0)
    return RunSeats(
        run_id=run_id,
        capacity=run[0],
        taken=taken,
        held=int(held[0]) if held else 0,
        waiting=waiting,
        times=times,
    )


def seats_of_runs(run_ids: Sequence[int]) -> dict[int, Seats]:
    """Run id → its seats: offers count as taken, holds as kept back, the waiting list apart."""
    if not run_ids:
        return {}
    marks, ids = ", ".join("?" for _ in run_ids), tuple(run_ids)
    connection = fast()
    capacity = dict(connection.rows(f"SELECT id, capacity FROM run WHERE id IN ({marks})", ids))
    taken = dict(
        connection.rows(
            f"SELECT run_id, COUNT(*) FROM booking WHERE state IN ({_SEATED}) AND run_id IN ({marks}) "
            "GROUP BY run_id",
            ids,
        )
    )
    waiting = dict(
        connection.rows(
            f"SELECT run_id, COUNT(*) FROM booking WHERE state = 'waitlisted' AND run_id IN ({marks}) GROUP BY run_id",
            ids,
        )
    )
    held = dict(
        connection.rows(
            f"SELECT run_id, SUM(seats - used) FROM seat_hold WHERE ended_at IS NULL AND run_id IN ({marks}) "
            "GROUP BY run_id",
            ids,
        )
    )
    return {
        run_id: Seats(size, taken.get(run_id, 0), int(held.get(run_id, 0)), waiting.get(run_id, 0))
        for run_id, size in capacity.items()
    }


@dataclass(frozen=True)
class HoldLine:
    """Seats that are kept back."""

    id: int
    partner: str
    seats: int
    used: int
    until: datetime


def holds_of(run_id: int) -> list[HoldLine]:
    """The seats of a run that are kept back now, for a partner or a tablet off the grid."""
    rows = fast().rows(
        "SELECT id, partner, seats, used, until FROM seat_hold WHERE run_id = ? AND ended_at IS NULL ORDER BY id",
        (run_id,),
    )
    return [HoldLine(*[*row[:4], as_instant(row[4])]) for row in rows]


def waiting_for(run_id: int) -> list[Waiting]:
    """Everybody on the waiting list of a run, in the order of joining."""
    rows = fast().rows(
        "SELECT id, person_id, joined_at, jumped_at FROM booking WHERE run_id = ? AND state = 'waitlisted' "
        "ORDER BY joined_at, id",
        (run_id,),
    )
    return [
        Waiting(row[0], row[1], as_instant(row[2]), None if row[3] is None else as_instant(row[3]))
        for row in rows
    ]


def clashing_run(person_id: int, run_id: int) -> str:
    """The number of another run of which the learner has a seat and a class at the same time; "" for none."""
    row = fast().row(
        "SELECT r.number FROM booking b JOIN run r ON r.id = b.run_id "
        "JOIN course_class theirs ON theirs.run_id = b.run_id AND theirs.cancelled_at IS NULL "
        "JOIN course_class ours ON ours.run_id = ? AND ours.cancelled_at IS NULL "
        f"WHERE b.person_id = ? AND b.run_id <> ? AND b.state IN ({_SEATED}) "
        "AND r.state NOT IN ('cancelled', 'archived') "
        "AND theirs.starts_at < ours.ends_at AND ours.starts_at < theirs.ends_at ORDER BY r.number LIMIT 1",
        (run_id, person_id, run_id),
    )
    return row[0] if row else ""


@dataclass(frozen=True)
class Missing:
    """Something that a learner needs before a run: what kind, which one, and the next run where they may get it."""

    kind: str
    wanted: str
    title: str = ""
    next_run: str = ""
    next_at: datetime | None = None


_HELD = (
    "CASE p.kind WHEN 'permit' THEN EXISTS (SELECT 1 FROM permit t WHERE t.person_id = ? AND t.kind = p.wanted "
    "AND t.ended_at IS NULL AND t.confirmed_at IS NOT NULL AND t.starts_on <= ? AND t.ends_on >= ?) "
    "WHEN 'course' THEN EXISTS (SELECT 1 FROM booking b JOIN run o ON o.id = b.run_id "
    "JOIN course_version v ON v.id = o.version_id JOIN course c ON c.id = v.course_id "
    "WHERE b.person_id = ? AND b.state = 'completed' AND c.slug = p.wanted) "
    "ELSE EXISTS (SELECT 1 FROM unit_award a WHERE a.person_id = ? AND a.unit_code = p.wanted) END"
)


def missing_for(person_id: int, run_id: int, at: datetime) -> list[Missing]:
    """What a learner still needs before a run, in the order of the prerequisites, each with where to get it."""
    day = local_day(at)
    wanted = fast().rows(
        f"SELECT p.kind, p.wanted, {_HELD} FROM prerequisite p JOIN run r ON r.version_id = p.version_id "
        "WHERE r.id = ? ORDER BY p.id",
        (person_id, day, day, person_id, person_id, run_id),
    )
    return [_with_next_run(kind, word, at) for kind, word, is_held in wanted if not is_held]


def _with_next_run(kind: str, word: str, at: datetime) -> Missing:
    """The missing thing with the next open run that leads to it (a course by its slug, a unit by its code)."""
    if kind == "permit":
        return Missing(kind, word)
    by_unit = (
        "EXISTS (SELECT 1 FROM course_unit cu JOIN unit u ON u.id = cu.unit_id "
        "WHERE cu.version_id = v.id AND u.code = ?)"
    )
    row = fast().row(
        "SELECT r.number, v.title, MIN(k.starts_at) FROM run r JOIN course_version v ON v.id = r.version_id "
        "JOIN course c ON c.id = v.course_id JOIN course_class k ON k.run_id = r.id AND k.cancelled_at IS NULL "
        f"WHERE r.state = 'open' AND {'c.slug = ?' if kind == 'course' else by_unit} AND k.starts_at > ? "
        "GROUP BY r.number, v.title ORDER BY MIN(k.starts_at) LIMIT 1",
        (word, at),
    )
    if row is not None:
        return Missing(kind, word, row[1], row[0], as_instant(row[2]))
    title = fast().row(
        "SELECT v.title FROM course_version v JOIN course c ON c.id = v.course_id WHERE c.slug = ? "
        "ORDER BY v.number DESC LIMIT 1",
        (word,),
    )
    return Missing(kind, word, title[0] if title else word)
