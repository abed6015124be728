"""What the screen beside a machine shows of its agent, and what it asks of it. Plain values, no clock and no web."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Standing(StrEnum):
    """How the machine stands, in the words of the screen."""

    FREE = "free"
    RUNNING = "running"
    PAUSED = "paused"
    DOOR = "door"
    STOPPED = "stopped"
    NEEDS_CHECK = "needs_check"
    NOT_SAFE = "not_safe"


class Line(StrEnum):
    """What the agent hears of the machine."""

    GOOD = "good"
    UNPLUGGED = "unplugged"
    SILENT = "silent"
    WRONG_MACHINE = "wrong_machine"
    SHARED = "shared"
    CHECK_BAUD = "check_baud"


class Verdict(StrEnum):
    """What a card was told."""

    ALLOWED = "allowed"
    SUPERVISED = "supervised"
    REFUSED = "refused"


class Role(StrEnum):
    """As what somebody came to the machine with their card."""

    OWNER = "owner"
    HELPER = "helper"
    SUPERVISOR = "supervisor"
    MAINTAINER = "maintainer"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person by the name and the drawn picture that the site calls them by. `language` is one of our codes.

    Of a guest, whom nobody knows yet, `called` is what the picture is called, in English, and no language is known.
    """

    called: str
    language: str = "en"
    picture: str = ""
    is_guest: bool = False


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine and its picture card: words of protection, method and materials, in the order of the card."""

    code: str
    called: str
    site: str
    kind: str
    protection: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    tested: tuple[str, ...] = ()
    """Materials that go in once a trainer's card says that they were tested."""
    forbidden: tuple[str, ...] = ()
    asks_material: bool = False


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """What the last card was told: for whom, as what, why, what to do about it, and how long ago."""

    verdict: Verdict
    role: Role
    reason: str = ""
    somebody: Somebody | None = None
    missing: tuple[str, ...] = ()
    next_induction: str = ""
    who_can_help: tuple[Somebody, ...] = ()
    age_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Piece:
    """The piece that is being worked on; one that the pack does not know has only its code."""

    code: str
    called: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What somebody said is wrong. `said_at` is HH:MM of the site, empty while the clock is not known."""

    what: str
    by: Somebody | None = None
    said_at: str = ""
    is_told: bool = False
    has_photo: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """Maintenance: which, and in how many running hours (0 or less: now)."""

    what: str
    in_hours: float = 0.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that the screen shows, at one moment.

    `door` is the port that a sender is to open in place of the machine's own; empty where none is to.
    `busy_seconds` is of the job that runs, or of the last one of whoever is signed on. `still_there_seconds` is how
    long the question "still using it?" waits for its answer, None where it is not asked. `purposes` are what whoever is
    signed on may use the machine for; `checks` what they look at first, of which they have touched `looked_at`;
    `can_help` are people who may be asked when it stopped by itself; `closes_in_seconds` is how long somebody who is
    there has until the machine shuts, None while that is far off. `is_mending`: whoever is signed on is a maintainer
    who may do its care and nothing else. `open_until` is HH:MM of the site, "" while it is shut (until `opens_at`,
    "" for not today), None where nobody knows.
    """

    machine: Machine
    standing: Standing = Standing.FREE
    line: Line = Line.GOOD
    door: str = ""
    busy_seconds: float = 0.0
    owner: Somebody | None = None
    helpers: tuple[Somebody, ...] = ()
    supervisor: Somebody | None = None
    piece: Piece | None = None
    material: str = ""
    purpose: str = ""
    purposes: tuple[str, ...] = ()
    asks_purpose: bool = False
    checks: tuple[str, ...] = ()
    looked_at: tuple[str, ...] = ()
    answer: CardAnswer | None = None
    can_help: tuple[Somebody, ...] = ()
    fault: Fault | None = None
    due: tuple[Due, ...] = ()
    waiting: int = 0
    is_disk_full: bool = False
    is_nobody_known: bool = False
    is_after_restart: bool = False
    still_there_seconds: float | None = None
    closes_in_seconds: float | None = None
    is_mending: bool = False
    open_until: str | None = None
    opens_at: str = ""


class ForTheScreen(Protocol):
    """What the screen asks of the agent. Each call returns at once and works without a line to the server."""

    def snapshot(self) -> Snapshot:
        """What to show now."""

    def corrected(self, language: str) -> Mapping[str, tuple[str, ...]]:
        """Words of a language that people of the house wrote anew: their forms by the English."""

    def languages(self) -> frozenset[str]:
        """The languages that have such words."""

    def show_card(self, token: str) -> CardAnswer:
        """A card was shown: `token` is its 26 letters."""

    def scan_piece(self, code: str) -> bool:
        """A piece's label was shown; False where nobody is signed on for it."""

    def choose_purpose(self, purpose: str) -> None:
        """What the machine is used for, by its word; "" for what nobody wants to say."""

    def look_at(self, step: str) -> None:
        """Whoever is signed on has looked at this step of the checklist."""

    def choose_material(self, material: str) -> None:
        """The material that lies in the machine, by its word; a forbidden one is not taken, and written down."""

    def pass_material(self, material: str, token: str) -> bool:
        """Whether a card says that this material was tested: a trainer's does, while somebody is signed on."""

    def report_problem(self, what: str, *, is_unsafe: bool, photo: bytes | None = None) -> None:
        """Something is wrong: by its word, at once, also without a line."""

    def add_photo(self, photo: bytes) -> None:
        """A photo (JPEG) of the last fault."""

    def maintenance_done(self, what: str, token: str) -> CardAnswer:
        """A maintainer's card says that it was done; another card is refused."""

    def release(self, token: str) -> CardAnswer:
        """A maintainer's card puts the machine back in service after a test run; another card is refused."""

    def still_here(self) -> None:
        """Whoever is signed on still uses it."""

    def use_without_card(self) -> None:
        """Somebody without a card uses it: staff find out who within a day."""

    def done(self) -> None:
        """Whoever is signed on is done."""
