"""Reads of pairs: those of a site, one of them with its meetings and days, those of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.db import as_day, fast
from core.people_queries import InToday
from factory.skills.queries.skills import people_by_id, spoken_by

PAGE = 50
MOST_EXPORTED = 10_000
MINUTE_MS = 60_000


@dataclass(frozen=True)
class PairLine:
    """A pair with its two people and its time together."""

    id: int
    kind: str
    topic: str
    guide: InToday
    newcomer: InToday
    begun_on: date
    ended_on: date | None
    amount_ms: int
    days: int
    last_on: date | None
    languages: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        """The time together that counts, in whole minutes."""
        return self.amount_ms // MINUTE_MS


@dataclass(frozen=True)
class MeetingLine:
    """A meeting that was typed."""

    id: int
    day: date
    minutes: int


_PAIR = (
    "SELECT q.id, q.kind, q.topic, q.guide_id, q.newcomer_id, q.begun_on, q.ended_on, "
    "COALESCE((SELECT SUM(d.amount_ms) FROM pair_day d WHERE d.pair_id = q.id), 0), "
    "(SELECT COUNT(*) FROM pair_day d WHERE d.pair_id = q.id), "
    "(SELECT MAX(d.day) FROM pair_day d WHERE d.pair_id = q.id) FROM pair q WHERE "
)


def pairs_at(
    site_id: int, kind: str, *, state: str = "live", start: int = 0, size: int = PAGE
) -> list[PairLine]:
    """The pairs of a site, the newest first; `state` is "live", "ended" or "" for all. One row more than a page."""
    narrowed = {"live": "AND q.ended_on IS NULL ", "ended": "AND q.ended_on IS NOT NULL "}.get(state, "")
    rows = fast().rows(
        f"{_PAIR}q.site_id = ? AND q.kind = ? {narrowed}ORDER BY q.begun_on DESC, q.id DESC LIMIT ? OFFSET ?",
        (site_id, kind, size + 1, start),
    )
    return _lines(rows)


def pair_by_id(pair_id: int, site_id: int) -> PairLine | None:
    """The pair, if it is of the site."""
    rows = fast().rows(f"{_PAIR}q.id = ? AND q.site_id = ?", (pair_id, site_id))
    return _lines(rows, with_languages=True)[0] if rows else None


def pairs_of(person_id: int) -> list[PairLine]:
    """The pairs that a person is or was in, the newest first."""
    rows = fast().rows(
        f"{_PAIR}(q.guide_id = ? OR q.newcomer_id = ?) ORDER BY q.begun_on DESC, q.id DESC LIMIT 100",
        (person_id, person_id),
    )
    return _lines(rows)


def pairs_count(site_id: int) -> dict[str, int]:
    """How many pairs of each kind are on at a site."""
    rows = fast().rows(
        "SELECT kind, COUNT(*) FROM pair WHERE site_id = ? AND ended_on IS NULL GROUP BY kind", (site_id,)
    )
    return {"skill": 0, "mentoring": 0, **dict(rows)}


def _lines(rows: Sequence[Any], *, with_languages: bool = False) -> list[PairLine]:
    people = people_by_id(one for row in rows for one in row[3:5])
    spoken = spoken_by({one for row in rows for one in row[3:5]}) if with_languages else {}
    return [
        PairLine(
            row[0],
            row[1],
            row[2],
            people[row[3]],
            people[row[4]],
            as_day(row[5]),
            as_day(row[6]) if row[6] else None,
            int(row[7]),
            row[8],
            as_day(row[9]) if row[9] else None,
            tuple(sorted(spoken.get(row[3], set()) & spoken.get(row[4], set()))),
        )
        for row in rows
    ]


def meetings_of(pair_id: int) -> list[MeetingLine]:
    """The typed meetings of a pair that stand, the newest first."""
    rows = fast().rows(
        "SELECT id, day, minutes FROM pair_meeting WHERE pair_id = ? AND struck_at IS NULL ORDER BY day DESC, id DESC",
        (pair_id,),
    )
    return [MeetingLine(row[0], as_day(row[1]), row[2]) for row in rows]


def days_of(pair_id: int) -> list[tuple[date, int]]:
    """The days of a pair with the minutes that count, the newest first."""
    rows = fast().rows("SELECT day, amount_ms FROM pair_day WHERE pair_id = ? ORDER BY day DESC", (pair_id,))
    return [(as_day(row[0]), row[1] // MINUTE_MS) for row in rows]
