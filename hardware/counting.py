"""Puts the parts together: events of a machine and the clocks of its kiosk come to jobs and sittings. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hardware.clocks import BootClock
from hardware.kiosk.inference import RULE_VERSION, jobs_of
from hardware.sittings import SITTING_RULES, Busy, Claim, Ground, Sitting, Told, place_text, sittings_of
from hardware.vocabulary import Job, KioskEvent, Profile

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
    jobs = [_busy(job, places, basis) for job in jobs_of(events, {basis.machine: basis.profile})]
    jobs.sort(key=lambda one: (one.opened, one.job.key))
    ground = Ground(
        basis.kiosk, basis.machine, jobs, basis.person_of, basis.idle_ms, basis.until, basis.claims
    )
    own = [one for one in told if one.event.machine]
    return Counted(jobs, sittings_of(own, ground))


class _Places:
    """Finds the place of the first event at or after an instant of a boot."""

    def __init__(self, told: Sequence[Told]) -> None:
        self._keys = [(one.event.boot, one.event.mono_ms) for one in told]
        self._places = [one.place for one in told]

    def at(self, boot: str, mono_ms: int) -> str:
        """That place; "" where there is no such event."""
        index = bisect_left(self._keys, (boot, mono_ms))
        return self._places[index] if index < len(self._places) else ""


def _busy(job: Job, places: _Places, basis: Basis) -> Busy:
    opened = basis.at(job.boot, job.opened_mono_ms)
    is_estimated = basis.is_estimated(job.boot)
    first = places.at(job.boot, job.opened_mono_ms)
    if job.closed_mono_ms is None:
        return Busy(job, opened, None, first, "", is_estimated)
    if job.closed_boot in ("", job.boot):
        closed = opened + job.closed_mono_ms - job.opened_mono_ms
    else:
        closed = max(basis.at(job.closed_boot, job.closed_mono_ms), opened + round(job.length_s * 1000))
    last = places.at(job.closed_boot or job.boot, job.closed_mono_ms + SETTLED_MS)
    return Busy(job, opened, max(opened, closed), first, last, is_estimated)
