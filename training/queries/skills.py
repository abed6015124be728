"""What a learner holds: certificates, units, live permits, courses attended; and the records made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.clock import local_day
from core.db import as_day, as_instant, as_json, fast
from training.words import MARKS_THERE, sql_list

_THERE = sql_list(MARKS_THERE)


@dataclass(frozen=True)
class RecordLine:
    """A skills record that was made: its frozen text, its signature, when it ended."""

    code: str
    snapshot: dict[str, Any]
    sha256: str
    signature: str
    made_at: datetime
    ended_at: datetime | None
    person_id: int
    token: str


@dataclass(frozen=True)
class HeldPermit:
    """A permit that is live: its kind, its days, and the last day on which it was used where that is known."""

    id: int
    kind: str
    starts_on: date
    ends_on: date
    source: str
    used_on: date | None
    lapses_on: date | None
    person_id: int

    @property
    def ends_first_on(self) -> date:
        """The day on which it ends by its date or for want of use, whichever comes first."""
        return min(self.ends_on, self.lapses_on) if self.lapses_on else self.ends_on


@dataclass(frozen=True)
class AttendedRun:
    """A course somebody took part in: its title, days and minutes there."""

    title: str
    first: date
    last: date
    minutes: int
    is_completed: bool


_RECORD = (
    "SELECT code, snapshot, sha256, signature, made_at, ended_at, person_id, token FROM skills_record WHERE "
)


def _record(row: Sequence[Any]) -> RecordLine:
    ended_at = as_instant(row[5]) if row[5] else None
    return RecordLine(row[0], as_json(row[1]), row[2], row[3], as_instant(row[4]), ended_at, row[6], row[7])


def record_by_key(code_key: str) -> RecordLine | None:
    """The record whose code has that key."""
    row = fast().row(f"{_RECORD}code_key = ?", (code_key,))
    return _record(row) if row else None


def records_of(person_id: int) -> list[RecordLine]:
    """The records that a person made and has not ended, the newest first."""
    rows = fast().rows(f"{_RECORD}person_id = ? AND ended_at IS NULL ORDER BY id DESC LIMIT 20", (person_id,))
    return [_record(row) for row in rows]


_PERMIT = (
    "SELECT t.id, t.kind, t.starts_on, t.ends_on, t.source, u.last_on, "
    "(SELECT i.unused_days FROM induction i WHERE i.permit_kind = t.kind AND i.is_active ORDER BY i.id LIMIT 1), "
    "t.person_id FROM permit t LEFT JOIN permit_use u ON u.permit_id = t.id "
    "WHERE t.ended_at IS NULL AND t.confirmed_at IS NOT NULL AND t.starts_on <= ? AND t.ends_on >= ?"
)


def held_permit(row: Sequence[Any]) -> HeldPermit:
    """A row of the query above with the day on which it would lapse unused."""
    starts_on, used_on = as_day(row[2]), as_day(row[5]) if row[5] else None
    lapses_on = None
    if row[6] and str(row[1]).startswith("machine:"):
        lapses_on = date.fromordinal(max(starts_on, used_on or starts_on).toordinal() + int(row[6]))
    return HeldPermit(row[0], row[1], starts_on, as_day(row[3]), row[4], used_on, lapses_on, row[7])


def live_permits_of(person_id: int, day: date) -> list[HeldPermit]:
    """The permits of a person that are live on a day."""
    rows = fast().rows(
        f"{_PERMIT} AND t.person_id = ? ORDER BY t.kind, t.ends_on DESC", (day, day, person_id)
    )
    return [held_permit(row) for row in rows]


def live_machine_permits(day: date) -> list[HeldPermit]:
    """Every live permit for a machine, everywhere: what the clockwork looks through."""
    rows = fast().rows(f"{_PERMIT} AND t.kind LIKE 'machine:%' ORDER BY t.id", (day, day))
    return [held_permit(row) for row in rows]


def attended_by(person_id: int, language: str = "en") -> list[AttendedRun]:
    """The runs in which a person was in at least one class, the newest first, in a language."""
    rows = fast().rows(
        "SELECT COALESCE(w.title, v.title), MIN(c.starts_at), MAX(c.starts_at), SUM(m.minutes), "
        "EXISTS (SELECT 1 FROM booking b "
        "WHERE b.run_id = r.id AND b.person_id = m.person_id AND b.state = 'completed') "
        "FROM attendance_mark m JOIN course_class c ON c.id = m.class_id JOIN run r ON r.id = c.run_id "
        "JOIN course_version v ON v.id = r.version_id "
        "LEFT JOIN course_words w ON w.version_id = v.id AND w.language = ? "
        "WHERE m.person_id = ? AND m.superseded_by IS NULL "
        f"AND m.mark IN ({_THERE}) GROUP BY r.id, v.title, w.title, m.person_id ORDER BY 2 DESC LIMIT 60",
        (language, person_id),
    )
    return [
        AttendedRun(
            title, local_day(as_instant(first)), local_day(as_instant(last)), int(minutes or 0), bool(done)
        )
        for title, first, last, minutes, done in rows
    ]


def name_parts(person_id: int) -> tuple[str, str, str]:
    """Certificate name, full name and the name as called."""
    row = fast().row(
        "SELECT COALESCE(l.certificate_name, ''), COALESCE(n.full_name, ''), COALESCE(n.called, p.number) "
        "FROM person p LEFT JOIN person_name n ON n.person_id = p.id "
        "LEFT JOIN learner_record l ON l.person_id = p.id WHERE p.id = ?",
        (person_id,),
    )
    return (row[0], row[1], row[2]) if row else ("", "", "")
