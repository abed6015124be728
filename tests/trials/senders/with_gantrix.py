"""A design by gantrix: one line at a time, a homing first, as for a laser. PORT LETTERS."""

from __future__ import annotations

import importlib
import sys


def main() -> int:
    """Engrave a word."""
    layout = importlib.import_module("gantrix.design.text").layout_text
    laser = importlib.import_module("gantrix.tools.laser").LaserTool
    job = importlib.import_module("gantrix.job").Job
    port = importlib.import_module("serial").Serial(sys.argv[1], 115200)
    port.write(b"$X\n")  # it cannot itself: its first M5 is refused by a machine that is locked
    port.close()
    placed, _ = layout(sys.argv[2])
    job(sys.argv[1], laser(power=600, speed=2000), placed, height=20.0, line_gap=0.5).run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
