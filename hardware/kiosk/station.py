"""One machine beside the kiosk: its port in one of four modes, what it says, and what of that is written down.

One thread carries bytes (`carry`), another makes sense of the copies (`work`): a slow disk never delays a sender.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hardware.kiosk.asking import Asker
from hardware.kiosk.clock import Clock
from hardware.kiosk.contact import ContactWatch
from hardware.kiosk.doors import Door, PtyDoor, TcpDoor
from hardware.kiosk.facts import IDENTITY_KEYS
from hardware.kiosk.inference import Inference, Transition, TransitionKind
from hardware.kiosk.link import LOST, Link
from hardware.kiosk.others import Others
from hardware.kiosk.protocols import parser_for
from hardware.kiosk.protocols.sender import SenderLines
from hardware.kiosk.relay import Kind, News, Relay
from hardware.kiosk.settings import KioskSettings
from hardware.kiosk.showing import Line
from hardware.kiosk.spool import Spool
from hardware.vocabulary import (
    AgentStarted,
    BadLine,
    BannerSeen,
    ButtonSeen,
    EventKind,
    IdentitySeen,
    InputSeen,
    Job,
    Observation,
    PortBack,
    PortLost,
    PortShared,
    Profile,
    StateClass,
    StateSeen,
    TagSeen,
)

GRBL_KIN = ("grbl", "grblhal", "fluidnc")
MOVING_MS = 250
MOVED_LATELY_MS = 60_000
MOVING = (StateClass.BUSY, StateClass.SETUP)
COUNTED_MS = 60_000
SLICE_MS = 10_000
BAD_SHARE, LEAST_LINES = 0.2, 20
SAME_TAG_MS = 3_000
UNANSWERED_MS = 60_000
SHARED_EVERY_MS = 600_000


def make_doors(machine: str, profile: Profile, settings: KioskSettings) -> list[Door]:
    """The doors for a sender: a pseudo-terminal always, a TCP port if the profile names one; proxy mode only."""
    if profile.mode != "proxy":
        return []
    doors: list[Door] = [PtyDoor(settings.door(machine))]
    if profile.tcp is not None:
        doors.append(TcpDoor(profile.tcp.host, profile.tcp.port, profile.tcp.writer))
    return doors


@dataclass
class LineCounts:
    """Good and bad lines of the last minute."""

    slices: deque[tuple[int, int, int]] = field(default_factory=deque)

    def add(self, at: int, good: int, bad: int) -> None:
        """Count what came at `at`."""
        start = at - at % SLICE_MS
        if self.slices and self.slices[-1][0] == start:
            _, before, worse = self.slices.pop()
            good, bad = good + before, bad + worse
        self.slices.append((start, good, bad))
        while self.slices[0][0] < at - COUNTED_MS:
            self.slices.popleft()

    def sums(self, at: int) -> tuple[int, int]:
        """Good and bad lines in the minute before `at`."""
        recent = [one for one in self.slices if one[0] >= at - COUNTED_MS]
        return sum(one[1] for one in recent), sum(one[2] for one in recent)


class Station:
    """A machine as the agent sees it. `work` and what it calls belong to one thread, `carry` to another."""

    def __init__(
        self, machine: str, profile: Profile, settings: KioskSettings, spool: Spool, clock: Clock
    ) -> None:
        self.machine, self.profile, self.clock, self.spool = machine, profile, clock, spool
        self.inference = Inference(profile, spool.kiosk, machine, spool.boot)
        self.last_job: Job | None = None
        """The job that closed last, whoever's it was."""
        self.identity = ""
        self.is_wrong_machine = False
        self.lines = LineCounts()
        self.on_tag: Callable[[TagSeen], None] = lambda tag: None
        self.on_button: Callable[[ButtonSeen], None] = lambda button: None
        self.on_job: Callable[[], None] = lambda: None
        """Called when the open job has changed: what must outlive the agent is to be kept."""
        self.door = str(settings.door(machine)) if profile.mode == "proxy" else ""
        """Where a sender finds the machine; empty where none may."""
        self.shared_by = ""
        """The program that has the machine's own port as well; empty for none."""
        self._others = Others()
        self._shared_told = self._unanswered = 0
        self._unanswered_at = -UNANSWERED_MS
        self._told_state: tuple[Any, ...] = ()
        self._moved_at: int | None = None
        self._last_tag: tuple[str, int] = ("", -SAME_TAG_MS)
        self._is_contact = profile.mode == "contact"
        self._parser = None if self._is_contact else parser_for(profile.dialect)
        self._sender = SenderLines()
        self._is_stopped = False
        self.carried_ms = clock.mono_ms()
        """When the thread that carries last came round."""
        self.port = self._make_port(settings)
        self._go_on(spool.journal(machine).get("job"))

    def _go_on(self, keepsake: Any) -> None:
        """A job that went on when the agent stopped goes on, if the machine is found at it soon."""
        if keepsake:
            with contextlib.suppress(KeyError, TypeError, ValueError):
                self.inference.remember(keepsake)
        self._write(self.inference.take(self.clock.mono_ms(), AgentStarted(cause="start")))

    def _make_port(self, settings: KioskSettings) -> Relay | ContactWatch:
        link = Link(self.profile.port, self.profile.baud)
        if self._is_contact:
            line = self.profile.contact.line if self.profile.contact else "cts"
            return ContactWatch(link, self.clock, line)
        asks = self.profile.dialect in GRBL_KIN and self.profile.mode in ("proxy", "poller")
        asker = Asker(every_ms=int(self.profile.poll_seconds * 1000)) if asks else None
        if asker is not None:
            asker.is_identified = self.profile.mode == "poller" or self.spool.recall(self._known_by) != ""
        banner = self.spool.recall(f"banner {self.machine}").encode()
        return Relay(
            link,
            self.clock,
            make_doors(self.machine, self.profile, settings),
            asker,
            self.profile.replay_banner,
            banner + b"\r\n" if banner else b"",
        )

    @property
    def _known_by(self) -> str:
        """Under this name the spool remembers that a Grbl answered at this port."""
        return f"answers {self.machine} {self.profile.dialect} {self.profile.port}"

    # --- the thread that carries

    def carry(self) -> None:
        """Carry bytes until `stop`."""
        while not self._is_stopped:
            self.port.step()
            self.carried_ms = self.clock.mono_ms()
        self.port.close()

    def stop(self) -> None:
        """Let `carry` end."""
        self._is_stopped = True
        self.port.wake()

    # --- the thread that writes down

    def work(self) -> None:
        """Make sense of what was carried since the last call, and of the time that passed."""
        with contextlib.suppress(IndexError):
            while True:
                self._take(self.port.news.popleft())
        at = self.clock.mono_ms()
        self._look_for_others(at)
        self._write(self.inference.tick(at))
        self._ask_as_fast_as_it_moves()

    def _look_for_others(self, at: int) -> None:
        """Whether another program has the port, told when that changes, and from time to time while it has."""
        asker = self.port.asker if isinstance(self.port, Relay) else None
        if asker is not None and asker.unanswered != self._unanswered:
            self._unanswered, self._unanswered_at = asker.unanswered, at
        is_troubled = self.lines.sums(at)[1] > 0 or at - self._unanswered_at < UNANSWERED_MS
        who = self._others.look(at, written=self.port.link.written, is_troubled=is_troubled)
        if bool(who) != bool(self.shared_by) or (who and at - self._shared_told >= SHARED_EVERY_MS):
            self._tell_of_others(at, who)

    def _tell_of_others(self, at: int, who: str) -> None:
        self.shared_by, self._shared_told = who, at
        self._observe(at, PortShared(who))

    def _take(self, news: News) -> None:
        if news.kind is Kind.DEVICE and self._parser is not None:
            seen = self._parser.feed(news.data)
            bad = sum(isinstance(one, BadLine) for one in seen)
            self.lines.add(news.at, len(seen) - bad, bad)
            for one in seen:
                self._observe(news.at, one)
        elif news.kind is Kind.SENDER:
            for sent in self._sender.feed(news.data):
                self._observe(news.at, sent)
        elif news.kind is Kind.LINE:
            line = self.profile.contact.line if self.profile.contact else "cts"
            self._observe(news.at, InputSeen(line, news.data == b"1"))
        elif news.kind is Kind.OPENED:
            self._opened(news.at)
        elif news.kind is Kind.LOST:
            self._others.end()
            self._observe(news.at, PortLost(news.data.decode(errors="replace")))

    def _opened(self, at: int) -> None:
        if not self._is_contact:
            self._parser = parser_for(self.profile.dialect)
            self._sender = SenderLines()
        self._observe(at, PortBack(self.profile.port))
        with contextlib.suppress(*LOST, AttributeError):  # it may be lost again by now
            self._others.begin(self.port.link.device, self.port.link.fileno(), at)

    def _observe(self, at: int, seen: Observation) -> None:
        if isinstance(seen, StateSeen):
            self._moved_at = at if seen.state_class in MOVING else self._moved_at
        elif isinstance(seen, BannerSeen):
            self._keep_banner(seen.text)
        elif isinstance(seen, IdentitySeen):
            self.identity = seen.text[:200] if seen.key in IDENTITY_KEYS else self.identity
        elif isinstance(seen, TagSeen):
            self._tag(at, seen)
        elif isinstance(seen, ButtonSeen):
            self.on_button(seen)
        self._write(self.inference.take(at, seen))

    def _keep_banner(self, text: str) -> None:
        if isinstance(self.port, Relay) and self.port.banner != (banner := text.encode() + b"\r\n"):
            self.port.banner = banner
            self.spool.remember(f"banner {self.machine}", text)

    def _tag(self, at: int, seen: TagSeen) -> None:
        """One card held to the reader for a while is one card."""
        uid, before = self._last_tag
        self._last_tag = (seen.uid, at)
        if seen.direction == "out" or seen.uid != uid or at - before >= SAME_TAG_MS:
            self.on_tag(seen)

    def _write(self, found: list[Transition]) -> None:
        """Put into the spool what is worth it, and follow the job."""
        for place, one in enumerate(found):
            if one.kind is TransitionKind.TOLD and one.event is not None:
                after = found[place + 1].kind if place + 1 < len(found) else None
                is_turn = after in (TransitionKind.OPENED, TransitionKind.CLOSED)
                self._write_event(one.event, one.body, one.mono_ms, is_turn)
            elif one.kind is TransitionKind.CLOSED:
                self.last_job = one.job
        if any(one.kind is not TransitionKind.TOLD for one in found):
            self.on_job()
        if self.shared_by and any(one.kind is TransitionKind.OPENED for one in found):
            self._tell_of_others(self.clock.mono_ms(), self.shared_by)

    def _write_event(self, kind: EventKind, body: Mapping[str, Any], mono_ms: int, is_turn: bool) -> None:
        """Into the spool; a state told again may go when that is full, unless a job begins or ends by it."""
        if kind is EventKind.IDENTITY and not body.get("is_expected", True):
            self.is_wrong_machine = self.spool.recall(f"confirmed {self.machine}") != body.get("text")
        state = (body.get("class"), body.get("word"), body.get("since_ms"))
        is_state = kind is EventKind.MACHINE_STATE
        is_repeated = is_state and state == self._told_state and not is_turn
        self._told_state = state if is_state else self._told_state
        self.spool.add(kind, self.machine, body, mono_ms, is_sample=is_repeated)

    def _ask_as_fast_as_it_moves(self) -> None:
        """A poller asks four times a second while it moves and a minute after; beside a sender the profile says.

        Work comes in spells: the next one is then seen to begin within a quarter of a second, not a whole one.
        """
        asker = self.port.asker if isinstance(self.port, Relay) else None
        if asker is None:
            return
        slow = int(self.profile.poll_seconds * 1000)
        since = None if self._moved_at is None else self.clock.mono_ms() - self._moved_at
        has_moved = self.state in MOVING or (since is not None and since < MOVED_LATELY_MS)
        is_moving = self.profile.mode == "poller" and has_moved
        asker.every_ms = min(slow, MOVING_MS) if is_moving else slow
        if asker.reports and not self.spool.recall(self._known_by):
            self.spool.remember(self._known_by, "yes")

    # --- what is known

    @property
    def state(self) -> StateClass | None:
        """The class of state that was last told."""
        return self.inference.state

    @property
    def job(self) -> Job | None:
        """The job that goes on; None without one."""
        return self.inference.job(self.clock.mono_ms())

    @property
    def has_sender(self) -> bool:
        """True while a sender is connected."""
        return isinstance(self.port, Relay) and any(door.is_taken for door in self.port.doors)

    def confirm_identity(self) -> None:
        """Somebody who may has looked: what is on the port is this machine from now on."""
        self.spool.remember(f"confirmed {self.machine}", self.identity)
        self.is_wrong_machine = False

    def line(self) -> Line:
        """How well the machine is heard."""
        if not self.port.link.is_open:
            return Line.UNPLUGGED
        if self.is_wrong_machine:
            return Line.WRONG_MACHINE
        if self.shared_by:
            return Line.SHARED
        good, bad = self.lines.sums(self.clock.mono_ms())
        if good + bad >= LEAST_LINES and bad > BAD_SHARE * (good + bad):
            return Line.CHECK_BAUD
        return Line.SILENT if self.state is StateClass.SILENT else Line.GOOD

    def status(self) -> dict[str, Any]:
        """What the doctor wants to know of a running agent."""
        good, bad = self.lines.sums(self.clock.mono_ms())
        told: dict[str, Any] = {
            "state": str(self.state or "not heard yet"),
            "line": str(self.line()),
            "identity": self.identity,
            "good": good,
            "bad": bad,
            "port": self.profile.port,
            "why": self.port.link.why_closed,
            "shared_by": self.shared_by,
            "door": self.door,
        }
        if isinstance(self.port, Relay):
            told["senders"] = [door.name for door in self.port.doors if door.is_taken]
            told["dropped"] = self.port.dropped_for_machine
            if self.port.asker is not None:
                asker = self.port.asker
                told["asked"], told["unanswered"] = asker.asked, asker.unanswered
                told["not_asking"] = asker.why_not(self.clock.mono_ms())
        return told
