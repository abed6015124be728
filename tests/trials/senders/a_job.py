"""Writes a job of six hundred short lines, about forty seconds long, for the senders that take a file."""

from __future__ import annotations

import sys
from pathlib import Path


def job(lines: int = 600) -> list[str]:
    """A field of zigzags with a spindle, in lines of many lengths."""
    made = ["G21", "G90", "G17", "M3 S1000", "G0 X0 Y0", "G1 Z-0.5 F600"]
    while len(made) < lines - 3:
        number = len(made)
        if number % 7 == 0:
            made.append(f"G1 X{number % 11}.{number % 10} Y{number % 5}.25 F3600")
        else:
            made.append(f"X{number % 11}.{number % 1000:03d}Y{number % 5}")
    return [*made, "G0 Z5", "M5", "G0 X0 Y0"]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text("\n".join(job(int(sys.argv[2]) if len(sys.argv) > 2 else 600)) + "\n")
