"""A job: one busy spell of a machine, derived from raw events and rebuilt from them at any time."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hardware.vocabulary.states import Outcome


@dataclass(frozen=True, slots=True)
class Job:
    """One busy spell. All durations are seconds off the monotonic clock; none is ever negative.

    `key` is the same whenever the job is derived again: kiosk, boot, machine and the instant it opened.
    `opened_mono_ms` and `closed_mono_ms` are instants of the boots named beside them: a job that went on over a
    restart of the kiosk closes in another boot than it opened in. `busy_s` is running, `paused_s` hold, door and tool
    change, `setup_s` jogging and homing, `idle_s` dwells and pauses of the sender, `gaps_s` time that nobody saw
    (unplugged, agent down: at least so long), `spindle_on_s` a spindle or beam commanded on while seen. `is_counted`
    is false for a job too short to count; it is kept all the same.
    """

    key: str
    kiosk: str
    machine: str
    boot: str
    opened_mono_ms: int
    closed_boot: str = ""
    closed_mono_ms: int | None = None
    busy_s: float = 0.0
    paused_s: float = 0.0
    setup_s: float = 0.0
    idle_s: float = 0.0
    spindle_on_s: float = 0.0
    gaps_s: float = 0.0
    samples: int = 0
    bad_lines: int = 0
    outcome: str = Outcome.OPEN
    is_counted: bool = False
    is_long_pause: bool = False
    is_spindle_left_on: bool = False
    needs_review: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it still goes on."""
        return self.outcome == Outcome.OPEN

    @property
    def length_s(self) -> float:
        """From its opening to its close, gaps included."""
        return self.busy_s + self.paused_s + self.setup_s + self.idle_s + self.gaps_s

    def but(self, **changes: object) -> Job:
        """The same job with other values."""
        return replace(self, **changes)  # type: ignore[arg-type]
