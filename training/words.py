"""The words of the room that code, columns and screens share: states, kinds and levels."""

from __future__ import annotations

from typing import Final

from core.errors import N_

CATEGORIES: Final = (
    "digital_fabrication",
    "painting_decorating_diy",
    "carpentry",
    "upholstery",
    "repair",
    "enterprise",
    "language",
    "other",
)
"""What a course is about; the first two are counted for funders."""
CATEGORY_NAMES: Final = {
    "digital_fabrication": N_("Digital fabrication"),
    "painting_decorating_diy": N_("Painting, decorating and DIY"),
    "carpentry": N_("Carpentry"),
    "upholstery": N_("Upholstery and sewing"),
    "repair": N_("Repair"),
    "enterprise": N_("Own enterprise"),
    "language": N_("Language"),
    "other": N_("Other courses"),
}
"""As people read them, in the room and in the reports."""
SIZES: Final = ("award", "certificate", "diploma", "other")
UNIT_LEVELS: Final = ("E1", "E2", "E3", "L1", "L2", "L3", "L4")
"""Entry 1 to Level 4 (Ofqual's levels)."""
ESOL_LEVELS: Final = ("none", "pre_entry", "entry_1", "entry_2", "entry_3", "level_1", "level_2")
"""English for speakers of other languages: advice for planning help, never a bar."""
PREREQUISITES: Final = ("permit", "course", "unit")

RUN_STATES: Final = (
    "draft",
    "open",
    "closed",
    "running",
    "finished",
    "verified",
    "claimed",
    "result_received",
    "handed_over",
    "archived",
    "cancelled",
)

BOOKING_STATES: Final = (
    "requested",
    "waitlisted",
    "offered",
    "booked",
    "attending",
    "completed",
    "not_completed",
    "declined",
    "offer_expired",
    "cancelled_by_learner",
    "cancelled_by_centre",
    "no_show",
    "withdrawn",
)
LIVE_BOOKING: Final = ("requested", "waitlisted", "offered", "booked", "attending")
"""A learner has at most one of these in a run."""
SEATED: Final = ("offered", "booked", "attending")
"""These hold a seat: a live offer as much as a booking."""
BOOKING_SOURCES: Final = ("web", "desk", "card", "phone", "import", "walk_in", "off_grid", "promotion")
HOLD_KINDS: Final = ("tablet", "partner")
"""Seats kept back: leased to a tablet off the grid, or for a partner until a day."""
OFFER_OUTCOMES: Final = ("accepted", "declined", "expired", "withdrawn")

MARKS: Final = ("present", "late", "left_early", "told_us", "absent")
MARKS_THERE: Final = ("present", "late", "left_early")
"""Marks of somebody who was in the class."""
MARK_METHODS: Final = ("tap", "card", "paper", "import", "walk_in", "correction")

CHANGE_REASONS: Final = ("told", "mistake", "letter", "not_needed", "asked")
"""Why what is kept of a learner changes: they told us, a mistake, a letter seen, no longer needed, asked to erase."""
REGISTER_EVENTS: Final = ("mark", "unmark", "gone", "join", "sign", "decide", "induct", "unread")
"""What a tablet's register may say: a mark or its taking back, "not here", who came without a place, signatures."""
REGISTER_EVENT_STATES: Final = ("done", "waiting", "to_sign", "unproven", "settled")
"""Taken into account; not possible yet and tried again; waits for the PIN; by nobody we know; settled by hand."""

TRAINER_PARTS: Final = ("trainer", "assistant", "helper")

NEXT_STEPS: Final = (
    "job",
    "apprenticeship",
    "placement",
    "volunteering",
    "further_course",
    "own_enterprise",
    "looking",
    "other",
    "not_told",
)
AFTER_MONTHS: Final = (0, 3, 6)
"""When a learner is asked what came next, and what they may answer."""
GOOD_STEPS: Final = (
    "job",
    "apprenticeship",
    "placement",
    "volunteering",
    "further_course",
    "own_enterprise",
)
"""What a learner may go on to; the other answers are no step."""
WORK_OR_STUDY: Final = tuple(step for step in GOOD_STEPS if step != "volunteering")
"""The steps that are work or study."""

HELP_KINDS: Final = ("helping", "mentoring")
"""What former learners do: help in classes, or mentor somebody, a thing of its own."""

CERTIFICATE_KINDS: Final = ("attendance", "completion", "units")
CERTIFICATE_STATES: Final = ("valid", "replaced", "revoked")
INDUCTION_STATES: Final = ("begun", "passed", "stopped")


def sql_list(words: tuple[str, ...]) -> str:
    """The words as the inside of an SQL IN (…)."""
    return ", ".join(f"'{word}'" for word in words)
