"""What the disk would not take: kept in memory, and what tells least goes first when that is full too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hardware.vocabulary import EventKind, KioskEvent

Place = tuple[str, int]
REPEATS, MACHINE, PEOPLE = 0, 1, 2
"""What only repeats; what a machine or the kiosk did; what people did. They go in this order."""
OF_PEOPLE = frozenset(
    {
        EventKind.CARD_SHOWN,
        EventKind.SIGNED_ON,
        EventKind.SIGNED_OFF,
        EventKind.PIECE_SCANNED,
        EventKind.PURPOSE_CHOSEN,
        EventKind.MATERIAL_CHOSEN,
        EventKind.FAULT_REPORTED,
        EventKind.MAINTENANCE_DONE,
    }
)


class Held:
    """Events in memory, each once, handed out in the kiosk's own order."""

    def __init__(self) -> None:
        self._ranks: tuple[dict[Place, KioskEvent], ...] = ({}, {}, {})
        self._newest: dict[str, Place] = {}
        """The last repeat of each machine: up to there it was seen to go on, if nothing else comes."""

    def __len__(self) -> int:
        return sum(len(rank) for rank in self._ranks)

    def __iter__(self) -> Iterator[KioskEvent]:
        places = sorted(place for rank in self._ranks for place in rank)
        return iter([self._at(place) for place in places])

    def __contains__(self, place: Place) -> bool:
        return any(place in rank for rank in self._ranks)

    def _at(self, place: Place) -> KioskEvent:
        return next(rank[place] for rank in self._ranks if place in rank)

    def is_repeat(self, event: KioskEvent) -> bool:
        """Whether it was held as one that only repeats."""
        return (event.boot, event.seq) in self._ranks[REPEATS]

    def add(self, event: KioskEvent, *, is_repeat: bool) -> None:
        """Hold one more."""
        place = (event.boot, event.seq)
        rank = REPEATS if is_repeat else PEOPLE if event.kind in OF_PEOPLE else MACHINE
        self._ranks[rank][place] = event
        if event.kind is EventKind.MACHINE_STATE:
            self._newest[event.machine] = place

    def drop_one(self) -> int:
        """Let go of what tells least, the oldest of it; returns its rank."""
        for number, rank in enumerate(self._ranks):
            if rank:
                spare = (place for place in rank if number or place not in self._newest.values())
                del rank[next(spare, next(iter(rank)))]
                return number
        raise LookupError("nothing is held")

    def forget(self, places: Iterable[Place]) -> None:
        """Let go of these."""
        for place in places:
            for rank in self._ranks:
                rank.pop(place, None)

    def clear(self) -> None:
        """Let go of everything."""
        for rank in self._ranks:
            rank.clear()
