"""By which rule a learner counts as trained: a choice of the programme with a first day, and what stands on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

WAYS: Final = ("attended", "completed", "awarded")
"""What a learner must have done: been in a class, completed a run, been awarded a unit. Each asks more."""
USUAL: Final = "completed"
"""The rule where nobody has chosen another."""
TRAINED: Final = {
    "trained_digital": "digital_fabrication",
    "trained_painting": "painting_decorating_diy",
}
"""The indicators that have such a rule, and what the courses that they count are about."""


@dataclass(frozen=True)
class Choice:
    """A way that was chosen for an indicator from a day on; by whom (the person's number) and when."""

    indicator: str
    way: str
    starts_on: date
    decided_at: datetime
    decided_by: str


@dataclass(frozen=True)
class Stretch:
    """A way and the first day of its being in force; None: from the beginning."""

    way: str
    starts_on: date | None


def stretches(choices: Iterable[Choice]) -> tuple[Stretch, ...]:
    """What is in force when, by an indicator's choices in the order in which they were made.

    A choice holds from its first day on, over everything that was chosen earlier for those days.
    """
    found = [Stretch(USUAL, None)]
    for one in choices:
        found = [was for was in found if was.starts_on is None or was.starts_on < one.starts_on]
        if found[-1].way != one.way:
            found.append(Stretch(one.way, one.starts_on))
    return tuple(found)


def between(known: Sequence[Stretch], first: date, last: date) -> tuple[Stretch, ...]:
    """Those that are in force on any day from `first` to `last`."""
    begun = [one for one in known if one.starts_on is None or one.starts_on <= last]
    over = [index for index, one in enumerate(begun) if one.starts_on is None or one.starts_on <= first]
    return tuple(begun[over[-1] :])


def on_day(known: Sequence[Stretch], day: date) -> str:
    """The way in force on a day."""
    return between(known, day, day)[0].way
