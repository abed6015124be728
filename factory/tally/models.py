"""What is counted of people, kept ready, and the marks by which the database itself says whose is to be counted anew.

A row says what one person comes to on a day (`into_id`: whom they are counted as), a month says what the rows add up
to. Whoever writes one of the facts of a person, in whatever way, leaves a mark in the same transaction: the triggers
below see to it. Until a mark is settled its person is counted from the facts, so that nobody ever reads a stale sum.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Day, Model, Text, Whole, at_least, within
from core.triggers import then_do, unchanged

MOST_OF_A_MONTH: Final = 1_000_000_000_000_000
"""Far above what a month comes to, hours in milliseconds too; below nothing only while rows are made anew."""


class TallyRow(Model):
    """What somebody comes to on a day at a site, by indicator and split; made anew from the facts, never edited."""

    __tablename__ = "tally_row"
    __table_args__ = (
        UniqueConstraint("indicator", "person_id", "site_id", "day", "split"),
        at_least("amount", 1),
        Index("ix_tally_row_into_id", "into_id"),
        Index("ix_tally_row_sums", "indicator", "day", "site_id", "split", "amount"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    indicator: Mapped[str] = mapped_column(Text)
    into_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[date] = mapped_column(Day)
    split: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(Whole)


class TallyMonth(Model):
    """What the rows of a month add up to, by site and split; a sum of nothing has no line."""

    __tablename__ = "tally_month"
    __table_args__ = (
        PrimaryKeyConstraint("indicator", "month", "site_id", "split"),
        within("amount", -MOST_OF_A_MONTH, MOST_OF_A_MONTH),
    )

    indicator: Mapped[str] = mapped_column(Text)
    month: Mapped[str] = mapped_column(Text)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    split: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(Whole)


class TallyMark(Model):
    """Somebody's facts changed: they are to be counted anew. One mark a change, as each says only what it saw."""

    __tablename__ = "tally_mark"

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    person_id: Mapped[int] = mapped_column(Whole)


_MARK: Final = "INSERT INTO tally_mark (person_id)"
_NEW: Final = f"{_MARK} VALUES (NEW.person_id)"
_OLD: Final = f"{_MARK} VALUES (OLD.person_id)"
_BOTH: Final = (
    f"{_MARK} SELECT w.id FROM (SELECT OLD.person_id AS id UNION SELECT NEW.person_id) w "
    "WHERE w.id IS NOT NULL"
)
_ALWAYS: Final = "1 = 1"


def _then(name: str, when: str, condition: str, statement: str) -> None:
    """A trigger on the table that `when` ends with; its room need not be loaded."""
    then_do(Model.metadata, when.rpartition(" ")[2], name, when, condition, statement)


def _follow(name: str, *columns: str) -> None:
    """Mark the person of a row that comes, goes, or changes in these columns."""
    changed = f"NOT {unchanged('person_id', *columns)}"
    _then(f"tally_{name}_new", f"INSERT ON {name}", "NEW.person_id IS NOT NULL", _NEW)
    _then(f"tally_{name}_changed", f"UPDATE ON {name}", changed, _BOTH)
    _then(f"tally_{name}_gone", f"DELETE ON {name}", "OLD.person_id IS NOT NULL", _OLD)


def _follow_classes() -> None:
    """Mark everybody with a mark in a class that is moved, or in the classes of a run that changes its site."""
    _then(
        "tally_course_class_changed",
        "UPDATE ON course_class",
        f"NOT {unchanged('run_id', 'starts_at', 'ends_at')}",
        f"{_MARK} SELECT DISTINCT m.person_id FROM attendance_mark m WHERE m.class_id = NEW.id",
    )
    _then(
        "tally_run_changed",
        "UPDATE ON run",
        f"NOT {unchanged('site_id')}",
        f"{_MARK} SELECT DISTINCT m.person_id FROM attendance_mark m JOIN course_class k ON k.id = m.class_id "
        "WHERE k.run_id = NEW.id",
    )


def event_counts(event: str) -> str:
    """An SQL condition: a piece event is work that somebody did, at a site and on a piece that are not for practice.

    Taking an event back is no work, nor is one that was refused or taken back; doing again what was done already is.
    """
    return (
        f"{event}.kind <> 'undone' "
        f"AND EXISTS (SELECT 1 FROM site s WHERE s.id = {event}.site_id AND NOT s.is_practice) "
        f"AND EXISTS (SELECT 1 FROM piece q WHERE q.id = {event}.piece_id AND NOT q.is_practice) "
        f"AND NOT EXISTS (SELECT 1 FROM event_verdict u WHERE u.event_id = {event}.id AND u.verdict <> 'already')"
    )


def _none_counts_before(event: str) -> str:
    """An SQL condition: nothing that counts is known of its person from before an event."""
    return (
        f"NOT EXISTS (SELECT 1 FROM piece_event e WHERE e.by_id = {event}.by_id AND e.at <= {event}.at "
        f"AND (e.at < {event}.at OR e.id < {event}.id) AND {event_counts('e')})"
    )


