"""Runs the benchmarks, all or those named, and prints one table. Run: python -m benchmarks [--record] [name …]"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from benchmarks.table import Line, as_text
from core.clock import now

SMALL_PIECES = 12_500
PIECES_OF_COUNT = 125_000


def scan(asked: argparse.Namespace) -> list[Line]:
    """One scan beside the bare floor and the idiomatic stack."""
    from benchmarks.scan import measure

    return measure()


def pages(asked: argparse.Namespace) -> list[Line]:
    """Piece page, board, list and search as history grows."""
    from benchmarks.pages import measure, sizes_up_to

    return measure(sizes_up_to(asked.most if not asked.quick else min(asked.most, 100_000)))


def labels(asked: argparse.Namespace) -> list[Line]:
    """A thousand labels beside text alone and the usual way."""
    from benchmarks.labels import LEAST_GAIN, MOST_KIB, MOST_SECONDS, measure, measure_rolls

    rolls = measure_rolls(rounds=1 if asked.quick else 3)
    slowest, largest = max(roll.cpu_seconds for roll in rolls), max(roll.kib for roll in rolls)
    rows = measure(rounds=1 if asked.quick else 3)
    floor, mine, usual = rows[0].cpu_seconds, rows[1], rows[-1].cpu_seconds
    gain = usual / mine.cpu_seconds
    return [
        Line(
            "1,000 labels, CPU",
            mine.cpu_seconds,
            "s",
            floor,
            bar=f"≤ {MOST_SECONDS} s",
            is_held=mine.cpu_seconds <= MOST_SECONDS,
        ),
        Line(
            "1,000 labels, faster than one image a label",
            gain,
            "×",
            bar=f"≥ {LEAST_GAIN:g}×",
            is_held=gain >= LEAST_GAIN,
        ),
        Line("1,000 labels, PDF", mine.kib, "KiB", bar=f"≤ {MOST_KIB} KiB", is_held=mine.kib <= MOST_KIB),
        Line(
            "1,000 roll labels, the slowest roll, CPU",
            slowest,
            "s",
            bar=f"≤ {MOST_SECONDS} s",
            is_held=slowest <= MOST_SECONDS,
        ),
        Line(
            "1,000 roll labels, the largest PDF",
            largest,
            "KiB",
            bar=f"≤ {MOST_KIB} KiB",
            is_held=largest <= MOST_KIB,
        ),
    ]


def count(asked: argparse.Namespace) -> list[Line]:
    """The dashboard and own spans over a million moves."""
    from benchmarks.count import MOVES_EACH, PIECES, build, measure
    from core.db import db

    pieces = SMALL_PIECES if asked.quick else PIECES
    with tempfile.TemporaryDirectory(prefix="eco-count-") as folder:
        app = build(Path(folder), pieces)
        with app.app_context():
            rows = measure(rounds=5)
            db.session.remove()
            db.engine.dispose()
    return [
        Line(
            f"{pieces * MOVES_EACH:,} moves, {row.name}",
            row.milliseconds,
            "ms",
            row.floor or None,
            bar=row.bar,
            is_held=row.is_met if row.bar else None,
        )
        for row in rows
    ]


def works(asked: argparse.Namespace) -> list[Line]:
    """The works' sums, the overview with them and the funder's report, beside a million moves and 10,000 people."""
    from benchmarks.works_count import measure

    pieces = SMALL_PIECES if asked.quick else PIECES_OF_COUNT
    rows = measure(rounds=1 if asked.quick else 3, pieces=pieces)
    return [Line(f"10,000 people, 100,000 visits, {row.name}", row.milliseconds, "ms") for row in rows]


def dashboard(asked: argparse.Namespace) -> list[Line]:
    """The dashboard, rows, files, the funder's paper and the recount over a million events; the house is kept."""
    from benchmarks.dashboard import measure

    return measure(share=0.05, rounds=3) if asked.quick else measure()


def start(asked: argparse.Namespace) -> list[Line]:
    """Import and memory."""
    from benchmarks.start import measure

    return measure(rounds=1 if asked.quick else 5)


def grid(asked: argparse.Namespace) -> list[Line]:
    """The assessment grid of 30 learners × 60 criteria."""
    from benchmarks.grid import measure

    return measure(rounds=3 if asked.quick else 7)


def college(asked: argparse.Namespace) -> list[Line]:
    """A register of 30, the list of runs over 10,000 bookings, 500 certificates."""
    from benchmarks.college import measure

    return measure(rounds=2 if asked.quick else 5)


def status_lines(asked: argparse.Namespace) -> list[Line]:
    """Reports of a machine a second, through a pseudo-terminal, jobs made of them."""
    from benchmarks.status_lines import measure

    return measure(rounds=2 if asked.quick else 5)


def kiosk(asked: argparse.Namespace) -> list[Line]:
    """What the kiosk's proxy adds to each byte, and what its agent costs."""
    from benchmarks.kiosk_proxy import measure

    return measure(rounds=500, seconds=8) if asked.quick else measure()


def machines(asked: argparse.Namespace) -> list[Line]:
    """Events of kiosks taken, a thousand sittings stored, totals over a million events."""
    from benchmarks.machines import MILLION, measure

    return measure(most=MILLION // 20 if asked.quick else MILLION)


def hall(asked: argparse.Namespace) -> list[Line]:
    """The live board at fifty machines, and a year's figures over a million events."""
    from benchmarks.utilisation import EVENTS, measure

    return measure(events=EVENTS // 20, rounds=3) if asked.quick else measure()


ALL: dict[str, Callable[[argparse.Namespace], list[Line]]] = {
    "start": start,
    "scan": scan,
    "labels": labels,
    "count": count,
    "works": works,
    "dashboard": dashboard,
    "pages": pages,
    "grid": grid,
    "college": college,
    "status_lines": status_lines,
    "kiosk": kiosk,
    "machines": machines,
    "hall": hall,
}


def as_heading(loads: list[float]) -> str:
    """On what it was measured, and how busy that was meanwhile."""
    busy = f"load {min(loads):.1f} to {max(loads):.1f}"
    return f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()}; {busy}"


def main(arguments: list[str] | None = None) -> int:
    """Run what is named (everything by default), go on past a miss or a fault, print the table; 1 if any bar missed."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    reader.add_argument("names", nargs="*", metavar="name", help=", ".join(ALL))
    reader.add_argument("--quick", action="store_true", help="smaller sizes and fewer rounds")
    reader.add_argument("--most", type=int, default=1_000_000, help="pieces of the largest works (pages)")
    reader.add_argument("--record", action="store_true", help="put the run and its picture into docs/")
    asked = reader.parse_args(arguments)
    unknown = [name for name in asked.names if name not in ALL]
    if unknown:
        reader.error(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(ALL)}")
    lines: list[Line] = []
    loads = [os.getloadavg()[0]]
    for name in asked.names or ALL:
        began = time.monotonic()
        print(f"{name} …", end=" ", flush=True, file=sys.stderr)
        try:
            lines.extend(ALL[name](asked))
        except (Exception, SystemExit):
            traceback.print_exc()
            lines.append(Line(f"{name} could not be measured", 0, "", is_held=False))
        print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
        loads.append(os.getloadavg()[0])
    heading = as_heading(loads)
    print(heading)
    print(as_text(lines))
    if asked.record:
        from benchmarks.chart import record

        record(lines, heading, now().date())
    return 1 if any(line.is_held is False for line in lines) else 0


if __name__ == "__main__":
    raise SystemExit(main())
