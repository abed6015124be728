"""Grbl 1.1 and its kin: grblHAL, FluidNC, and Smoothieware in its Grbl mode.

Sources: gnea/grbl doc/markdown/interface.md (reports, messages) and commands.md; grblHAL's and FluidNC's additions to
the report. Only the state is ever required of a report, for settings switch every other field on and off; but what is
there must be well formed, for reports arrive corrupted in earnest (usbcnc/grbl#46: two or three in a thousand).
"""

from __future__ import annotations

import re

from hardware.kiosk.protocols.lines import LINE_BYTES, LineParser, bad, too_long
from hardware.vocabulary import (
    AlarmSeen,
    Answered,
    BannerSeen,
    IdentitySeen,
    MessageSeen,
    Observation,
    StateClass,
    StateSeen,
)

STATES = {
    "Run": StateClass.BUSY,
    "Jog": StateClass.SETUP,
    "Home": StateClass.SETUP,
    "Hold": StateClass.PAUSED,
    "Door": StateClass.PAUSED,
    "Tool": StateClass.PAUSED,
    "Idle": StateClass.IDLE,
    "Check": StateClass.OFFJOB,
    "Sleep": StateClass.OFFJOB,
    "Starting": StateClass.OFFJOB,
    "Alarm": StateClass.FAULT,
}
IDENTITIES = ("VER", "OPT", "NEWOPT", "FIRMWARE", "DRIVER", "DRIVER VERSION", "BOARD", "AXS", "NVS STORAGE")
REMEMBERED = 1024
LONGEST_TAIL = 340
"""State and fields behind the position; the position itself is bounded, so the whole stays under the cap."""

_ONE = rb"-?\d{1,7}\.\d{1,6}"
FIND_LINES = re.compile(
    rb"^(?:<([A-Z][a-z]{2,8}(?::\d{1,2})?)\|[MW]Pos:" + _ONE + rb"(?:," + _ONE + rb"){0,8}"
    rb"([^<>\n]*)>\r*|([^\n]+))$",
    re.MULTILINE,
).findall
"""A buffer of lines as (state, fields behind the position, "") for a report, or ("", "", line) for anything else."""

_NUMBER = r"-?\d{1,9}(?:\.\d{1,6})?"
_PLACE = r"-?\d{1,7}\.\d{1,6}"
POSITION = re.compile(rf"{_PLACE}(?:,{_PLACE}){{0,8}}")
GRAMMAR = {
    "MPos": POSITION,
    "WPos": POSITION,
    "WCO": POSITION,
    "F": re.compile(rf"{_NUMBER}(?:,{_NUMBER}){{0,2}}"),
    "FS": re.compile(rf"{_NUMBER}(?:,{_NUMBER}){{1,2}}"),
    "Ov": re.compile(r"\d{1,3},\d{1,3},\d{1,3}"),
    "Bf": re.compile(r"\d{1,5},\d{1,5}"),
    "Ln": re.compile(r"-?\d{1,10}"),
    "Pn": re.compile(r"[A-Za-z0-9]*"),
    "A": re.compile(r"[A-Za-z0-9]*"),
}
OLD_REPORT = re.compile(
    rb"<([A-Z][a-z]{2,8})(?:,[MW]Pos:" + _ONE + rb"(?:," + _ONE + rb"){2,5}){1,2}"
    rb"(?:,(?:Buf|RX|Ln|F|Lim|Ctl):[0-9.]{1,12})*>"
)
"""Grbl 0.9 put commas where 1.1 has bars, and told nothing of a spindle."""
FIELD = re.compile(r"([A-Za-z][A-Za-z0-9_]{0,15}):([^|<>]*)|(AR)")
"""grblHAL tells by a bare AR that it could report by itself and does not (grblHAL/core report.c)."""
STATE = re.compile(r"([A-Z][a-z]{2,8})(?::(\d{1,2}))?")
ERROR = re.compile(r"error:(?:(\d{1,3})| [A-Za-z][ -~]*)")
ALARM = re.compile(r"ALARM:(?:(\d{1,2})| [A-Za-z][ -~]*)")
BANNER = re.compile(r"Grbl(?:HAL)? \d[ -~]*\]")
BRACKETED = re.compile(r"\[([A-Za-z][A-Za-z0-9. ]{0,20}):(.*)\]", re.DOTALL)
OLD_MESSAGE = re.compile(r"\['?[A-Za-z0-9$][^\[\]<>:]*(?::[^\[\]<>:]*)?\]")
"""Grbl 0.9 and the first 1.1 put no word before what they say: [Reset to continue], ['$H'|'$X' to unlock]."""
SETTING = re.compile(r"\$[A-Za-z0-9/_]{1,40}\s?=.*", re.DOTALL)
STARTED = re.compile(r">.*:(?:ok|error:\d{1,3})", re.DOTALL)
FREE = re.compile(r"(?:[ \t#$%A-Za-z\"]|-{4} |\d+\t)[^<>|]*")

