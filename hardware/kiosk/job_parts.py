"""What the book of jobs keeps while a job goes on, and how it becomes a `Job`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hardware.vocabulary import Job, Outcome, Profile

TOLD_SUMS = (("samples", "all_samples"), ("bad", "all_bad"), ("spindle_ms", "all_spindle_ms"))
"""What a fact tells since the last one, as agents did at first, and since the agent began."""
SUMS = ("busy_ms", "paused_ms", "setup_ms", "idle_ms", "spindle_ms", "gaps_ms", "samples", "bad")


@dataclass(slots=True)
class Sums:
    """What a job, or its unfinished rest, came to so far, in milliseconds and counts."""

    busy_ms: int = 0
    paused_ms: int = 0
    setup_ms: int = 0
    idle_ms: int = 0
    spindle_ms: int = 0
    gaps_ms: int = 0
    samples: int = 0
    bad: int = 0

    def add(self, other: Sums) -> None:
        """Take over what `other` holds."""
        for name in SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class Open:
    """The job that goes on. `end_ms` is where its work ended if nothing more comes; `rest` what came after that."""

    boot: str
    opened_ms: int
    sums: Sums = field(default_factory=Sums)
    rest: Sums = field(default_factory=Sums)
    end_ms: int | None = None
    end_boot: str = ""
    is_long_pause: bool = False
    is_shared: bool = False


@dataclass(slots=True)
class Unseen:
    """Nobody sees the machine at present. `until_ms` is when it is given up, on the clock of the present boot."""

    outcome: Outcome
    from_ms: int
    from_boot: str
    until_ms: int


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a job: opened, refreshed or closed."""

    what: str
    mono_ms: int
    job: Job


def as_job(
    held: Open,
    profile: Profile,
    *,
    kiosk: str,
    machine: str,
    closed_ms: int | None,
    closed_boot: str,
    outcome: str,
    is_spindle_on: bool,
) -> Job:
    """The job as it stands; a closed one without what came after its work had ended."""
    sums = held.sums
    if closed_ms is None:
        sums = replace(held.sums)
        sums.add(held.rest)
    return Job(
        key=f"{kiosk}/{held.boot}/{machine}/{held.opened_ms}",
        kiosk=kiosk,
        machine=machine,
        boot=held.boot,
        opened_mono_ms=held.opened_ms,
        closed_boot=closed_boot,
        closed_mono_ms=closed_ms,
        busy_s=sums.busy_ms / 1000,
        paused_s=sums.paused_ms / 1000,
        setup_s=sums.setup_ms / 1000,
        idle_s=sums.idle_ms / 1000,
        spindle_on_s=sums.spindle_ms / 1000,
        gaps_s=sums.gaps_ms / 1000,
        samples=sums.samples,
        bad_lines=sums.bad,
        outcome=outcome,
        is_counted=sums.busy_ms >= profile.min_counted_seconds * 1000,
        is_long_pause=held.is_long_pause,
        is_spindle_left_on=outcome == Outcome.FINISHED and is_spindle_on,
        needs_review=outcome == Outcome.AGENT_DOWN or held.is_shared,
    )
