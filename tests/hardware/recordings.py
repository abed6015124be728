"""Reads the recorded transcripts: what was sent, what was received."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "transcripts"
NAMES = ("grbl", "grblhal", "fluidnc", "marlin", "fm1")
ENDING = {"grbl": b"\r\n", "grblhal": b"\r\n", "fluidnc": b"\r\n", "marlin": b"\n", "fm1": b"\n"}


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
