"""What the database itself refuses, whoever writes: two bookings at once, states that overlap, a release by nobody."""

from __future__ import annotations

from sqlalchemy import Table

from core.triggers import refuse_unless
from hardware.words import LIVE_BOOKING, sql_list

_LIVE = sql_list(LIVE_BOOKING)
_LOCK = "PERFORM 1 FROM machine WHERE id = NEW.machine_id FOR UPDATE;"
"""Whoever writes something that must not clash with another's holds the machine; SQLite has one writer anyway."""


def guard_places(machine: Table) -> None:
    """A machine stands at a place of its own site."""
    here = "EXISTS (SELECT 1 FROM place p WHERE p.id = NEW.place_id AND p.site_id = NEW.site_id)"
    condition = f"NEW.place_id IS NULL OR {here}"
    words = "the place is at another site"
    refuse_unless(machine, "machine_place_here", "INSERT ON machine", condition, words)
    refuse_unless(
        machine, "machine_place_stays_here", "UPDATE OF place_id, site_id ON machine", condition, words
    )


_APART = (
    "NOT EXISTS (SELECT 1 FROM machine_state s WHERE s.machine_id = NEW.machine_id AND s.id <> NEW.id "
    "AND (NEW.ends_at IS NULL OR s.starts_at < NEW.ends_at) AND (s.ends_at IS NULL OR s.ends_at > NEW.starts_at))"
)
_AFTER_TROUBLE = (
    "EXISTS (SELECT 1 FROM machine_state s WHERE s.machine_id = NEW.machine_id AND s.state = 'out_of_order' "
    "AND NOT EXISTS (SELECT 1 FROM machine_state n WHERE n.machine_id = NEW.machine_id AND n.id > s.id "
    "AND n.state NOT IN ('out_of_order', 'retired')))"
)
"""It was out of order, and nobody has brought it back since, however long ago that ended and whatever came between."""
_BY_A_MAINTAINER = (
    "EXISTS (SELECT 1 FROM role r JOIN machine m ON m.id = NEW.machine_id WHERE r.person_id = NEW.by_id "
    "AND r.role IN ('maintainer', 'administrator') AND (r.site_id IS NULL OR r.site_id = m.site_id) "
    "AND (r.ends_on IS NULL OR r.ends_on >= date(NEW.starts_at)))"
)
_STRAIGHT_ON = "NEW.state = 'out_of_order' OR NEW.state = 'retired'"


def guard_states(state: Table) -> None:
    """States of a machine do not overlap, and what was out of order comes back by a maintainer's test run only."""
    refuse_unless(
        state,
        "machine_state_apart",
        "INSERT ON machine_state",
        _APART,
        "the states of a machine overlap",
        first=_LOCK,
    )
    refuse_unless(
        state,
        "machine_state_stays_apart",
        "UPDATE OF machine_id, starts_at, ends_at ON machine_state",
        _APART,
        "the states of a machine overlap",
        first=_LOCK,
    )
    refuse_unless(
        state,
        "machine_state_released",
        "INSERT ON machine_state",
        f"{_STRAIGHT_ON} OR NOT {_AFTER_TROUBLE} OR (NEW.has_test_run AND {_BY_A_MAINTAINER})",
        "a machine out of order comes back by a test run of a maintainer",
    )
    refuse_unless(
        state,
        "machine_state_kept",
        "UPDATE ON machine_state",
        "NEW.machine_id = OLD.machine_id AND NEW.state = OLD.state AND NEW.cause = OLD.cause "
        "AND NEW.starts_at = OLD.starts_at AND NEW.has_test_run = OLD.has_test_run AND OLD.ends_at IS NULL",
        "a state of a machine is only ever ended",
    )
    refuse_unless(
        state, "machine_state_stays", "DELETE ON machine_state", "1 = 0", "the states of a machine are kept"
    )


def guard_kiosk_machines(kiosk_machine: Table) -> None:
    """A kiosk stands beside machines of its own site."""
    refuse_unless(
        kiosk_machine,
        "kiosk_machine_here",
        "INSERT ON kiosk_machine",
        "EXISTS (SELECT 1 FROM device d JOIN machine m ON m.site_id = d.site_id WHERE d.id = NEW.kiosk_id "
        "AND d.kind = 'kiosk' AND m.id = NEW.machine_id)",
        "a kiosk stands beside machines of its own site",
    )


def _unchanged(*columns: str) -> str:
    """An SQL condition that an update leaves these columns alone, empty ones too."""
    same = (f"(NEW.{one} = OLD.{one} OR (NEW.{one} IS NULL AND OLD.{one} IS NULL))" for one in columns)
    return " AND ".join(same)


_ASKED = (
    "token",
    "session_id",
    "asked_for",
    "note",
    "person_id",
    "began_at",
    "ended_at",
    "busy_ms",
    "used_for",
    "piece_code",
    "asked_by_id",
    "asked_at",
)


def guard_corrections(correction: Table) -> None:
    """A correction is asked for first and decided later, once; what was asked stays as it was."""
    words = "a correction is asked for, then decided once"
    refuse_unless(
        correction, "correction_asked_first", "INSERT ON session_correction", "NEW.verdict IS NULL", words
    )
    refuse_unless(
        correction,
        "correction_decided_once",
        "UPDATE ON session_correction",
        f"{_unchanged(*_ASKED)} AND OLD.verdict IS NULL",
        words,
    )
    refuse_unless(correction, "correction_stays", "DELETE ON session_correction", "1 = 0", words)


def guard_matches(match: Table) -> None:
    """Who somebody was is said once and may be undone once; neither is written anew."""
    kept = _unchanged("token", "session_key", "machine_id", "person_id", "by_id", "at")
    refuse_unless(
        match,
        "session_match_undone_once",
        "UPDATE ON session_match",
        f"{kept} AND OLD.undone_at IS NULL AND NEW.undone_at IS NOT NULL",
        "who it was is only ever undone",
    )
    refuse_unless(
        match, "session_match_kept", "DELETE ON session_match", "1 = 0", "who it was is only ever undone"
    )


def guard_maintenance(done: Table) -> None:
    """What was done is of a plan for that machine or its type."""
    refuse_unless(
        done,
        "maintenance_of_the_machine",
        "INSERT ON maintenance_done",
        "EXISTS (SELECT 1 FROM maintenance_plan p JOIN machine m ON m.id = NEW.machine_id WHERE p.id = NEW.plan_id "
        "AND (p.machine_id = m.id OR p.type_id = m.type_id))",
        "this plan is for another machine",
    )


_FREE = (
    "NOT EXISTS (SELECT 1 FROM machine_booking b WHERE b.machine_id = NEW.machine_id AND b.id <> NEW.id "
    f"AND b.state IN ({_LIVE}) AND b.starts_at < NEW.ends_at AND b.ends_at > NEW.starts_at)"
)


def guard_bookings(booking: Table) -> None:
    """Two live bookings of a machine never overlap."""
    condition = f"NEW.state NOT IN ({_LIVE}) OR {_FREE}"
    words = "somebody has booked the machine for this time"
    refuse_unless(booking, "machine_booking_free", "INSERT ON machine_booking", condition, words, first=_LOCK)
    refuse_unless(
        booking,
        "machine_booking_stays_free",
        "UPDATE OF machine_id, starts_at, ends_at, state ON machine_booking",
        condition,
        words,
        first=_LOCK,
    )
