"""The rule of shared time: what two people did together on a day, counted once. Pure, over plain values.

The rule, as it stands in the methods of the report:
1. Work at pieces: what one of two people records while the other works along is an event of both (and of both beside a
   third). The events of a day stand in order; each counts until the next one of the same two, at most an hour; the
   last of the day, or one with a longer gap after it, counts a quarter of an hour.
2. Sittings at machines: from when the second person came until the sitting's end.
3. Where these overlap they count once.
4. Meetings that were typed: their minutes. On a day that has both, the longer of the two counts, since a meeting that
   was typed may tell of that same work.
5. Two people who are paired for more than one thing: work counts for the pair that began first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from core.clock import local_day

LONGEST_GAP: Final = timedelta(hours=1)
LAST_ONE: Final = timedelta(minutes=15)
MINUTE_MS: Final = 60_000
DAY_MS: Final = 86_400_000
Two = frozenset[int]
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True)
class PairDays:
    """A pair as the rule reads it."""

    id: int
    two: Two
    begun_on: date
    ended_on: date | None

    def holds_on(self, day: date) -> bool:
        """True on the days of the pair, both included."""
        return self.begun_on <= day and (self.ended_on is None or day <= self.ended_on)


def stretches_of(moments: Iterable[datetime]) -> list[Stretch]:
    """The stretches of time that events of two people make."""
    ordered = sorted(set(moments))
    found: list[Stretch] = []
    for number, moment in enumerate(ordered):
        following = ordered[number + 1] if number + 1 < len(ordered) else None
        is_last = following is None or following - moment > LONGEST_GAP or _other_day(moment, following)
        found.append((moment, moment + LAST_ONE if is_last or following is None else following))
    return found


def _other_day(moment: datetime, following: datetime) -> bool:
    return local_day(moment) != local_day(following)


def together_by_day(stretches: Iterable[Stretch]) -> dict[date, int]:
    """Milliseconds by the day on which each stretch began; what overlaps counts once."""
    amounts: dict[date, int] = defaultdict(int)
    until: datetime | None = None
    for begins, ends in sorted(stretches):
        start = begins if until is None or begins > until else until
        if ends > start:
            amounts[local_day(begins)] += (ends - start) // timedelta(milliseconds=1)
            until = ends
    return {day: min(amount, DAY_MS) for day, amount in amounts.items() if amount > 0}


def reckon(
    pairs: Sequence[PairDays],
    worked: Mapping[Two, Mapping[date, int]],
    typed: Mapping[int, Mapping[date, int]],
) -> dict[tuple[int, date], int]:
    """(pair, day) → milliseconds that count. `worked` is by two people, `typed` minutes by pair."""
    by_two: dict[Two, list[PairDays]] = defaultdict(list)
    for pair in sorted(pairs, key=lambda one: (one.begun_on, one.id)):
        by_two[pair.two].append(pair)
    found: dict[tuple[int, date], int] = {}
    for two, theirs in by_two.items():
        days = set(worked.get(two, ())) | {day for pair in theirs for day in typed.get(pair.id, ())}
        for day in days:
            found |= _of_day(day, theirs, worked.get(two, {}).get(day, 0), typed)
    return found


def _of_day(
    day: date, pairs: Sequence[PairDays], worked_ms: int, typed: Mapping[int, Mapping[date, int]]
) -> dict[tuple[int, date], int]:
    """What each pair of the same two people has of one day."""
    live = [pair for pair in pairs if pair.holds_on(day)]
    told = {pair.id: typed.get(pair.id, {}).get(day, 0) * MINUTE_MS for pair in live}
    more = worked_ms - sum(told.values())
    if live and more > 0:
        told[live[0].id] += more
    return {(pair_id, day): min(amount, DAY_MS) for pair_id, amount in told.items() if amount}
