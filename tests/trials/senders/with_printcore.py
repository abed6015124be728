"""A print by printcore: numbered lines with checksums, one at a time. PORT FILE [pause] [cancel] [temperatures]."""

from __future__ import annotations

import importlib
import sys
import time
from pathlib import Path

PORT, FILE, *HOW = sys.argv[1:]


def main() -> int:
    """Connect, ask for the temperatures as a window does, print, wait."""
    core = importlib.import_module("printrun.printcore").printcore(PORT, 115200)
    gcoder = importlib.import_module("printrun.gcoder")
    until = time.monotonic() + 20
    while not core.online and time.monotonic() < until:
        time.sleep(0.1)
    sys.stdout.write(f"online {core.online}\n")
    core.send_now("M115")
    for _ in range(5):
        core.send_now("M105")
        time.sleep(1)
    core.startprint(gcoder.LightGCode(Path(FILE).read_text().splitlines()))
    began = time.monotonic()
    asked = began
    has_paused = has_cancelled = False
    while (core.printing or core.paused) and time.monotonic() < began + 120:
        time.sleep(0.1)
        now = time.monotonic()
        if "temperatures" in HOW and now > asked + 3:
            core.send_now("M105")
            asked = now
        if "pause" in HOW and not has_paused and now > began + 10:
            has_paused = True
            core.pause()
            time.sleep(8)
            core.resume()
        if "cancel" in HOW and not has_cancelled and now > began + 15:
            has_cancelled = True
            core.cancelprint()
    time.sleep(2)
    sys.stdout.write(f"ended after {time.monotonic() - began:.0f} s\n")
    core.disconnect()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
