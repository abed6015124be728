"""The words of the room that columns, code and screens share: states, causes, kinds and measures."""

from __future__ import annotations

from typing import Final

from hardware.vocabulary import EndCause, EventKind, Outcome, Purpose

TAG_STATES: Final = ("live", "ended")
TAG_WAYS: Final = ("shown", "typed")
"""How a tag was taken in: shown at its kiosk, or its number typed at the desk."""
MACHINE_STATES: Final = ("in_service", "needs_check", "out_of_order", "retired")
STATE_CAUSES: Final = (
    "set_up",
    "fault",
    "not_safe",
    "maintenance",
    "cleaning",
    "check",
    "test_run",
    "moved",
    "retired",
    "other",
)
"""Why a machine came into a state."""
MATERIAL_RULES: Final = ("allowed", "test_first", "forbidden")
"""What a machine may be fed: a laser never PVC, and a painted or laminated donated board only after a test."""

EVENT_KINDS: Final = tuple(str(kind) for kind in EventKind)
REJECTED_FOR: Final = ("unreadable", "too_big", "other_kiosk", "other_machine", "changed")
"""Why an event is put aside: unreadable, too big, of another kiosk or machine, or its number stood for another."""

PURPOSES: Final = (*(str(purpose) for purpose in Purpose), "unknown")
SESSION_SOURCES: Final = ("kiosk", "claim", "desk")
"""Who says that somebody was at the machine: the kiosk, a claim afterwards, or the desk."""
END_CAUSES: Final = tuple(str(cause) for cause in EndCause)
JOB_OUTCOMES: Final = tuple(str(outcome) for outcome in Outcome)
HELPER_PARTS: Final = ("helper", "supervisor")
CORRECTION_REASONS: Final = ("forgot_sign_out", "not_me", "other_person", "other_piece", "ran_alone", "other")
CORRECTION_VERDICTS: Final = ("accepted", "refused")

FAULT_SIGNS: Final = (
    "smoke",
    "smell",
    "noise",
    "stuck",
    "does_not_start",
    "cuts_badly",
    "broken_part",
    "cable",
    "guard",
    "other",
)
"""What somebody saw, by picture: no typing, and nobody to blame."""
FAULT_CAUSES: Final = ("wear", "dirt", "material", "setting", "power", "software", "nothing_found", "unknown")
"""What the maintainer found it to be: never a person."""
MEASURES: Final = ("hours", "jobs", "days")
"""What maintenance is due by."""
BOOKING_STATES: Final = ("booked", "used", "no_show", "cancelled")
LIVE_BOOKING: Final = ("booked", "used")
"""A booking in one of these keeps its time."""
FEED_KINDS: Final = ("own", "machine", "site")
"""Whose bookings a calendar feed tells: a person's own, a machine's, a site's."""
CHECK_TIMES: Final = ("day", "sitting")
"""When a machine's checklist is due: before the first use of a day, or at each sitting."""
PIECE_STEPS: Final = ("repair", "strip", "make", "finish", "upholster")
"""The steps of a piece's work that a kind of machine may be for: inventory's own words."""
PPE: Final = (
    "goggles",
    "ear_defenders",
    "mask",
    "no_gloves",
    "hair_tied",
    "shoes",
    "extraction",
    "gloves",
    "apron",
)
"""What is worn at a machine or seen to, each with a picture."""
METHOD: Final = ("clamp", "close_lid", "stay_beside", "set_zero", "fire_blanket", "extraction")
"""What is done at it, each with a picture."""


def sql_list(words: tuple[str, ...]) -> str:
    """The words as the inside of an SQL IN (…)."""
    return ", ".join(f"'{word}'" for word in words)
