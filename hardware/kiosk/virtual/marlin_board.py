"""A printer that speaks as Marlin does, and says "wait" while idle as OctoPrint's virtual printer does."""

from __future__ import annotations

import re

from hardware.kiosk.virtual.board import Board

KEEPALIVE = 2.0
IDENTITY = (
    "FIRMWARE_NAME:Marlin 2.1.2 (virtual) SOURCE_CODE_URL:github.com/MarlinFirmware/Marlin PROTOCOL_VERSION:1.0 "
    "MACHINE_TYPE:Virtual EXTRUDER_COUNT:1 UUID:cede2a2f-41a2-4748-9b12-c55c62f367ff",
    "Cap:AUTOREPORT_TEMP:1",
    "Cap:AUTOREPORT_SD_STATUS:1",
    "Cap:EMERGENCY_PARSER:0",
    "Cap:PRINT_JOB:1",
)
WARM = "T:210.00 /210.00 B:60.00 /60.00 @:127 B@:127"
COLD = "T:21.30 /0.00 B:21.30 /0.00 @:0 B@:0"
SIZE = 480
SLOW = re.compile(r"G28|G29|M109|M190")
CHECKED = re.compile(r"N-?\d+\s+|\*\d+\s*$|;.*")


class MarlinBoard(Board):
    """Lines in, `ok` out; prints from its card when a script or M24 says so."""

    def __init__(self) -> None:
        super().__init__()
        self._line = bytearray()
        self._printing = ""
        self._began = 0.0
        self._report_every: dict[str, float] = {}
        self._report_at: dict[str, float] = {}
        self._busy_until = 0.0
        self._queue: list[str] = []
        self._is_halted = False
        self.power_on()

    def power_on(self) -> None:
        """The welcome."""
        self._out.clear()
        self.say("start")
        self.say("echo:Marlin 2.1.2")
        self._every("wait", 1.0)

    def say(self, line: str) -> None:
        """Print one line, ended by a line feed alone."""
        self.say_raw(line.encode("utf-8") + b"\n")

    def receive(self, data: bytes) -> None:
        """Lines arrive; one that takes long keeps the others waiting."""
        self._line += data.replace(b"\r", b"\n")
        *lines, rest = self._line.split(b"\n")
        self._line = bytearray(rest)
        self._queue += [line.decode("ascii", "replace") for line in lines]
        self.think()

    def think(self) -> None:
        """Answer what can be answered, and say what is due."""
        while self._queue and self.now >= self._busy_until - 1e-9 and not self._is_halted:
            self._answer(CHECKED.sub("", self._queue.pop(0)).strip())
        for name, at in list(self._report_at.items()):
            if self.now >= at - 1e-9:
                self._every(name, self._report_every[name])
                self._report(name)

    def _every(self, name: str, seconds: float) -> None:
        self._report_every[name], self._report_at[name] = seconds, self.now + seconds
        self.wake_at(self._report_at[name])
        if seconds <= 0:
            del self._report_at[name]

    def _report(self, name: str) -> None:
        is_busy = self.now < self._busy_until or self._printing == "printing"
        if self._is_halted:
            return
        if name == "wait":
            self._every("wait", KEEPALIVE if is_busy or self._printing else 1.0)
            paused = "echo:busy: paused for user" if self._printing == "paused" else "wait"
            self.say("echo:busy: processing" if is_busy else paused)
        elif name == "temperatures":
            self.say(" " + (WARM if self._printing else COLD))
        else:
            self.say(self._card_line())

    def _card_line(self) -> str:
        if self._printing != "printing":
            return "Not SD printing"
        return f"SD printing byte {min(int(self.now - self._began), SIZE)}/{SIZE}"

    def _answer(self, line: str) -> None:
        code, number = line.split(" ")[0].upper(), re.search(r"\sS(\d+)", line.upper())
        if not line:
            return
        if code == "M105":
            self.say("ok " + (WARM if self._printing else COLD))
            return
        if code == "M112":
            self._halt()
            return
        self._obey(code, float(number[1]) if number else 0.0)
        if SLOW.match(code):
            self._busy_until = self.now + 6.0
            self.wake_at(self._busy_until)
        self.say("ok")

    def _obey(self, code: str, number: float) -> None:
        if code == "M115":
            for words in IDENTITY:
                self.say(words)
        elif code == "M155":
            self._every("temperatures", number)
        elif code == "M27":
            if number:
                self._every("card", number)
            else:
                self.say(self._card_line())
        elif code == "M23":
            self.say(f"File opened: x.gcode  Size: {SIZE}")
            self.say("File selected")
        elif code in ("M24", "M25"):
            self.act("run" if code == "M24" else "hold", "")

    def _halt(self) -> None:
        self._printing, self._is_halted = "", True
        self.say("Error:Printer halted. kill() called!")

    def act(self, word: str, value: str) -> None:
        """A step of a script begins: run, hold, done, cancel, alarm, reset."""
        if word == "run":
            if self._printing == "paused":
                self.say("//action:resumed")
            else:
                self._began = self.now
            self._printing = "printing"
        elif word == "hold":
            self._printing = "paused"
            self.say("// action:pause")
        elif word in ("done", "cancel"):
            self._printing = ""
            self.say("Done printing file" if word == "done" else "//action:cancel")
        elif word == "alarm":
            self._halt()
        elif word == "reset":
            self._is_halted, self._printing = False, ""
            self.power_on()
