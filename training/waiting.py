"""When a place may be offered, until when an offer holds, and who on a waiting list comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from core.clock import SITE_ZONE, zone

QUIET_FROM: Final = time(21)
QUIET_TO: Final = time(8)
"""No offer goes out and none ends between these hours of the site's day."""
SHORTEST_HOLD: Final = timedelta(hours=1)


@dataclass(frozen=True)
class RunTimes:
    """What decides about offers of a run. Instants are UTC; None where there is no such limit."""

    state: str
    offer_hours: int
    cutoff_at: datetime | None
    first_starts_at: datetime | None


@dataclass(frozen=True)
class Waiting:
    """One place in a waiting list. `jumped_at` is set where two people agreed to put somebody first."""

    booking_id: int
    person_id: int
    joined_at: datetime
    jumped_at: datetime | None = None


@dataclass(frozen=True)
class Chosen:
    """Who is next, and why not those before: booking id → the word for it."""

    waiting: Waiting | None
    passed_over: tuple[tuple[int, str], ...] = ()

    @property
    def why(self) -> str:
        """The reason as the audit keeps it: ids and words, never a name."""
        passed = ", ".join(f"booking {number}: {word}" for number, word in self.passed_over)
        return f"next in order; passed over: {passed}" if passed else "next in order"


def is_quiet(at: datetime, zone_name: str = SITE_ZONE) -> bool:
    """True in the quiet hours of the site."""
    local = at.astimezone(zone(zone_name)).time()
    return local >= QUIET_FROM or local < QUIET_TO


def end_of_quiet(at: datetime, zone_name: str = SITE_ZONE) -> datetime:
    """`at`, or the end of the quiet hours that it falls into."""
    if not is_quiet(at, zone_name):
        return at
    local = at.astimezone(zone(zone_name))
    day = local.date() + timedelta(days=1) if local.time() >= QUIET_FROM else local.date()
    return datetime.combine(day, QUIET_TO, tzinfo=zone(zone_name)).astimezone(at.tzinfo)


def last_moment(run: RunTimes) -> datetime | None:
    """When offers of a run end for good: the cut-off or the start, whichever comes first."""
    limits = [limit for limit in (run.cutoff_at, run.first_starts_at) if limit is not None]
    return min(limits) if limits else None


def why_no_offer(run: RunTimes, at: datetime) -> str:
    """The word for why no place of the run may be offered at `at`; "" when one may."""
    if run.state not in ("open", "closed"):
        return "run_not_open"
    limit = last_moment(run)
    if limit is not None and at >= limit:
        return "after_cutoff"
    if is_quiet(at):
        return "quiet_hours"
    if limit is not None and limit - at < SHORTEST_HOLD:
        return "too_late_to_answer"
    return ""


def offer_expires_at(run: RunTimes, at: datetime) -> datetime:
    """Until when an offer made at `at` holds the seat: never in the quiet hours, never past the cut-off or the start.

    The hold shrinks as the start comes nearer: at most half of the time that is left, at least an hour.
    """
    wanted = timedelta(hours=run.offer_hours)
    limit = last_moment(run)
    if limit is not None:
        wanted = max(SHORTEST_HOLD, min(wanted, (limit - at) / 2))
    expires = end_of_quiet(at + wanted)
    return min(expires, limit) if limit is not None else expires


def in_order(waiting: Iterable[Waiting]) -> list[Waiting]:
    """The list in its order: who was put first by two people, then by when they joined."""
    return sorted(
        waiting,
        key=lambda one: (
            one.jumped_at is None,
            one.jumped_at or one.joined_at,
            one.joined_at,
            one.booking_id,
        ),
    )


def choose_next(waiting: Iterable[Waiting], obstacle: Callable[[Waiting], str]) -> Chosen:
    """The first in order whom nothing hinders. `obstacle` gives the word for what hinders, or ""."""
    passed: list[tuple[int, str]] = []
    for one in in_order(waiting):
        word = obstacle(one)
        if not word:
            return Chosen(one, tuple(passed))
        passed.append((one.booking_id, word))
    return Chosen(None, tuple(passed))
