"""The body of a Grbl controller: what moves, holds, resets and reports; the real-time bytes that act on it at once."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hardware.kiosk.virtual.board import Board
from hardware.kiosk.virtual.gcode import Modes, Move
from hardware.kiosk.virtual.grbl_settings import Flavour, Store

REPLY_SECONDS = 0.004
STOP_SECONDS = 0.1
SPIN_UP_SECONDS = 4.0
"""So long Grbl waits behind a shut door for the spindle to turn again (SAFETY_DOOR_SPINDLE_DELAY)."""
ALARM_SECONDS = 0.5
"""So long Grbl stands still after it said ALARM: (report_alarm_message)."""
RESET, DOOR, JOG_CANCEL, FULL_REPORT = 0x18, 0x84, 0x85, 0x87

DOOR_STEPS = {"moving": 2, "done": 0, "restoring": 3}

Waiting = Iterator[Callable[[], bool]]


@dataclass(frozen=True)
class Forced:
    """A state that a script holds the board in."""

    word: str
    since: float
    feed: float = 0.0
    rpm: float = 0.0

    @property
    def is_moving(self) -> bool:
        """Whether a reset would lose the position."""
        return self.word in ("Run", "Jog", "Home")

    def position(self, now: float) -> tuple[float, float, float]:
        """Somewhere along a figure that never ends."""
        turn = (now if self.is_moving else self.since) * 0.13
        return 150 + 100 * math.sin(turn), 150 + 100 * math.sin(2 * turn), -2.0


@dataclass
class Block:
    """A planned move on its way."""

    move: Move
    start: tuple[float, float, float]
    seconds: float
    rpm: float
    is_jog: bool = False
    done: float = 0.0


class GrblBody(Board):
    """A controller without its reader of lines; `flavour` says whose words it uses."""

    def __init__(
        self, flavour: Flavour, *, is_laser: bool = False, homes: bool = False, pins: str = ""
    ) -> None:
        super().__init__()
        self.flavour = flavour
        self.store = Store(is_laser=is_laser, homes=homes)
        self.modes = Modes()
        self.pins = pins
        self.forced: Forced | None = None
        self.is_mute = False
        self.is_deaf_while_storing = True
        self.is_locked = False
        self.lost_bytes = 0
        self._position = (0.0, 0.0, 0.0)
        self._planned = (0.0, 0.0, 0.0)
        self._blocks: deque[Block] = deque()
        self._rx = bytearray()
        self._line = bytearray()
        self._job: Waiting | None = None
        self._until: Callable[[], bool] = lambda: True
        self._hold = ""
        self._is_critical = self._is_checking = self._is_asleep = self._is_homing = False
        self._report_at: float | None = None
        self._deaf_until = -1.0
        self._offset_in = self._overrides_in = 0
        self._last_end = b""
        self._is_full = False
        self._stopped_at = 0.0
        self._begins_at: float | None = None

    # --- bytes

    def power_on(self) -> None:
        """Switch on: nothing is remembered but the settings."""
        self.is_locked = self.store.homes
        self._restart()

    def receive(self, data: bytes) -> None:
        """Bytes arrive: real-time ones act, the others wait in the buffer, and what does not fit is lost."""
        for one in data:
            if self.now < self._deaf_until and self.is_deaf_while_storing:
                self.lost_bytes += 1
            elif one in b"?~!\x18" or one >= 0x80:
                self._real_time(one)
            elif len(self._rx) < self.flavour.rx_bytes:
                self._rx.append(one)
            else:
                self.lost_bytes += 1
        self.think()

    def _real_time(self, one: int) -> None:
        if one == RESET:
            self._reset()
        elif self._is_critical or self._is_asleep or self._begins_at is not None:
            self._ask(one)
        elif one in b"~\x81":
            self._resume()
        elif one in b"!\x82":
            self._stop("hold")
        elif one == DOOR:
            self._stop("door")
        elif one == JOG_CANCEL and self._is_jogging:
            self._slow_down("jog")
        else:
            self._ask(one)

    def _ask(self, one: int) -> None:
        is_question = one == ord("?") or (self.flavour.is_hal and one in (0x05, 0x80, FULL_REPORT))
        is_heard = self.flavour.is_hal or not self._is_critical
        if is_question and self._report_at is None and is_heard and self._begins_at is None:
            self._is_full = one == FULL_REPORT
            self._report_at = self.now + REPLY_SECONDS
            self.wake_at(self._report_at)

    def _resume(self) -> None:
        """Go on, if the tool stands still: while it slows down a start is not heard."""
        if self._hold == "door:done" and self.modes.commanded and not self.store.is_laser:
            self._hold = "door:restoring"
            self._stopped_at = self.now + SPIN_UP_SECONDS
            self.wake_at(self._stopped_at)
        elif self._hold.endswith("done"):
            is_dark = self._hold == "hold:done" and self.store.is_laser
            self._hold = ""
            if (self.flavour.is_hal or is_dark) and self.modes.commanded:
                self.say("[MSG:Restoring spindle]")
                if self.flavour.is_hal:
                    self.say("[MSG:]")
        self.think()

    def _stop(self, why: str) -> None:
        """A hold or an open door. Who stands still is held as well; check mode, alarms and homing are not."""
        if self.is_locked or self._is_checking or self._is_homing:
            return
        if why == "door":
            self.say("[MSG:Check Door]")
            self._overrides_in = 0
        if self._is_jogging:
            self._slow_down("jog-door" if why == "door" else "jog")
        elif self._blocks and not self._hold.endswith("done"):
            self._slow_down(why)
        elif why == "door" or not self._hold:
            self._hold = f"{why}:done"

    @property
    def _is_jogging(self) -> bool:
        return bool(self._blocks) and self._blocks[0].is_jog

    def _slow_down(self, why: str) -> None:
        if self._hold.endswith("moving") and why in ("hold", "jog"):
            return
        self._hold = f"{why}:moving"
        self._stopped_at = self.now + STOP_SECONDS
        self.wake_at(self._stopped_at)

    def _stand_still(self) -> None:
        """Slowed down: what was jogging is over; who is held waits."""
        why = self._hold.partition(":")[0]
        if why.startswith("jog"):
            self._drop_moves()
        self._hold = {"jog": "", "jog-door": "door:done"}.get(why, f"{why}:done")
        if self._hold == "door:done":
            self._overrides_in = 0

    def _drop_moves(self) -> None:
        self._blocks.clear()
        self._planned = self._position

    def _reset(self) -> None:
        """What moves stops dead, the position is lost, and the firmware begins anew half a second later."""
        if self._begins_at is not None:
            return
        is_moving = self._is_homing or (bool(self._blocks) and not self._hold.endswith("done"))
        is_loud = is_moving or (self.forced is not None and self.forced.is_moving)
        self.is_locked = self.is_locked or is_loud or self._is_asleep
        if is_loud:
            self.say("ALARM:3" if not self._is_homing else "ALARM:6")
        self.forced = None
        self._drop_moves()
        if not is_loud:
            self._begin()
            return
        self._is_homing = False
        self._begins_at = self.now + ALARM_SECONDS
        self.wake_at(self._begins_at)

    def _begin(self) -> None:
        """The banner; a line that was being obeyed is answered before it."""
        self._begins_at = None
        if self._job is not None:
            self.say("ok")
        self._restart()

    def _restart(self) -> None:
        self._drop_moves()
        self._rx.clear()
        self._line.clear()
        self._job, self._report_at = None, None
        self._hold = ""
        self._is_critical = self._is_checking = self._is_asleep = self._is_homing = False
        self.modes = Modes(offset=self.modes.offset)
        self._offset_in, self._overrides_in = 0, 1
        self.say("")
        self.say(self.flavour.banner)
        if self.is_locked:
            self.say("[MSG:'$H'|'$X' to unlock]")
        else:
            for line in self.store.start_lines():
                self.say(f">{line}:ok")

    def alarm(self, code: int) -> None:
        """A limit was struck, or worse: moves are gone; after 1 and 2 nothing is answered until a reset."""
        self._drop_moves()
        self._job = None
        self._rx.clear()
        self.is_locked = True
        self.say(f"ALARM:{code}")
        if code in (1, 2):
            self._is_critical = True
            self.say("[MSG:Reset to continue]")

    # --- time

    def next_event(self) -> float | None:
        """When the block ends, or a time that was asked for."""
        known = super().next_event()
        if self._blocks and not self._hold:
            end = self.now + max(self._blocks[0].seconds - self._blocks[0].done, 0.0)
            return end if known is None else min(known, end)
        return known

    def move_to(self, at: float) -> None:
        """Time passes, and the tool goes on along its way."""
        span, self.now = at - self.now, at
        if not self._blocks or self._hold.endswith(("done", "restoring")):
            return
        block = self._blocks[0]
        block.done += span
        part = 1.0 if block.seconds <= block.done + 1e-9 else block.done / block.seconds
        ways = zip(block.start, block.move.target, strict=True)
        x, y, z = (begin + (end - begin) * part for begin, end in ways)
        self._position = (x, y, z)
        if part >= 1.0:
            self._blocks.popleft()

    def think(self) -> None:
        """Stop where a hold has come to its end, and report if asked."""
        if self._begins_at is not None:
            if self.now < self._begins_at - 1e-9:
                return
            self._begin()
        if self._hold == "door:restoring" and self.now >= self._stopped_at - 1e-9:
            self._hold = ""
        if self._hold.endswith("moving") and self.now >= self._stopped_at - 1e-9:
            self._stand_still()
        self.read_on()
        is_due = self._report_at is not None and self.now >= self._report_at - 1e-9
        if is_due and not self._is_homing and self.now >= self._deaf_until:
            self._report_at = None
            if not self.is_mute:
                self.say(self.report())

    def read_on(self) -> None:
        """Read and obey the lines that wait."""

    # --- reports

    def state(self) -> str:
        """The word of state, with its number."""
        if self.forced is not None:
            return self.forced.word
        plain = {"Sleep": self._is_asleep, "Alarm": self.is_locked, "Home": self._is_homing}
        for word, is_it in {**plain, "Check": self._is_checking}.items():
            if is_it:
                return word
        if self._hold and not self._is_jogging:
            why, _, how = self._hold.partition(":")
            if why == "door":
                return f"Door:{DOOR_STEPS[how]}"
            return f"Hold:{1 if how == 'moving' else 0}"
        if self._blocks:
            return "Jog" if self._blocks[0].is_jog else "Run"
        return "Idle"

    def report(self) -> str:
        """A whole report of state, with the fields whose turn it is."""
        x, y, z = self._position if self.forced is None else self.forced.position(self.now)
        fields = [self.state(), f"MPos:{x:.3f},{y:.3f},{z:.3f}"]
        if self.flavour.is_hal:
            fields.append(
                f"Bf:{self.flavour.blocks - len(self._blocks)},{self.flavour.rx_bytes - len(self._rx) - 1}"
            )
        feed, rpm = self._speeds()
        fields.append(f"FS:{feed:.0f},{rpm:.0f}")
        if self.pins:
            fields.append(f"Pn:{self.pins}")
        return f"<{'|'.join([*fields, *self._turns()])}>"

    def _turns(self) -> list[str]:
        is_moving = bool(self._blocks)
        if self._offset_in <= 0 or self._is_full:
            self._offset_in = 30 if is_moving else 10
            turns = ["WCO:{:.3f},{:.3f},{:.3f}".format(*self.modes.offset)]
        else:
            self._offset_in -= 1
            turns = []
        if (self._overrides_in <= 0 and not turns) or self._is_full:
            self._overrides_in = 20 if is_moving else 10
            letters = self.modes.accessories
            turns += ["Ov:100,100,100", *([f"A:{letters}"] if letters or self.flavour.is_hal else [])]
        else:
            self._overrides_in -= 1
        if self._is_full:
            self._is_full = False
            turns += ["WCS:G54", "Sc:", "MPG:0", "H:0", "T:0", "TLR:0", f"FW:{self.flavour.name}"]
        return turns

    def _speeds(self) -> tuple[float, float]:
        if self.forced is not None:
            return self.forced.feed, self.forced.rpm
        if self._blocks and not self._hold.endswith(("done", "restoring")):
            block = self._blocks[0]
            return block.move.feed, block.rpm
        is_dark = self.store.is_laser and (self.modes.spindle == "M4" or bool(self._hold))
        return 0.0, 0.0 if is_dark or self._hold == "door:done" else self.modes.commanded
