"""What the fold of sittings is given and what it makes: events and jobs in our time, claims, and sittings. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hardware.vocabulary import Job, KioskEvent


def place_text(boot: str, seq: int) -> str:
    """A place in the kiosk's own order, as text that sorts so."""
    return f"{boot} {seq:016d}"


@dataclass(frozen=True)
class Told:
    """An event of a machine with its place in the kiosk's order and its time in ours, milliseconds since 1970."""

    event: KioskEvent
    place: str
    at: int
    is_estimated: bool = False


@dataclass(frozen=True)
class Busy:
    """A job with its times in ours; `closed` is None while it goes on."""

    job: Job
    opened: int
    closed: int | None
    first_place: str
    last_place: str
    is_estimated: bool = False

    def runs_at(self, at: int) -> bool:
        """Whether it had begun before, and not ended."""
        return self.opened < at and (self.closed is None or at < self.closed)


@dataclass(frozen=True)
class Claim:
    """Whose a job without anybody was, as somebody said afterwards."""

    person_id: int
    used_for: str
    piece_code: str


@dataclass
class Sitting:
    """One person at one machine. `helpers` are (part, when they came) by person.

    `unknown_card` is the card of somebody whom only a supervisor knew: `person_id` is None until staff say who it was.
    """

    key: str
    person_id: int | None
    began: int
    first_place: str
    ended: int | None = None
    cause: str = ""
    last_place: str = ""
    supervisor_id: int | None = None
    helpers: dict[int, tuple[str, int]] = field(default_factory=dict)
    used_for: str = "unknown"
    piece_code: str = ""
    material: str = ""
    source: str = "kiosk"
    is_estimated: bool = False
    is_to_review: bool = False
    unknown_card: str = ""
    refused: int = 0
    """How often a forbidden material was chosen, and refused."""
    jobs: list[Busy] = field(default_factory=list)


def _never(at: int) -> int | None:
    return None


@dataclass(frozen=True)
class Ground:
    """What the fold of one machine stands on: its jobs by when they began, whose card is whose, and the time now.

    `matches` are the people that staff said of sittings by key; `closes` says when a machine shuts after an instant.
    """

    kiosk: str
    machine: str
    jobs: Sequence[Busy]
    person_of: Callable[[str], int | None]
    idle_ms: int
    until: int
    claims: Mapping[str, Claim] = field(default_factory=dict)
    turns: Sequence[int] = ()
    """When the kiosk ceased to stand beside the machine, and when it came back: nobody is there over one of these."""
    is_gone: bool = False
    """Whether it stands there no more. `until` is 0 where more events are known to follow."""
    matches: Mapping[str, int] = field(default_factory=dict)
    closes: Callable[[int], int | None] = _never