_Line = tuple[bytes, bytes, bytes]


class GrblParser(LineParser):
    """`firmware` names it in identities; `speaks_freely` for firmwares that print helps and configurations in clear."""

    def __init__(self, firmware: str = "Grbl", *, speaks_freely: bool = False) -> None:
        super().__init__()
        self._firmware = firmware
        self._speaks_freely = speaks_freely
        self._known: dict[_Line, Observation] = {}
        self._same: dict[StateSeen, StateSeen] = {}

    def read_lines(self, whole: bytes) -> list[Observation]:
        """One search for the whole buffer and one look-up for each line; what was never seen is read with care."""
        found: list[_Line] = FIND_LINES(whole)
        known = self._known
        try:
            return [known[line] for line in found]
        except KeyError:
            return self._read_with_care(found)

    def _read_with_care(self, found: list[_Line]) -> list[Observation]:
        seen: list[Observation] = []
        for line in found:
            observation = self._known.get(line)
            if observation is None:
                observation = self._meaning(line)
            if observation is None:
                continue
            if isinstance(observation, StateSeen | Answered):
                observation = self._remember(line, observation)
            seen.append(observation)
        return seen

    def _remember(self, line: _Line, observation: StateSeen | Answered) -> Observation:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
            self._same.clear()
        if isinstance(observation, StateSeen):
            observation = self._same.setdefault(observation, observation)
        self._known[line] = observation
        return observation

    def _meaning(self, found: _Line) -> Observation | None:
        state, tail, other = found
        if state:
            is_whole = tail[:1] in (b"", b"|") and len(state) + len(tail) <= LONGEST_TAIL
            report = _report(state, b"MPos:0.0" + tail) if is_whole else None
            return report or bad(b"<" + state + b"|" + tail + b">", "report")
        if len(other) > LINE_BYTES:
            return too_long(other)
        line = other.rstrip(b"\r")
        return self._line(line) if line else None

    def _line(self, line: bytes) -> Observation:
        if line == b"ok":
            return Answered(True)
        if line[:1] == b"<":
            if (old := OLD_REPORT.fullmatch(line)) and (name := old[1].decode()) in STATES:
                return StateSeen(STATES[name], name)
            inner = line[1:-1].partition(b"|")
            report = _report(inner[0], inner[2]) if line[-1:] == b">" else None
            return report or bad(line, "report")
        try:
            text = line.decode()
        except UnicodeDecodeError:
            return bad(line, "not text")
        return self._words(text) or bad(line, "not known")

    def _words(self, text: str) -> Observation | None:
        if match := ERROR.fullmatch(text):
            return Answered(False, int(match[1] or 0), "" if match[1] else text)
        if match := ALARM.fullmatch(text):
            return AlarmSeen(int(match[1] or 0), text)
        if BANNER.fullmatch(text):
            return BannerSeen(text)
        if not text.replace("\t", " ").isprintable():
            return None
        if match := BRACKETED.fullmatch(text):
            is_identity = match[1] in IDENTITIES
            return IdentitySeen(self._firmware, match[2], match[1]) if is_identity else MessageSeen(text)
        if SETTING.fullmatch(text) or STARTED.fullmatch(text) or OLD_MESSAGE.fullmatch(text):
            return MessageSeen(text)
        return MessageSeen(text) if self._speaks_freely and FREE.fullmatch(text) else None


def _report(state: bytes, fields: bytes) -> StateSeen | None:
    """The report's state, or None if any part of it is not well formed."""
    try:
        named, rest = STATE.fullmatch(state.decode()), fields.decode()
    except UnicodeDecodeError:
        return None
    if named is None or named[1] not in STATES or not rest.isprintable():
        return None
    values = _fields(rest)
    if values is None:
        return None
    speeds = values.get("FS", "").split(",")
    feed = speeds[0] or values.get("F", "").split(",")[0]
    return StateSeen(
        STATES[named[1]],
        named[1],
        int(named[2]) if named[2] else None,
        _spindle(speeds[1] if len(speeds) > 1 else None, values),
        float(feed) if feed else None,
    )


def _fields(rest: str) -> dict[str, str] | None:
    values: dict[str, str] = {}
    for field in rest.split("|") if rest else ():
        match = FIELD.fullmatch(field)
        if match is None:
            return None
        name, value = match[1] or match[3], match[2] or ""
        grammar = GRAMMAR.get(name)
        if name in values or (grammar is not None and not grammar.fullmatch(value)):
            return None
        values[name] = value
    return values


def _spindle(speed: str | None, values: dict[str, str]) -> bool | None:
    """Commanded on: a speed, or S or C among the accessories (which are told together with the overrides only)."""
    accessories = values.get("A", "" if "Ov" in values else None)
    if speed is not None and float(speed) > 0:
        return True
    if accessories is not None and ("S" in accessories or "C" in accessories):
        return True
    return None if speed is None and accessories is None else False
