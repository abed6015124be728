"""When the agent may put its own `?` between a sender and a Grbl, and which one answer of it the sender never sees.

Pure: bytes and monotonic milliseconds in, bytes out. The sender counts every `ok`, so nothing but at most one `<…>`
per own question is ever taken out, and nothing at all once the sender has asked by itself.
Source of the protocol's rules: github.com/gnea/grbl/wiki/Grbl-v1.1-Interface.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

QUESTION = b"?"
QUESTIONS = frozenset({0x3F, 0x80, 0x05, 0x87})
"""What a sender may ask with: grblHAL takes 0x80 and 0x05 for `?`, and 0x87 for a full report; ioSender uses them."""
GIVES_UP_MS = 2_000
AFTER_BANNER_MS = 2_000
SOON_MS = 250
"""So long after a sender did what changes the machine's state, it is looked at: a job's edges are then seen sharply."""
LONGEST_REPORT = 512
LONGEST_LINE = 256

BANNER = re.compile(rb"^(Grbl|GrblHAL|\[MSG:INFO: FluidNC|\[VER:|\[FIRMWARE:)", re.I)
HOLDS = {
    "homing": (re.compile(rb"^\$H", re.I), 120_000),
    "upload": (re.compile(rb"^\$(Xmodem|F[IX]?=|SD/|LocalFS/|Files/|FR=|FW=)", re.I), 120_000),
    "eeprom": (
        re.compile(rb"^\$(\d+=|I=|N\d+=|RST=)|^\$[\w/]*/.*=|G10.*L20?(?!\d)|G0*(28|30)\.1(?!\d)", re.I),
        5_000,
    ),
}
"""Lines until whose answer nothing is asked, and for how many milliseconds at most: Grbl answers no `?` while it
homes, and may lose bytes that arrive while it writes its EEPROM."""
LINE, DOLLAR = "line", "dollar"
"""What else a sender's line may be: G-code, or another line that begins with $."""
ANSWER = re.compile(rb"^(ok|error:\s*\w+)\s*$", re.I)
REPORT = re.compile(rb"^<[^<>]+>\s*$")
MORE_THAN_A_REPORT = re.compile(rb"ok\s*$|error:|ALARM:|Grbl|\[", re.I)
"""What a line that began as a report may hide when bytes were lost: that the sender must have."""
OF_THE_FAMILY = re.compile(rb"error:\s?\d+$|ALARM:\d|\[(MSG|GC|G5[4-9]|HLP|PRB|OPT|echo):|\$\d+=")
"""Lines that nothing but a Grbl or its kin prints."""
AS_TEXT = re.compile(rb"\s*[$[]|[^;(]*\([^)]*$")
"""The begin of a line in which grblHAL takes `?` for a letter: a command, or a comment that is not shut."""
XMODEM_BYTES = frozenset({0x01, 0x02, 0x04})
RESETS = frozenset({0x18})
TURNS = frozenset(b"~!\x84\x85")
"""Bytes that let a machine go on, hold it, open its door, end a jog."""


