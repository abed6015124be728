"""Cuts a stream into lines: any chunking gives the same lines, and no line grows without end."""

from __future__ import annotations

from collections.abc import Sequence

from hardware.vocabulary import SAMPLE_BYTES, BadLine, Observation

LINE_BYTES = 512
"""A longer line is no line: it is counted once and dropped up to the next line feed."""


def bad(line: bytes, why: str) -> BadLine:
    """The line as something that is only counted."""
    return BadLine(len(line), why, line[:SAMPLE_BYTES])


def too_long(line: bytes) -> BadLine:
    """A line over the cap; how long it was in all nobody waits to see."""
    return BadLine(LINE_BYTES + 1, "too long", line[:SAMPLE_BYTES])


class LineParser:
    """Keeps the unfinished line and hands on whole ones. A dialect says what a line means in `read_line`."""

    def __init__(self) -> None:
        self._rest = b""
        self._is_dropping = False

    def feed(self, data: bytes) -> list[Observation]:
        """What these bytes complete, in their order."""
        if self._is_dropping:
            cut = data.find(b"\n")
            if cut < 0:
                return []
            data = data[cut + 1 :]
            self._is_dropping = False
        end = data.rfind(b"\n") + 1
        if end:
            seen = self.read_lines(self._rest + data[:end])
            self._rest = data[end:]
        else:
            seen = []
            self._rest += data
        if len(self._rest) > LINE_BYTES:
            seen.append(too_long(self._rest))
            self._rest = b""
            self._is_dropping = True
        return seen

    def read_lines(self, whole: bytes) -> list[Observation]:
        """The observations of whole lines; `whole` ends in a line feed."""
        seen: list[Observation] = []
        for line in whole[:-1].split(b"\n"):
            if len(line) > LINE_BYTES:
                seen.append(too_long(line))
            elif stripped := line.rstrip(b"\r"):
                seen.extend(self.read_line(stripped))
        return seen

    def read_line(self, line: bytes) -> Sequence[Observation]:
        """What one line means, its ending taken off; it is never empty."""
        return (bad(line, "not known"),)
