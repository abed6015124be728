"""A machine watched on a clock that a test turns: reports in, jobs out, on the kiosk and on the server."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from hardware.kiosk.inference import Inference, Transition, TransitionKind, jobs_of
from hardware.vocabulary import (
    AgentStarted,
    Job,
    KioskEvent,
    Observation,
    PortBack,
    PortLost,
    Profile,
    StateClass,
    StateSeen,
)

RUN = StateSeen(StateClass.BUSY, "Run", None, False, 400.0)
CUTTING = StateSeen(StateClass.BUSY, "Run", None, True, 400.0)
IDLE = StateSeen(StateClass.IDLE, "Idle", None, False, 0.0)
IDLE_SPINNING = StateSeen(StateClass.IDLE, "Idle", None, True, 0.0)
HOLD = StateSeen(StateClass.PAUSED, "Hold", 0, False, 0.0)
DOOR = StateSeen(StateClass.PAUSED, "Door", 2, False, 0.0)
JOG = StateSeen(StateClass.SETUP, "Jog", None, False, 300.0)
HOME = StateSeen(StateClass.SETUP, "Home", None, False, 300.0)
ALARM = StateSeen(StateClass.FAULT, "Alarm")
CHECK = StateSeen(StateClass.OFFJOB, "Check", None, False, 0.0)


@dataclass
class Watched:
    """One machine beside a kiosk; `now` is in milliseconds of the kiosk's present boot."""

    profile: Profile = field(default_factory=Profile)
    now: int = 1000
    boot: str = "00000001-a"
    events: list[KioskEvent] = field(default_factory=list)
    closed: list[Job] = field(default_factory=list)
    opened: list[Job] = field(default_factory=list)
    step: int = 250

    def __post_init__(self) -> None:
        self.inference = Inference(self.profile, "k", "m", self.boot)

    def see(self, *many: Observation) -> list[Transition]:
        found: list[Transition] = []
        for one in many:
            found += self.keep(self.inference.take(self.now, one))
        return found

    def keep(self, found: list[Transition]) -> list[Transition]:
        for one in found:
            if one.kind is TransitionKind.TOLD and one.event is not None:
                place = ("k", self.boot, len(self.events) + 1)
                self.events.append(KioskEvent(*place, one.mono_ms, "m", one.event, dict(one.body)))
                KioskEvent.from_json(self.events[-1].as_json())
            elif one.kind is TransitionKind.CLOSED and one.job is not None:
                self.closed.append(one.job)
            elif one.kind is TransitionKind.OPENED and one.job is not None:
                self.opened.append(one.job)
        return found

    def stays(self, seen: Observation, seconds: float) -> Watched:
        """The same report, four times a second, for so long."""
        until = self.now + int(seconds * 1000)
        while self.now < until:
            self.see(seen)
            self.passes(self.step / 1000)
        return self

    def passes(self, seconds: float) -> Watched:
        """Time goes by, and nothing is heard."""
        until = self.now + int(seconds * 1000)
        while self.now < until:
            self.now = min(self.now + self.step, until)
            self.keep(self.inference.tick(self.now))
        return self

    def unplugged(self, seconds: float) -> Watched:
        self.see(PortLost("gone"))
        self.passes(seconds)
        self.see(PortBack("/dev/ttyUSB0"))
        return self

    def killed(self, seconds: float, *, is_new_boot: bool = False) -> Watched:
        """The agent dies, and comes back after so long with what it had kept."""
        kept = json.loads(json.dumps(self.inference.keepsake()))
        self.now = int(seconds * 1000) if is_new_boot else self.now + int(seconds * 1000)
        if is_new_boot:
            self.boot = f"{int(self.boot[:8]) + 1:08d}-b"
        self.inference = Inference(self.profile, "k", "m", self.boot)
        if kept is not None:
            self.inference.remember(kept)
        self.see(AgentStarted("1.0"), PortBack("/dev/ttyUSB0"))
        return self

    def jobs(self) -> list[Job]:
        """The closed jobs; the server, from the events alone, makes the very same."""
        mine = [job for job in self.closed]
        theirs = [job for job in jobs_of(self.events, {"m": self.profile}) if not job.is_open]
        assert theirs == sorted(mine, key=lambda job: (job.boot, job.opened_mono_ms))
        for job in mine:
            assert nothing_negative(job)
        return mine

    def job(self) -> Job:
        (only,) = self.jobs()
        return only


def nothing_negative(job: Job) -> bool:
    sums = (
        job.busy_s,
        job.paused_s,
        job.setup_s,
        job.idle_s,
        job.spindle_on_s,
        job.gaps_s,
        job.samples,
        job.bad_lines,
    )
    return all(one >= 0 for one in sums)


def shown(jobs: Iterable[Job]) -> list[tuple[str, float]]:
    return [(job.outcome, job.busy_s) for job in jobs]