@dataclass(slots=True)
class Asker:
    """The quiet rule and the swallow budget of one connection. Not for several threads."""

    every_ms: int = 1_000
    """Ask only if no report was seen for so long."""
    is_identified: bool = False
    """Whether the firmware is known to answer `?`; nothing is asked before."""
    asked: int = 0
    swallowed: int = 0
    unanswered: int = 0
    reports: int = 0

    _asked_at: int | None = None
    _budget: int = 0
    _is_owed: bool = False
    _sender_asked_at: int | None = None
    _report_at: int | None = None
    _quiet_until: int = 0
    _pending: list[str] = field(default_factory=list)
    _pending_until: int = 0
    _uploading_until: int = 0
    _sender_line: bytearray = field(default_factory=bytearray)
    _held: bytearray = field(default_factory=bytearray)
    _device_line: bytearray = field(default_factory=bytearray)
    _after_return: bool = False
    _soon: int | None = None
    _sender_line_at: int | None = None
    _is_foreign: bool = False

    def sender_sent(self, data: bytes, at: int) -> None:
        """Take notice of what the sender sends, after it was passed on."""
        for byte in data:
            if byte in QUESTIONS:
                self._sender_asked_at = at
                self._is_owed, self._budget = self._is_owed or bool(self._budget), 0
            elif byte in RESETS:
                self._reset(at)
            elif byte in TURNS:
                self._soon = at + SOON_MS
            elif byte in XMODEM_BYTES and not self._sender_line:
                self._uploading_until = at + GIVES_UP_MS
            elif byte in b"\r\n":
                if byte == 0x0D or not self._after_return:
                    self._sender_ended_line(at)
            elif byte < 0x80 and len(self._sender_line) < LONGEST_LINE:
                self._sender_line.append(byte)
            self._after_return = byte == 0x0D

    def release(self) -> bytes:
        """What was held back of a report that is not ours after all; the sender must have it now."""
        if self._budget or not self._held:
            return b""
        out = bytes(self._held)
        self._held.clear()
        return out

    def device_sent(self, data: bytes, at: int) -> bytes:
        """What of the machine's bytes the sender is to have now."""
        if not (self._budget or self._held or self._is_owed):
            self._notice(data, at)
            return data
        out = bytearray()
        for place in range(len(data)):
            byte = data[place : place + 1]
            self._sort(byte, out)
            self._notice(byte, at)
        return bytes(out)

    def _sort(self, byte: bytes, out: bytearray) -> None:
        """One byte while an answer of ours may come: hold it, pass it, or let a whole report of ours go."""
        if self._held:
            self._held += byte
            if byte == b"\n":
                line = bytes(self._held)
                self._held.clear()
                if self._budget and not MORE_THAN_A_REPORT.search(line):
                    self._budget -= 1
                    self.swallowed += 1
                    self._asked_at = None
                else:
                    out += line
            elif len(self._held) > LONGEST_REPORT or not self._budget:
                out += self._held
                self._held.clear()
        elif byte == b"<" and not self._device_line and self._budget:
            self._held += byte
        else:
            out += byte

    def _notice(self, data: bytes, at: int) -> None:
        """Follow the machine's lines: answers end a hold, a banner begins one, a report makes us wait."""
        if b"\n" not in data:
            self._device_line += data
            if len(self._device_line) > LONGEST_REPORT:
                del self._device_line[LONGEST_REPORT:]
            return
        *lines, rest = (bytes(self._device_line) + data).split(b"\n")
        self._device_line = bytearray(rest[:LONGEST_REPORT])
        for line in lines:
            self._device_ended_line(line.strip(), at)

    def _device_ended_line(self, line: bytes, at: int) -> None:
        if REPORT.match(line):
            self._report_at, self._sender_asked_at = at, None
            if self._soon is not None and at >= self._soon:
                self._soon = None
            self.reports += 1
            self.is_identified = True
            if (
                self._is_owed
            ):  # the sender has its answer; unless ours was merged with it, one more comes unasked
                self._is_owed, self._budget = False, 1
        elif ANSWER.match(line):
            self._answered(line, at)
        elif BANNER.match(line):
            self.is_identified = True
            if not line.startswith(b"["):
                self._reset(at)
        elif OF_THE_FAMILY.match(line):
            self.is_identified = True
        elif line and line[:1] not in b"[$<>":
            self._is_foreign = True

    def _answered(self, line: bytes, at: int) -> None:
        """One line of the sender's is done. A $ that is taken without a word shows a Grbl; G-code shows it awake."""
        kind = self._pending.pop(0) if self._pending else ""
        if OF_THE_FAMILY.match(line) or (kind in (*HOLDS, DOLLAR) and not self._is_foreign):
            self.is_identified = True
        if kind == LINE:
            self._quiet_until = min(self._quiet_until, at)
        self._is_foreign = False

    def _sender_ended_line(self, at: int) -> None:
        line = bytes(self._sender_line).strip()
        self._sender_line.clear()
        if len(self._pending) > 4_000:
            self._pending.clear()
        kind = next((name for name, (pattern, _) in HOLDS.items() if pattern.search(line)), "")
        if kind:
            self._pending_until = max(self._pending_until, at + HOLDS[kind][1])
        elif line:
            kind = DOLLAR if line.startswith(b"$") else LINE
        self._pending.append(kind)
        if line and (self._sender_line_at is None or at - self._sender_line_at >= self.every_ms):
            self._soon = at + SOON_MS  # work may have begun
        self._sender_line_at = at if line else self._sender_line_at

    def _reset(self, at: int) -> None:
        """A soft reset or a banner: what was pending is forgotten, and nothing is asked for two seconds.

        A question of ours that met the reset may still be answered behind the banner, as real Grbl does after homing
        that failed: that answer is ours to take out.
        """
        self._pending.clear()
        self._sender_line.clear()
        self._quiet_until = at + AFTER_BANNER_MS
        self._is_foreign = False

    def connected(self, at: int) -> None:
        """The machine's port was (re)opened: nothing of before counts."""
        self._reset(at)
        self._budget, self._is_owed, self._asked_at = 0, False, None
        self._held.clear()
        self._device_line.clear()
        self._sender_asked_at = self._report_at = self._soon = self._sender_line_at = None
        self._uploading_until = self._pending_until = 0

    def why_not(self, at: int) -> str:
        """Why nothing is asked now: a word for the doctor and the tests; empty if a `?` may go."""
        if not self.is_identified:
            return "unknown firmware"
        if self._asked_at is not None and at - self._asked_at < GIVES_UP_MS:
            return "own question open"
        if self._sender_asked_at is not None and at - self._sender_asked_at < GIVES_UP_MS:
            return "sender asked"
        if at < self._next_ask(at):
            return "report seen"
        if at < self._quiet_until:
            return "after a banner"
        if at < self._uploading_until:
            return "upload"
        if AS_TEXT.match(self._sender_line):
            return "half a line that keeps it"
        if at < self._pending_until:
            return next((kind for kind in self._pending if kind in HOLDS), "")
        return ""

    def _next_ask(self, at: int) -> int:
        """When the last report is old; sooner once the sender did something that the machine should show."""
        if self._report_at is None:
            return at
        due = self._report_at + self.every_ms
        return due if self._soon is None else min(due, max(self._soon, self._report_at + SOON_MS))

    def due_in_ms(self, at: int) -> int:
        """How long until a question may be due; at most until the relay looks again anyhow."""
        if self._report_at is None or not self.is_identified:
            return 100
        return max(2, min(self._next_ask(at) - at, 100))

    def asks(self, at: int) -> bytes:
        """The `?` to send now, or nothing."""
        if self.why_not(at):
            return b""
        if self._asked_at is not None:
            self.unanswered += 1
        self._asked_at, self._budget, self._is_owed = at, 1, False
        self._soon = None if self._soon is not None and at >= self._soon else self._soon
        self.asked += 1
        return QUESTION

    def gave_up(self, at: int) -> bytes:
        """After two seconds an own question is given up; returns what was held back for it."""
        if self._asked_at is not None and at - self._asked_at >= GIVES_UP_MS:
            self._asked_at, self._budget, self._is_owed = None, 0, False
            self.unanswered += 1
        return self.release()
