"""The trained counted again from scratch: marks, endings and the bodies' answers, each by the rule of its day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from core.clock import local_day
from core.db import as_day, as_instant, fast
from training.trained import TRAINED, USUAL
from training.words import MARKS_THERE

Key = tuple[str, int, str]
"""Indicator, site, month."""
ASKS: dict[str, frozenset[str]] = {
    "attended": frozenset({"there", "ending", "award", "award of the run completed"}),
    "completed": frozenset({"ending", "award of the run completed"}),
    "awarded": frozenset({"award", "award of the run completed"}),
}
"""What somebody may have done to be counted, by the way in force."""


class Deed(NamedTuple):
    """What a learner did in a run: on which day, and as what it may count. In their order the earliest comes first."""

    day: date
    booking: int
    what: str


def count_trained(
    found: Counter[Key],
    runs: dict[int, tuple[int, str]],
    bookings: dict[int, tuple[int, int]],
    states: dict[int, str],
    alias: dict[int, int],
    today: date,
) -> None:
    """Count each learner of `runs` once an indicator, on the first day on which they did what its rule then asked."""
    choices = fast().rows("SELECT indicator, way, starts_on FROM trained_rule ORDER BY id")
    deeds = _deeds(bookings, states, alias)
    for slug, category in TRAINED.items():
        begun = [(way, as_day(day)) for indicator, way, day in choices if indicator == slug]
        counted: set[int] = set()
        for run, person, one in sorted(deeds, key=lambda deed: deed[2]):
            if runs.get(run, (0, ""))[1] != category or one.day > today or person in counted:
                continue
            way = next((way for way, day in reversed(begun) if day <= one.day), "")
            if one.what in ASKS[way or USUAL] and (way or one.what == "ending"):
                counted.add(person)
                found[slug, runs[run][0], f"{one.day:%Y-%m}"] += 1


def _deeds(
    bookings: dict[int, tuple[int, int]], states: dict[int, str], alias: dict[int, int]
) -> list[tuple[int, int, Deed]]:
    """Everything that may make somebody count: run, learner, and what they did."""
    booked: dict[tuple[int, int], list[int]] = defaultdict(list)
    for booking, run, number in fast().rows("SELECT id, run_id, person_id FROM booking ORDER BY id"):
        booked[run, number].append(booking)
    found = [*_there(booked, alias)]
    ended: dict[tuple[int, int], list[date]] = defaultdict(list)
    for booking, on in fast().rows("SELECT booking_id, completed_on FROM completion"):
        if states.get(booking) == "completed":
            run, person = bookings[booking]
            ended[run, person].append(as_day(on))
            found.append((run, person, Deed(as_day(on), booking, "ending")))
    rows = fast().rows(
        "SELECT c.run_id, a.person_id, l.result_on, a.id FROM unit_award a JOIN rac_line l ON l.id = a.line_id "
        "JOIN rac c ON c.id = l.rac_id WHERE l.result = 'achieved'"
    )
    for run, number, on, award in rows:
        person, day = alias.get(number, number), as_day(on)
        had_completed = any(one <= day for one in ended.get((run, person), ()))
        what = "award of the run completed" if had_completed else "award"
        found.append((run, person, Deed(day, max(booked.get((run, number), [award])), what)))
    return found


def _there(
    booked: dict[tuple[int, int], list[int]], alias: dict[int, int]
) -> Iterator[tuple[int, int, Deed]]:
    """Classes that were held, and who was in them with a booking, by the marks that stand."""
    rows = fast().rows(
        "SELECT k.run_id, m.person_id, k.starts_at, m.mark FROM attendance_mark m "
        "JOIN course_class k ON k.id = m.class_id WHERE m.superseded_by IS NULL AND k.cancelled_at IS NULL"
    )
    for run, number, at, mark in rows:
        if mark in MARKS_THERE:
            for booking in booked.get((run, number), ()):
                yield run, alias.get(number, number), Deed(local_day(as_instant(at)), booking, "there")
