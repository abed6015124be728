"""A machine's events counted stretch by stretch: each ends where nothing goes on, so that memory stays small."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hardware.counting import Basis, Counted, MachineOfKiosk, count
from hardware.queries.events import events_from
from hardware.sitting_parts import place_text
from hardware.vocabulary import KioskEvent

MOST_EVENTS = 50_000
"""Read at once; a stretch without a pause that is longer is read whole."""


@dataclass(frozen=True)
class Stretch:
    """Part of a machine's events that was counted: where it begins, what came of it, and where the next begins."""

    first: str
    counted: Counted
    next: str


def stretches(pair: MachineOfKiosk, basis: Basis, place: str) -> Iterator[Stretch]:
    """What the events from a place on come to, a stretch after the other."""
    while True:
        stretch = _next_stretch(pair, basis, place)
        yield stretch
        if not stretch.next:
            return
        place = stretch.next


def _next_stretch(pair: MachineOfKiosk, basis: Basis, place: str) -> Stretch:
    """Count from a place up to the next at which nothing goes on, or to the end."""
    most = MOST_EVENTS
    while True:
        events = events_from(pair, place, most)
        is_last = sum(1 for one in events if one.machine) < most
        if is_last:
            return Stretch(place, count(events, basis), "")
        counted = count(events, replace(basis, until=0))
        cut = _cut(counted, events)
        if cut > place:
            return Stretch(place, _before(counted, cut), cut)
        most *= 2


def _cut(counted: Counted, events: list[KioskEvent]) -> str:
    """The first place of whatever may still go on after these events; else the last event's own."""
    last = place_text(events[-1].boot, events[-1].seq)
    running = [one.first_place for one in counted.jobs if not one.last_place or one.last_place >= last]
    cut = min([last, *running])
    while True:
        spans = [
            one.first_place
            for one in counted.sittings
            if one.first_place < cut and _lasts(one.last_place, cut)
        ]
        earlier = min([cut, *spans])
        jobs = [
            one.first_place
            for one in counted.jobs
            if one.first_place < earlier and _lasts(one.last_place, earlier)
        ]
        earlier = min([earlier, *jobs])
        if earlier == cut:
            return cut
        cut = earlier


def _lasts(last_place: str, cut: str) -> bool:
    return not last_place or last_place >= cut


def _before(counted: Counted, cut: str) -> Counted:
    return Counted(
        [one for one in counted.jobs if one.first_place < cut],
        [one for one in counted.sittings if one.first_place < cut],
    )
