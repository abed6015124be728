"""Serves a virtual machine on a pseudo-terminal until interrupted. Run: python -m hardware.kiosk.virtual grbl"""

from __future__ import annotations

import argparse
import contextlib
import sys
from pathlib import Path

from hardware.kiosk.virtual.bench import KINDS, Bench
from hardware.kiosk.virtual.pty_server import PtyServer


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, serve."""
    reader = argparse.ArgumentParser(prog="python -m hardware.kiosk.virtual", description=__doc__)
    reader.add_argument(
        "machine", help=f"{', '.join(KINDS)}, with options as in grbl?homes=1&script=run:60,idle:30"
    )
    reader.add_argument("--link", type=Path, help="a name for the port that stays the same")
    asked = reader.parse_args(arguments)
    try:
        bench = Bench(f"virtual://{asked.machine.removeprefix('virtual://')}")
    except ValueError as problem:
        reader.error(str(problem))
    with PtyServer(bench, asked.link) as server, contextlib.suppress(KeyboardInterrupt):
        sys.stdout.write(f"{asked.machine} is at {server.path}; Ctrl-C ends it\n")
        sys.stdout.flush()
        server.wait()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
