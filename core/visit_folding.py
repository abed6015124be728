"""How a person's visits of a day follow from what the doors saw and what people said: a rule without a database.

The same facts give the same visits in whatever order they arrive. What a person said by hand holds against a door.
Somebody who comes while they are in has only been seen again; somebody who comes at another site has left the one
before. Who went without having come is noted with no time at all, until somebody says more. Who never went is taken to
have left when they were last known to do something there; where nothing is known, when the site closes, but at most
three hours after they came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

LONGEST_GUESS: Final = timedelta(hours=3)
_ORDER = {"came": 0, "went": 1, "worked": 2}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a door saw of the person."""

    id: str
    at: datetime
    kind: str
    site_id: int
    how: str = "card"
    work: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """The latest that a person said by hand of a visit; `left_at` None: they are still there."""

    visit_id: int
    site_id: int
    came_at: datetime
    left_at: datetime | None
    covers_from_at: datetime
    covers_to_at: datetime
    how: str = "typed"
    work: str = ""
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A visit as it follows: `visit_id` where somebody spoke of that very visit."""

    site_id: int
    came_at: datetime
    came_how: str
    left_at: datetime | None = None
    left_how: str | None = None
    work: str = ""
    visit_id: int | None = None


Guess = Callable[[int, datetime, datetime, datetime], datetime]
"""(site, came, last seen, at the latest) → when they may have left."""


def guess_leaving(came_at: datetime, last_known: datetime, closes_at: datetime, latest: datetime) -> datetime:
    """When somebody who never went is taken to have left; never before they came, nor after `latest`."""
    left = last_known if last_known > came_at else min(max(closes_at, came_at), came_at + LONGEST_GUESS)
    return max(came_at, min(left, latest))


def fold_day(
    seen: Iterable[Seen], said: Iterable[Said], *, guess: Guess, ends_at: datetime, is_over: bool
) -> list[Span]:
    """The person's visits of one day, in order. `ends_at` is the end of the day; `is_over`: nobody is in any more."""
    spoken = list(said)
    stream = [
        one for one in seen if not any(each.covers_from_at <= one.at <= each.covers_to_at for each in spoken)
    ]
    fold = _Fold(guess, [])
    facts: list[tuple[datetime, int, str, Seen | Said]] = [
        (one.at, 1 + _ORDER[one.kind], one.id, one) for one in stream
    ]
    facts += [(each.came_at, 0, str(each.visit_id), each) for each in spoken if not each.is_dropped]
    for _at, _rank, _id, fact in sorted(facts, key=lambda item: item[:3]):
        if isinstance(fact, Said):
            fold.take_said(fact)
        else:
            fold.take_seen(fact)
    if is_over:
        fold.close(ends_at)
    return fold.spans


@dataclass
class _Fold:
    guess: Guess
    spans: list[Span]
    last_seen: datetime | None = None

    @property
    def open(self) -> Span | None:
        return self.spans[-1] if self.spans and self.spans[-1].left_at is None else None

    def close(self, latest: datetime) -> None:
        """Whoever is still in has left without a word, at `latest` at the latest."""
        if self.open is not None:
            here = self.open
            left = self.guess(here.site_id, here.came_at, self.last_seen or here.came_at, latest)
            self.spans[-1] = replace(here, left_at=max(here.came_at, min(left, latest)), left_how="estimated")

    def take_said(self, said: Said) -> None:
        """A person's word: it stands as it was said."""
        self.close(said.came_at)
        self.last_seen = said.came_at
        left_how = None if said.left_at is None else said.how
        self.spans.append(
            Span(said.site_id, said.came_at, said.how, said.left_at, left_how, said.work, said.visit_id)
        )

    def take_seen(self, seen: Seen) -> None:
        """A door's word."""
        if seen.kind == "worked":
            self._note_work(seen)
            return
        is_here = self.open is not None and self.open.site_id == seen.site_id
        if seen.kind == "went" and is_here:
            self.spans[-1] = replace(
                self.spans[-1], left_at=seen.at, left_how=seen.how, work=seen.work or self.spans[-1].work
            )
        elif not is_here and not (seen.kind == "went" and self._is_spoken(seen.site_id)):
            self.close(seen.at)
            self.spans.append(self._begun(seen))
        self.last_seen = seen.at

    def _begun(self, seen: Seen) -> Span:
        if seen.kind == "came":
            return Span(seen.site_id, seen.at, seen.how)
        return Span(seen.site_id, seen.at, "estimated", seen.at, seen.how, seen.work)

    def _note_work(self, seen: Seen) -> None:
        """What they had done, of the visit that they are in or have just left at that site."""
        if not seen.work or not self.spans or self.spans[-1].site_id != seen.site_id:
            return
        if self.spans[-1].visit_id is None or not self.spans[-1].work:
            self.spans[-1] = replace(self.spans[-1], work=seen.work)

    def _is_spoken(self, site_id: int) -> bool:
        """True if somebody said by hand when the person left there: a door says nothing against it."""
        return bool(self.spans) and self.spans[-1].visit_id is not None and self.spans[-1].site_id == site_id
