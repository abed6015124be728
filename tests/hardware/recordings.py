"""Reads the recorded transcripts: what was sent, what was received."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "transcripts"
NAMES = ("grbl", "grblhal", "fluidnc", "marlin", "fm1")
ENDING = {"grbl": b"\r\n", "grblhal": b"\r\n", "fluidnc": b"\r\n", "marlin": b"\n", "fm1": b"\n"}


class Timed(NamedTuple):
    """A line of a recording that has times: `>` sent, as it went; `<` received, without its ending; `#` a remark."""

    way: str
    at: float
    line: bytes


def plain(text: str) -> bytes:
    """The bytes that a line of a transcript stands for."""
    return re.sub(rb"\{([0-9a-f]{2})\}", lambda m: bytes.fromhex(m[1].decode()), text.encode())


def timed(name: str) -> list[Timed]:
    """The recording `grbl-1.1h-name`, in its order."""
    rows = (FOLDER / f"grbl-1.1h-{name}.txt").read_text(encoding="utf-8").splitlines()[1:]
    found = (row.split(" ", 2) for row in rows)
    return [Timed(way, float(at), plain("".join(rest))) for way, at, *rest in found]


def turns(name: str) -> list[tuple[str, bytes]]:
    """(">" or "<", the line without its ending) in the order of the recording."""
    found = []
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line[:1] in ("<", ">"):
            text = line[2:].encode()
            found.append(
                (line[0], re.sub(rb"\{([0-9a-f]{2})\}", lambda m: bytes.fromhex(m[1].decode()), text))
            )
    return found


def received(name: str) -> bytes:
    """Every byte that the machine sent."""
    return b"".join(line + ENDING[name] for way, line in turns(name) if way == "<")


def wire(name: str) -> list[tuple[int, str, bytes]]:
    """A recording of a real sender on its port: milliseconds from its beginning, ">" or "<", the bytes."""
    place = FOLDER / "senders" / f"{name}.jsonl"
    rows = [json.loads(line) for line in place.read_text(encoding="utf-8").splitlines()]
    return [(at, way, text.encode("latin-1")) for at, way, text in rows]
