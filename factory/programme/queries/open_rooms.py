"""What could still change the figures in the rooms: registers, runs, kiosks, jobs and makeovers, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.db import fast
from core.errors import N_

SILENT_AFTER: Final = timedelta(days=2)
CLAIMED_WITHIN: Final = timedelta(hours=24)
"""How long a job without a person can be claimed."""


@dataclass(frozen=True)
class Room:
    """One kind of open end: its name, where it is put right, and how it is counted.

    `found` is SQL from FROM on, with `{sites}` for the sites; `since` is the instant of each; `age` goes off the
    present instant and is the one value of `found`.
    """

    slug: str
    icon: str
    name: str
    endpoint: str
    since: str
    found: str
    age: timedelta = timedelta()


ROOMS: Final = (
    Room(
        "silent_kiosks",
        "cpu",
        N_("Kiosks silent for two days"),
        "hardware.list_kiosks",
        "COALESCE(d.last_seen_at, d.paired_at)",
        "FROM device d WHERE d.site_id IN ({sites}) AND d.kind = 'kiosk' AND d.revoked_at IS NULL "
        "AND COALESCE(d.last_seen_at, d.paired_at) < ?",
        SILENT_AFTER,
    ),
    Room(
        "put_aside",
        "hand-stop",
        N_("Lines of kiosks that were put aside"),
        "hardware.list_rejected",
        "q.received_at",
        "FROM kiosk_rejected q JOIN device d ON d.id = q.kiosk_id WHERE d.site_id IN ({sites}) "
        "AND q.settled_at IS NULL AND q.received_at < ?",
    ),
    Room(
        "register_events",
        "hand-stop",
        N_("Presses in registers that wait"),
        "training.list_register_events",
        "e.received_at",
        "FROM register_event e WHERE e.site_id IN ({sites}) AND e.state = 'waiting' AND e.received_at < ?",
    ),
    Room(
        "unsigned_registers",
        "pencil",
        N_("Registers of past classes that nobody signed"),
        "training.list_registers",
        "k.ends_at",
        "FROM course_class k JOIN run r ON r.id = k.run_id WHERE r.site_id IN ({sites}) "
        "AND r.state NOT IN ('draft', 'cancelled') AND r.number NOT LIKE 'P-%' AND k.cancelled_at IS NULL "
        "AND k.signed_at IS NULL AND k.ends_at < ?",
    ),
    Room(
        "unfinished_runs",
        "school",
        N_("Runs that are over and have learners without an ending"),
        "training.list_runs",
        "q.ended",
        "FROM (SELECT r.id, (SELECT MAX(k.ends_at) FROM course_class k WHERE k.run_id = r.id "
        "AND k.cancelled_at IS NULL) AS ended FROM run r WHERE r.site_id IN ({sites}) "
        "AND r.state NOT IN ('draft', 'cancelled') AND EXISTS (SELECT 1 FROM booking b WHERE b.run_id = r.id "
        "AND b.state IN ('booked', 'attending'))) q WHERE q.ended < ?",
    ),
    Room(
        "unnamed_sittings",
        "question-mark",
        N_("Sessions at machines of somebody whom nobody named yet"),
        "hardware.list_unknown",
        "e.began_at",
        "FROM machine_session e WHERE e.site_id IN ({sites}) AND e.person_id IS NULL AND NOT e.is_void "
        "AND e.began_at < ?",
    ),
    Room(
        "makeovers",
        "home-heart",
        N_("Makeovers that are finished and not signed off"),
        "makeovers.list_makeovers",
        "c.state_at",
        "FROM makeover_case c JOIN makeover m ON m.id = c.makeover_id WHERE m.site_id IN ({sites}) "
        "AND c.state = 'finished' AND c.state_at < ?",
    ),
)


def count_of(room: Room, sites: tuple[int, ...], at: datetime) -> tuple[int, str | datetime | None]:
    """How many there are at the sites, and the instant of the oldest as the database keeps it."""
    found = room.found.format(sites=", ".join("?" * len(sites)))
    row = fast().row(f"SELECT COUNT(*), MIN({room.since}) {found}", (*sites, at - room.age))
    return (int(row[0]), row[1]) if row else (0, None)


def unclaimed_jobs(sites: tuple[int, ...], at: datetime) -> tuple[int, str | datetime | None]:
    """Jobs of machines that can still be claimed: those of the last day that nobody showed a card for."""
    row = fast().row(
        "SELECT COUNT(*), MIN(j.ended_at) FROM machine_job j "
        f"WHERE j.site_id IN ({', '.join('?' * len(sites))}) AND j.session_id IS NULL AND j.is_counted "
        "AND j.ended_at >= ? AND j.ended_at <= ?",
        (*sites, at - CLAIMED_WITHIN, at),
    )
    return (int(row[0]), row[1]) if row else (0, None)
