"""Marks in a register: when one may be given, what it is worth in minutes, and which of several counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.errors import N_, RuleBroken
from training.words import MARKS, MARKS_THERE

OPENS_BEFORE: Final = timedelta(minutes=30)
"""A card shown up to half an hour early is a mark; earlier ones are to be shown again."""
LATE_SHARE: Final = 75
"""Percent of the class that somebody who was late or left early gets when nobody says how long they were there."""

MARK_NAMES: Final[dict[str, str]] = {
    "present": N_("there"),
    "late": N_("late"),
    "left_early": N_("left early"),
    "told_us": N_("told us"),
    "absent": N_("not there"),
}


@dataclass(frozen=True)
class ClassTimes:
    """When a class begins and ends, and whether it was cancelled. UTC."""

    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool = False

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class TooEarly(RuleBroken):
    """A mark before the register opens: the same card may be shown again later."""


def check_moment(times: ClassTimes, at: datetime) -> None:
    """RuleBroken for a cancelled class, TooEarly before the register opens."""
    if times.is_cancelled:
        raise RuleBroken("mark", N_("This class was cancelled."), N_("Choose the class that took place."))
    if at < times.starts_at - OPENS_BEFORE:
        raise TooEarly(
            "mark",
            N_("The register is not open yet."),
            N_("Show the card again half an hour before the class begins."),
        )


def minutes_of(
    mark: str, times: ClassTimes, *, told: int | None = None, arrived_at: datetime | None = None
) -> int:
    """Guided minutes of a mark: what was told, else by the moment of arriving, else a share of the class.

    Raises RuleBroken for an unknown mark or for more minutes than the class has.
    """
    if mark not in MARKS:
        raise RuleBroken("mark", N_("This mark is not known."), N_("Press one of the pictures."))
    if mark not in MARKS_THERE:
        return 0
    if told is not None:
        if not 0 <= told <= times.minutes:
            raise RuleBroken(
                "minutes", N_("The class has %(most)s minutes."), N_("Write fewer."), most=times.minutes
            )
        return told
    if mark == "present":
        return times.minutes
    if mark == "late" and arrived_at is not None and times.starts_at < arrived_at < times.ends_at:
        return int((times.ends_at - arrived_at).total_seconds() // 60)
    return times.minutes * LATE_SHARE // 100


@dataclass(frozen=True)
class KeptMark:
    """A mark as far as it matters for which one counts."""

    id: str
    at: datetime
    device: str
    sequence: int


def newest(marks: Iterable[KeptMark]) -> KeptMark | None:
    """The mark that counts: the last by (corrected time, device, sequence, id), in whatever order they came in."""
    return max(marks, key=lambda mark: (mark.at, mark.device, mark.sequence, mark.id), default=None)
