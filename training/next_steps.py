"""When learners are asked what came next, what they may answer, and the link that asks them. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from core.bounds import whole
from core.errors import N_
from training.words import AFTER_MONTHS, NEXT_STEPS

ASKED_FOR: Final = timedelta(days=75)
"""How long one question stays open: the next one comes before it would close."""
STEP_WORDS: Final = {
    "job": N_("A job"),
    "apprenticeship": N_("An apprenticeship"),
    "placement": N_("A placement"),
    "volunteering": N_("Volunteering"),
    "further_course": N_("Another course"),
    "own_enterprise": N_("My own business"),
    "looking": N_("I am looking"),
    "other": N_("Something else"),
    "not_told": N_("I do not want to say"),
}
STEP_ICONS: Final = {
    "job": "hammer",
    "apprenticeship": "users",
    "placement": "clipboard-check",
    "volunteering": "heart-handshake",
    "further_course": "school",
    "own_enterprise": "building-warehouse",
    "looking": "search",
    "other": "dots",
    "not_told": "hand-stop",
}
WHEN_WORDS: Final = {
    0: N_("Now that the course is over"),
    3: N_("Three months after the course"),
    6: N_("Six months after the course"),
}
ANSWERS: Final = NEXT_STEPS


def due_on(ended_on: date, months: int) -> date:
    """The day on which the question after so many months is asked."""
    year, month = divmod(ended_on.month - 1 + months, 12)
    last = monthrange(ended_on.year + year, month + 1)[1]
    return date(ended_on.year + year, month + 1, min(ended_on.day, last))


def question_due(ended_on: date, told: set[int], today: date) -> int | None:
    """Which question is open on a day: the latest that is due, not told and not too old; else None."""
    for months in reversed(AFTER_MONTHS):
        day = due_on(ended_on, months)
        if day <= today:
            return months if months not in told and today < day + ASKED_FOR else None
    return None


def link_code(secret: str, booking_id: int, months: int) -> str:
    """The code of the link that asks one learner one question: it names nobody, and nobody guesses it."""
    return f"{booking_id}-{months}-{_seal(secret, booking_id, months)}"


def read_link(secret: str, code: str) -> tuple[int, int] | None:
    """Booking and months of a link; None for anything that is none of ours."""
    parts = code.split("-")
    booking_id = whole(parts[0], 11)
    if len(parts) != 3 or booking_id is None:
        return None
    if parts[1] not in {str(months) for months in AFTER_MONTHS}:
        return None
    months = int(parts[1])
    if not hmac.compare_digest(_seal(secret, booking_id, months).encode(), parts[2].lower().encode()):
        return None
    return booking_id, months


def _seal(secret: str, booking_id: int, months: int) -> str:
    told = hmac.new(secret.encode(), f"next step {booking_id} {months}".encode(), hashlib.sha256).digest()
    return base64.b32encode(told[:15]).decode().lower()
