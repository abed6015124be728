"""What is observed of a machine: by a parser in its bytes, by the agent at its port.

Observations carry no time: whoever read the bytes knows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from hardware.vocabulary.states import JobWordKind, SentKind, StateClass

SAMPLE_BYTES = 200
"""So much of a bad line is kept for somebody to look at."""


@dataclass(frozen=True, slots=True)
class StateSeen:
    """A whole, well-formed report of state.

    `word` is the firmware's own ("Run"), `sub` its number after a colon; `spindle` says whether a spindle or beam is
    commanded on (never that it turns or burns), None where the report does not tell; `feed` in the firmware's units a
    minute, None where it does not tell. `is_sure` is false where the state is only concluded from traffic. A parser
    hands out the very same object for equal reports as long as it can.
    """

    state_class: StateClass
    word: str
    sub: int | None = None
    spindle: bool | None = None
    feed: float | None = None
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Answered:
    """A line was answered: `ok`, or `error` with a code (0 where it gave none); `text` is what stood behind."""

    is_ok: bool
    code: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class BannerSeen:
    """A welcome line: power-up, each reset, and (Grbl) leaving check mode."""

    text: str


@dataclass(frozen=True, slots=True)
class AlarmSeen:
    """The machine says that it stopped for an alarm; `code` is 0 where it gave none."""

    code: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class IdentitySeen:
    """The machine says what it is: `key` is the sort of answer (VER, OPT, FIRMWARE, DRIVER, UUID …)."""

    firmware: str
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class MessageSeen:
    """Any other well-formed line that nobody asked for: messages, settings, echoes."""

    text: str


@dataclass(frozen=True, slots=True)
class MeterReading:
    """Current on one channel of a meter."""

    channel: int
    milliamps: int


@dataclass(frozen=True, slots=True)
class InputSeen:
    """A switch, lamp or contact that a meter or the agent watches."""

    name: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class TagSeen:
    """A card at a meter's reader: `direction` is in, out or tap. The uid is in clear here and nowhere later."""

    uid: str
    direction: str


@dataclass(frozen=True, slots=True)
class ButtonSeen:
    """A button at a meter."""

    name: str


@dataclass(frozen=True, slots=True)
class MeterHello:
    """A meter started, or was asked who it is; `boot` counts its power-ups."""

    boot: int
    ident: str


@dataclass(frozen=True, slots=True)
class MeterAlive:
    """A meter had nothing else to say."""


@dataclass(frozen=True, slots=True)
class JobWord:
    """A firmware's own word about a print."""

    kind: JobWordKind
    text: str = ""


@dataclass(frozen=True, slots=True)
class Traffic:
    """So many bytes passed, of a machine whose language nobody here reads."""

    size: int


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is not whole or not well formed. It changes nothing; it is counted."""

    size: int
    why: str
    sample: bytes = b""


@dataclass(frozen=True, slots=True)
class LineLost:
    """A numbered record is missing: so many never came."""

    count: int


@dataclass(frozen=True, slots=True)
class LineSent:
    """A sender ended a line (from its own bytes, not the machine's); `text` is the start of it."""

    kind: SentKind
    text: str = ""


@dataclass(frozen=True, slots=True)
class AgentStarted:
    """The agent itself began; whatever went on before it was unseen for a while."""

    version: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class PortLost:
    """The port went away: unplugged, switched off, or the adapter failed."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class PortBack:
    """The port could be opened (again)."""

    port: str = ""


@dataclass(frozen=True, slots=True)
class PortShared:
    """Another program has the machine's own port as well, and takes bytes; `by` is empty when it has gone."""

    by: str = ""


Observation = (
    StateSeen
    | Answered
    | BannerSeen
    | AlarmSeen
    | IdentitySeen
    | MessageSeen
    | MeterReading
    | InputSeen
    | TagSeen
    | ButtonSeen
    | MeterHello
    | MeterAlive
    | JobWord
    | Traffic
    | BadLine
    | LineLost
    | LineSent
    | AgentStarted
    | PortLost
    | PortBack
    | PortShared
)


class Parser(Protocol):
    """Bytes in any cut, observations out. It keeps an unfinished line, and at most 512 bytes of it."""

    def feed(self, data: bytes) -> list[Observation]:
        """What these bytes complete, in their order."""
