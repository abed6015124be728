"""A controller that speaks Grbl 1.1, or grblHAL, letter by letter.

It keeps what senders trip over: 128 bytes of receive buffer; one `ok` for each line and for each empty one; real-time
bytes taken out wherever they stand; two `?` that make one report; no report while homing or after a hard limit; the
banner at each reset and at the end of check mode; M0 as Hold:0; a dwell that reads Idle; a spindle that stays on.
"""

from __future__ import annotations

from hardware.kiosk.virtual.gcode import COMMENT, NO_FEED, Line, Modes, Refused, read_line
from hardware.kiosk.virtual.grbl_body import Block, Forced, GrblBody, Waiting
from hardware.kiosk.virtual.grbl_settings import dollar_words

HOMING_SECONDS = 3.0
STORE_SECONDS = 0.02
LONGEST_LINE = 79
"""Letters of a line without its spaces and comments."""
NO_NUMBER, UNKNOWN_DOLLAR, HOMING_OFF, IDLE_ONLY, LOCKED, OVERFLOW = 2, 3, 5, 8, 9, 11
TURNS = {"M3", "M4", "M5", "M7", "M8", "M9"}
FORCED = {
    "run": "Run",
    "hold": "Hold:0",
    "door": "Door:0",
    "jog": "Jog",
    "home": "Home",
    "tool": "Tool",
    "check": "Check",
    "sleep": "Sleep",
    "spinning": "Idle",
}
FEED, RPM = 800.0, 12_000.0


class _Restarted(Exception):
    """The firmware began anew in the middle of a line."""


