"""Who sits where after what tablets brought of a run: a fold of their events by time, whatever order they came in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Act = Literal["joins", "goes", "comes"]


@dataclass(frozen=True)
class SeatEvent:
    """Somebody came without a place, is not here, or is here after all. `is_late`: after the tablet's lease ended."""

    order: tuple[datetime, str, int, str]
    act: Act
    person: int
    is_late: bool = False


@dataclass
class Seating:
    """The outcome: who sits, whose seat was given free, who waits for one in the order of coming."""

    seated: set[int]
    gone: set[int] = field(default_factory=set)
    queue: list[int] = field(default_factory=list)
    free: int = 0

    def _serve(self) -> None:
        while self.free > 0 and self.queue:
            self.seated.add(self.queue.pop(0))
            self.free -= 1

    def take(self, event: SeatEvent, late: list[int]) -> None:
        """Let one event have its effect."""
        who = event.person
        if event.act == "goes":
            if who in self.seated:
                self.seated.discard(who)
                self.gone.add(who)
                self.free += 1
            elif who in self.queue:
                self.queue.remove(who)
        elif who not in self.seated and who not in self.queue and (event.act == "joins" or who in self.gone):
            self.gone.discard(who)
            (late if event.is_late else self.queue).append(who)
        self._serve()


def fold_seats(
    events: Iterable[SeatEvent], *, seated: Collection[int], gone: Collection[int], free: int
) -> Seating:
    """Fold the events in the order (corrected time, device, sequence, id), from who sat when the tablet left.

    `free` are the seats that nobody had then. A seat that becomes free goes to whoever came first and found none.
    Those who joined after the lease had ended come last, on the list.
    """
    found, late = Seating(set(seated), set(gone), free=free), list[int]()
    for event in sorted(events, key=lambda one: one.order):
        found.take(event, late)
    found.queue += [who for who in dict.fromkeys(late) if who not in found.seated]
    return found