def _follow_pieces() -> None:
    """Mark whoever works on a piece earlier than anything that counts of them, and whose work is not kept any more."""
    _then(
        "tally_piece_event_new",
        "INSERT ON piece_event",
        f"NEW.by_id IS NOT NULL AND {_none_counts_before('NEW')}",
        f"{_MARK} VALUES (NEW.by_id)",
    )
    both = "SELECT OLD.by_id AS id UNION SELECT NEW.by_id"
    _then(
        "tally_piece_event_changed",
        "UPDATE ON piece_event",
        f"NOT {unchanged('by_id', 'site_id', 'at', 'piece_id', 'kind')}",
        f"{_MARK} SELECT w.id FROM ({both}) w WHERE w.id IS NOT NULL",
    )
    _then(
        "tally_piece_event_gone",
        "DELETE ON piece_event",
        "OLD.by_id IS NOT NULL",
        f"{_MARK} VALUES (OLD.by_id)",
    )
    _then(
        "tally_piece_changed",
        "UPDATE OF is_practice ON piece",
        f"NOT {unchanged('is_practice')}",
        f"{_MARK} SELECT DISTINCT e.by_id FROM piece_event e WHERE e.piece_id = NEW.id AND e.by_id IS NOT NULL",
    )


def _follow_verdicts() -> None:
    """Mark whose scan is refused or taken back, or no longer, unless something that counts was before it."""
    of_whom = (
        f"{_MARK} SELECT o.by_id FROM piece_event o WHERE o.id = {{0}}.event_id AND o.by_id IS NOT NULL "
        f"AND {_none_counts_before('o')}"
    )
    new, old = of_whom.format("NEW"), of_whom.format("OLD")
    _then("tally_event_verdict_new", "INSERT ON event_verdict", "NEW.verdict <> 'already'", new)
    _then("tally_event_verdict_gone", "DELETE ON event_verdict", "OLD.verdict <> 'already'", old)
    _then(
        "tally_event_verdict_changed",
        "UPDATE OF event_id, verdict ON event_verdict",
        f"NOT {unchanged('event_id', 'verdict')}",
        f"{new}; {old}",
    )


def _follow_corrections() -> None:
    """Mark everybody whom a sitting is or was said to be of, when what is accepted of it changes, or the sitting."""
    of_session = (
        f"{_MARK} SELECT w.person_id FROM (SELECT c.person_id FROM session_correction c "
        "WHERE c.session_id = {0}.session_id UNION SELECT s.person_id FROM machine_session s "
        "WHERE s.id = {0}.session_id UNION SELECT {0}.person_id) w WHERE w.person_id IS NOT NULL"
    )
    new, old = of_session.format("NEW"), of_session.format("OLD")
    name = "tally_session_correction"
    _then(f"{name}_new", "INSERT ON session_correction", "NEW.verdict = 'accepted'", new)
    _then(f"{name}_gone", "DELETE ON session_correction", "OLD.verdict = 'accepted'", old)
    changed = f"NOT {unchanged('session_id', 'person_id', 'began_at', 'verdict')}"
    _then(f"{name}_changed", "UPDATE ON session_correction", changed, f"{new}; {old}")
    _then(
        "tally_machine_session_corrected",
        "UPDATE ON machine_session",
        f"NOT {unchanged('person_id', 'site_id', 'began_at', 'is_void')}",
        f"{_MARK} SELECT DISTINCT c.person_id FROM session_correction c WHERE c.session_id = NEW.id "
        "AND c.person_id IS NOT NULL",
    )


def _follow_makeovers() -> None:
    """Mark whoever is on a work day that moves, or at a makeover that changes its site."""
    _then(
        "tally_makeover_day_changed",
        "UPDATE ON makeover_day",
        f"NOT {unchanged('makeover_id', 'works_on')}",
        f"{_MARK} SELECT DISTINCT x.person_id FROM makeover_day_person x WHERE x.day_id = NEW.id",
    )
    _then(
        "tally_makeover_changed",
        "UPDATE ON makeover",
        f"NOT {unchanged('site_id')}",
        f"{_MARK} SELECT DISTINCT x.person_id FROM makeover_day_person x JOIN makeover_day d ON d.id = x.day_id "
        "WHERE d.makeover_id = NEW.id",
    )


def _follow_merges() -> None:
    """Mark the two of a merge, and again when it is undone: whom each is counted as has changed."""
    for name, when in (("new", "INSERT"), ("changed", "UPDATE")):
        _then(
            f"tally_person_merge_{name}",
            f"{when} ON person_merge",
            _ALWAYS,
            f"{_MARK} VALUES (NEW.person_id), (NEW.into_id)",
        )


def _follow_terms() -> None:
    """Mark whoever holds a role at another site or between other days: time at a makeover asks for it on that day."""
    _then(
        "tally_role_terms_changed",
        "UPDATE ON role",
        f"NOT {unchanged('site_id', 'starts_on', 'ends_on')}",
        _NEW,
    )


def _follow_sites() -> None:
    """Mark everybody where a site begins or ends to be one of practice."""
    _then(
        "tally_site_changed",
        "UPDATE ON site",
        f"NOT {unchanged('is_practice')}",
        f"{_MARK} SELECT p.id FROM person p",
    )


_follow("visit", "site_id", "day", "role", "came_at", "left_at", "length_ms", "work", "is_void")
_follow("help_time", "site_id", "kind", "done_on", "minutes")
_follow("attendance_mark", "class_id", "minutes", "superseded_by", "taken_back_by")
_follow("machine_session", "site_id", "began_at", "is_void")
_follow("role", "role")
_follow("makeover_day_person", "day_id", "part", "arrived_at", "left_at")
_follow_terms()
_follow_classes()
_follow_pieces()
_follow_verdicts()
_follow_corrections()
_follow_makeovers()
_follow_merges()
_follow_sites()