class GrblBoard(GrblBody):
    """One such controller, whole."""

    def read_on(self) -> None:
        """Read and obey the lines that wait."""
        while not (self._is_critical or self._is_asleep or self._begins_at is not None) and self._go_on():
            pass

    def _go_on(self) -> bool:
        """One step of the main loop; False when it has to wait, as for whoever is held: nothing is read then."""
        if self._hold:
            return False
        if self._job is None:
            line = self._next_line()
            if line is None:
                return False
            self._job, self._until = self._execute(line), lambda: True
        if not self._until():
            return False
        try:
            self._until = next(self._job)
        except StopIteration:
            self._job = None
        except _Restarted:
            return True
        except Refused as refused:
            self._job = None
            self.say(f"error:{refused.code}")
        return True

    def _next_line(self) -> str | None:
        while self._rx:
            one = bytes(self._rx[:1])
            del self._rx[0]
            if one not in b"\r\n":
                self._line += one
                self._last_end = b""
                continue
            is_second = self.flavour.is_hal and not self._line and self._last_end not in (b"", one)
            self._last_end = b"" if is_second else one
            if not is_second:
                text, self._line = self._line.decode("ascii", "replace"), bytearray()
                return text
        return None

    # --- lines

    def _execute(self, text: str) -> Waiting:
        if len(COMMENT.sub("", text)) > LONGEST_LINE:
            raise Refused(OVERFLOW)
        bare = text.strip()
        if bare.startswith("$"):
            yield from self._dollar(bare)
        elif bare:
            if self.is_locked or self._is_jogging:
                raise Refused(LOCKED)
            yield from self._gcode(read_line(bare))
        self.say("ok")
        if self._is_asleep:
            self.say("[MSG:Sleeping]")

    def _gcode(self, line: Line) -> Waiting:
        commands = set(line.commands)
        if commands & {*TURNS, "M0", "M1", "M2", "M30", "G4"} and not self._is_checking:
            yield from self._drained()
        if commands & {"G10", "G28.1", "G30.1"}:
            yield from self._storing()
        self.modes.take(line)
        if commands & TURNS:
            self._overrides_in = 0
        if "G4" in commands:
            yield from self._dwell(line.numbers.get("P", 0.0))
        elif not commands & {"G10", "G28.1", "G30.1", "G92", "G92.1"}:
            yield from self._plan(line)
        stops = {"M0", "M1"} if self.flavour.is_hal else {"M0"}
        if commands & stops and not self._is_checking:
            yield from self._drained()
            self._hold = "hold:done"
            yield lambda: not self._hold
        if commands & {"M2", "M30"}:
            yield from self._drained()
            self.modes = Modes(offset=self.modes.offset, feed=self.modes.feed, rpm=self.modes.rpm)
            self._offset_in = self._overrides_in = 0
            self.say("[MSG:Pgm End]")

    def _plan(self, line: Line, *, is_jog: bool = False, modes: Modes | None = None) -> Waiting:
        modes = modes or self.modes
        move = modes.move_of(line, self._planned)
        if move is None or self._is_checking:
            return
        yield lambda: len(self._blocks) < self.flavour.blocks
        seconds = move.length_mm / move.feed * 60 if move.feed else 0.0
        start, self._planned = self._planned, move.target
        if seconds > 0:
            self._blocks.append(Block(move, start, seconds, modes.commanded, is_jog))

    def _drained(self) -> Waiting:
        yield lambda: not self._blocks

    def _dwell(self, seconds: float) -> Waiting:
        if not self._is_checking:
            until = self.now + seconds
            self.wake_at(until)
            yield lambda: self.now >= until - 1e-9

    def _storing(self) -> Waiting:
        yield from self._drained()
        self._deaf_until = self.now + STORE_SECONDS
        self.wake_at(self._deaf_until)
        yield lambda: self.now >= self._deaf_until - 1e-9

    def _dollar(self, text: str) -> Waiting:
        word = text.upper().replace(" ", "")
        if word.startswith("$J="):
            yield from self._jog(text[3:])
        elif word == "$X":
            if self.is_locked:
                self.is_locked = False
                self.say("[MSG:Caution: Unlocked]")
        elif word == "$C":
            self._toggle_check()
        elif word == "$H":
            yield from self._home()
        elif word == "$SLP":
            self._only_when_idle(may_be_locked=True)
            self._is_asleep = True
        elif word.startswith("$RST="):
            yield from self._defaults()
        else:
            if word not in ("$", "$G") and not (word == "$$" and not self._blocks):
                self._only_when_idle(may_be_locked=True)
            if self.store.is_writing(word):
                yield from self._storing()
            self._say_all(
                dollar_words(word, text, self), NO_NUMBER if word[1:2].isalpha() else UNKNOWN_DOLLAR
            )

    def _defaults(self) -> Waiting:
        self._only_when_idle(may_be_locked=True)
        yield from self._storing()
        self.say("[MSG:Restoring defaults]")
        self.say("ok")
        self._restart()
        raise _Restarted

    def _say_all(self, words: list[str] | None, code: int) -> None:
        if words is None:
            raise Refused(code)
        for word in words:
            self.say(word)

    def _only_when_idle(self, *, may_be_locked: bool = False) -> None:
        if self._blocks or self._hold or self._is_checking or (self.is_locked and not may_be_locked):
            raise Refused(IDLE_ONLY)

    def _jog(self, text: str) -> Waiting:
        if self.is_locked or self._is_checking or (self._blocks and not self._blocks[0].is_jog):
            raise Refused(IDLE_ONLY)
        line = read_line(text)
        if "F" not in line.numbers:
            raise Refused(NO_FEED)
        modes = Modes(motion="G1", offset=self.modes.offset, scale=self.modes.scale)
        modes.take(line)
        yield from self._plan(line, is_jog=True, modes=modes)

    def _toggle_check(self) -> None:
        if self._is_checking:
            self.say("[MSG:Disabled]")
            self.say("ok")
            self._restart()
            raise _Restarted
        self._only_when_idle()
        self._is_checking = True
        self.say("[MSG:Enabled]")

    def _home(self) -> Waiting:
        if self._blocks or self._is_checking:
            raise Refused(IDLE_ONLY)
        if not self.store.homes:
            raise Refused(HOMING_OFF)
        self.is_locked, self._is_homing = False, True
        until = self.now + HOMING_SECONDS
        self.wake_at(until)
        yield lambda: self.now >= until - 1e-9
        self._is_homing = False
        self._position = self._planned = (0.0, 0.0, 0.0)

    def act(self, word: str, value: str) -> None:
        """A step of a script begins: a state, an alarm with its code, a reset, an unlocking, or silence."""
        if word == "alarm":
            self.alarm(int(value or 3))
        elif word == "reset":
            self.receive(b"\x18")
        elif word == "unlock":
            self.is_locked = False
        elif word in FORCED:
            feed = FEED if word in ("run", "jog") else 0.0
            self.forced = Forced(FORCED[word], self.now, feed, RPM if word in ("run", "spinning") else 0.0)
        self.is_mute = word in ("mute", "home")

    def rest(self) -> None:
        """A step of a script ends: what it forced is over."""
        self.forced = None
        self.is_mute = False
