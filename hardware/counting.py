"""Puts the parts together: events of a machine and the clocks of its kiosk come to jobs and sittings. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from core.clock import SITE_ZONE, from_milliseconds, milliseconds
from hardware.clocks import BootClock
from hardware.kiosk.inference import RULE_VERSION, jobs_of, jobs_when_left
from hardware.sitting_parts import Busy, Claim, Ground, Sitting, Told, place_text
from hardware.sittings import SITTING_RULES, sittings_of
from hardware.vocabulary import Job, KioskEvent, Profile
from hardware.vocabulary.opening import Hours, closes_at

RULES = RULE_VERSION * 100 + SITTING_RULES
"""The version of all rules that a derived row stands on."""
SETTLED_MS = 700_000
"""So long after a job has ended nothing that is told can make it go on (a restart may be bridged for ten minutes)."""


@dataclass(frozen=True)
class MachineOfKiosk:
    """A machine beside a kiosk, with what the count of its events needs to know."""

    kiosk_id: int
    kiosk: str
    pepper: str
    machine_id: int
    machine: str
    site_id: int
    idle_minutes: int


@dataclass(frozen=True)
class Basis:
    """What the count of one machine's events stands on beside the events."""

    kiosk: str
    machine: str
    profile: Profile
    clocks: Mapping[str, BootClock]
    person_of: Callable[[str], int | None]
    idle_ms: int
    until: int
    claims: Mapping[str, Claim] = field(default_factory=dict)
    turns: Sequence[int] = ()
    is_gone: bool = False
    matches: Mapping[str, int] = field(default_factory=dict)
    opening: Hours = field(default_factory=dict)

    def closes(self, at: int) -> int | None:
        """When the machine shuts, seen from an instant of ours; None for never."""
        shut = closes_at(self.opening, SITE_ZONE, from_milliseconds(at)) if self.opening else None
        return None if shut is None else milliseconds(shut)

    def at(self, boot: str, mono_ms: int) -> int:
        """An instant of a boot in our time."""
        clock = self.clocks.get(boot)
        return mono_ms + (clock.offset or 0 if clock else 0)

    def is_estimated(self, boot: str) -> bool:
        """Whether that is a guess."""
        clock = self.clocks.get(boot)
        return clock is None or clock.offset is None or clock.is_estimated


@dataclass(frozen=True)
class Counted:
    """What events came to."""

    jobs: list[Busy]
    sittings: list[Sitting]


def count(events: Sequence[KioskEvent], basis: Basis) -> Counted:
    """The jobs and sittings of events that are in the kiosk's order, each of them once."""
    told = [
        Told(
            one,
            place_text(one.boot, one.seq),
            basis.at(one.boot, one.mono_ms),
            basis.is_estimated(one.boot),
        )
        for one in events
    ]
    places = _Places(told)
    jobs = _jobs(events, places, basis)
    jobs.sort(key=lambda one: (one.opened, one.job.key))
    ground = Ground(
        basis.kiosk,
        basis.machine,
        jobs,
        basis.person_of,
        basis.idle_ms,
        basis.until,
        basis.claims,
        basis.turns,
        basis.is_gone,
        basis.matches,
        basis.closes,
    )
    own = [one for one in told if one.event.machine]
    return Counted(jobs, sittings_of(own, ground))


class _Places:
    """Finds places by instants of a boot. Numbers need not follow time: two agents may have told at once.

    So a span of time takes all places of its events: from the earliest of all that come then or later, up to where
    none comes any more that is before its end.
    """

    def __init__(self, told: Sequence[Told]) -> None:
        by_time = sorted((one.event.boot, one.event.mono_ms, one.place) for one in told)
        self._keys = [one[:2] for one in by_time]
        self._from = [one[2] for one in by_time]
        for index in range(len(by_time) - 2, -1, -1):
            self._from[index] = min(self._from[index], self._from[index + 1])
        self._before = list(accumulate((one[2] for one in by_time), max))
        self._places = [one.place for one in told]

    def begins(self, boot: str, mono_ms: int) -> str:
        """The earliest place of all events at or after that instant; "" where there is none."""
        index = bisect_left(self._keys, (boot, mono_ms))
        return self._from[index] if index < len(self._from) else ""

    def ends(self, boot: str, mono_ms: int) -> str:
        """The place behind all events before that instant; "" where there is none."""
        index = bisect_left(self._keys, (boot, mono_ms))
        after = bisect_right(self._places, self._before[index - 1]) if index else 0
        return self._places[after] if after < len(self._places) else ""


def _jobs(events: Sequence[KioskEvent], places: _Places, basis: Basis) -> list[Busy]:
    """The jobs; what a kiosk left that stands there no more has no last place: if it comes back that may go on."""
    profiles = {basis.machine: basis.profile}
    if not basis.is_gone or not basis.until:
        return [_busy(job, places, basis) for job in jobs_of(events, profiles)]
    ended, left = jobs_when_left(events, profiles)
    return [
        *(_busy(job, places, basis) for job in ended),
        *(replace(_busy(job, places, basis), last_place="") for job in left),
    ]


def _busy(job: Job, places: _Places, basis: Basis) -> Busy:
    opened = basis.at(job.boot, job.opened_mono_ms)
    is_estimated = basis.is_estimated(job.boot)
    if job.busy_s > basis.profile.long_run:
        job = job.but(needs_review=True)
    first = places.begins(job.boot, job.opened_mono_ms)
    if job.closed_mono_ms is None:
        return Busy(job, opened, None, first, "", is_estimated)
    if job.closed_boot in ("", job.boot):
        closed = opened + job.closed_mono_ms - job.opened_mono_ms
    else:
        closed = max(basis.at(job.closed_boot, job.closed_mono_ms), opened + round(job.length_s * 1000))
    last = places.ends(job.closed_boot or job.boot, job.closed_mono_ms + SETTLED_MS)
    return Busy(job, opened, max(opened, closed), first, last, is_estimated)
