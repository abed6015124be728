"""Marlin: it has no word for its state, so that is concluded from what it says meanwhile.

Sources: Marlin's host_keepalive ("echo:busy: …" every 2 s), M27, M115, M155 and host action commands; OctoPrint's
virtual printer, which also says "wait" each second while idle. A plain `ok` means that a line was taken: one weak sign
of work. The `ok` behind an answer to a question (temperatures, M27, M115) is none, nor are those of a file that is sent
to the card.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hardware.kiosk.protocols.lines import LineParser, bad
from hardware.vocabulary import (
    AlarmSeen,
    Answered,
    BannerSeen,
    IdentitySeen,
    JobWord,
    JobWordKind,
    MessageSeen,
    Observation,
    StateClass,
    StateSeen,
)

STREAMING = StateSeen(StateClass.BUSY, "Streaming", is_sure=False)
PROCESSING = StateSeen(StateClass.BUSY, "Processing")
SD_PRINTING = StateSeen(StateClass.BUSY, "SD")
WAITING = StateSeen(StateClass.IDLE, "Wait")
NOT_SD = StateSeen(StateClass.IDLE, "NotSD", is_sure=False)
PAUSED = StateSeen(StateClass.PAUSED, "Paused")
PLAIN_OK = Answered(True)

FIXED: dict[str, tuple[Observation, ...]] = {
    "start": (BannerSeen("start"),),
    "wait": (WAITING,),
    "Not SD printing": (NOT_SD,),
    "Done printing file": (JobWord(JobWordKind.DONE, "Done printing file"),),
}
BUSY = re.compile(r"(?:echo:)?busy: ?(?:(processing)|paused for (?:user|input))")
"""Marlin says "echo:busy: processing"; others, and OctoPrint's printer in a dwell, "busy:processing"."""
ACTIONS = {
    "start": JobWordKind.STARTED,
    "print_start": JobWordKind.STARTED,
    "pause": JobWordKind.PAUSED,
    "paused": JobWordKind.PAUSED,
    "resume": JobWordKind.RESUMED,
    "resumed": JobWordKind.RESUMED,
    "cancel": JobWordKind.CANCELLED,
}
OK = re.compile(r"ok(?:\s+([ -~]*))?")
STREAM_OK = re.compile(r"(?:N\d+\s*)?(?:P\d+\s*)?(?:B\d+\s*)?")
SD = re.compile(r"SD printing byte (\d{1,12})/\d{1,12}")
ACTION = re.compile(r"//\s?action:\s?([a-z_]{1,30})\b[ -~]*")
STORING = re.compile(r"Writing to file: [ -~]+")
STORED = "Done saving file"
ERROR = re.compile(r"Error:([ -~]*)")
KILLED = re.compile(r"echo:([ -~]*\bKILLED\b[ -~]*)|!! ?([ -~]+)")
"""OctoPrint's printer after M112; and how Klipper, which speaks as Marlin does, says that it has shut down."""
FATAL = re.compile(r"halted|kill|stopped|Thermal|MINTEMP|MAXTEMP|Heating failed", re.IGNORECASE)
CAPABILITY = re.compile(r"Cap:([A-Z0-9_]{1,40}):([01])")
FIRMWARE = re.compile(r"FIRMWARE_NAME:([ -~]*)")
UUID = re.compile(r"\bUUID:([0-9A-Fa-f-]{8,40})")
ANSWER = re.compile(r"Not SD printing|SD printing byte |Cap:|FIRMWARE_NAME:|\s?T\d?:|X:|echo:|File ")
PRINTABLE = re.compile(r"[ -~\t\u00a0-\U0010ffff]+")


class MarlinParser(LineParser):
    """It remembers whether the line before was an answer, whether lines go to the card, how far a print of it is."""

    def __init__(self) -> None:
        super().__init__()
        self._is_answering = False
        self._is_storing = False
        self._byte = ""

    def read_line(self, line: bytes) -> Sequence[Observation]:
        """What one line means."""
        try:
            text = line.decode()
        except UnicodeDecodeError:
            return (bad(line, "not text"),)
        if not PRINTABLE.fullmatch(text):
            return (bad(line, "not text"),)
        if match := OK.fullmatch(text):
            return self._ok(match[1] or "")
        self._is_answering = bool(ANSWER.match(text))
        if text == STORED or text == "start":
            self._is_storing = False
        elif STORING.fullmatch(text):
            self._is_storing = True
        if match := SD.fullmatch(text):
            return self._sd(match[1], text)
        return FIXED.get(text) or _words(text)

    def _sd(self, byte: str, text: str) -> tuple[Observation, ...]:
        """A print from the card works while it goes on; a paused one says the same byte again."""
        is_same, self._byte = byte == self._byte, byte
        return (MessageSeen(text),) if is_same else (SD_PRINTING,)

    def _ok(self, behind: str) -> tuple[Observation, ...]:
        is_plain = not (self._is_answering or self._is_storing) and STREAM_OK.fullmatch(behind) is not None
        self._is_answering = False
        answered = Answered(True, 0, behind) if behind else PLAIN_OK
        return (answered, STREAMING) if is_plain else (answered,)


def _words(text: str) -> tuple[Observation, ...]:
    if match := BUSY.fullmatch(text):
        return (PROCESSING if match[1] else PAUSED,)
    if match := ACTION.fullmatch(text):
        kind = ACTIONS.get(match[1])
        return (JobWord(kind, text) if kind else MessageSeen(text),)
    if match := KILLED.fullmatch(text):
        return (AlarmSeen(0, match[1] or match[2]),)
    if match := ERROR.fullmatch(text):
        return (AlarmSeen(0, match[1]) if FATAL.search(match[1]) else Answered(False, 0, match[1]),)
    return _identity(text) or (MessageSeen(text),)


def _identity(text: str) -> tuple[Observation, ...]:
    if match := CAPABILITY.fullmatch(text):
        return (IdentitySeen("Marlin", f"{match[1]}:{match[2]}", "Cap"),)
    if match := FIRMWARE.fullmatch(text):
        found: list[Observation] = [IdentitySeen("Marlin", match[1], "FIRMWARE_NAME")]
        if unique := UUID.search(text):
            found.append(IdentitySeen("Marlin", unique[1], "UUID"))
        return tuple(found)
    return ()
