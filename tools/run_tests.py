"""Runs the whole test suite: its parts beside each other, then the browser's timed tests on a machine left to them.

A test uses about one processor, so as many parts run at once as there are processors, two at least: a throw-away
PostgreSQL server, SQLite, the browser's walk over every page, the sweep over every route, and the browser's tests that
wait for no clock, whichever comes next.
The arguments go to pytest; with them the parts run one after another, each whole. With CI in the environment a missing
server is a failure, not a note.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.database import NoPostgres, throw_away_server  # noqa: E402

NOTHING_COLLECTED = 5
"""pytest's status where the arguments chose no test."""
WITHOUT_BROWSER = ("-m", "not browser")
BESIDE = ("-p", "no:cacheprovider")
"""Two runs at once do not share what pytest remembers of the last one."""
TELLING = threading.Lock()


def started(
    arguments: Sequence[str], database_url: str = "", told: IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    """pytest under way on the given database, telling its lines here or in a file."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ECO_")}
    if database_url:
        environment["ECO_TEST_DATABASE_URL"] = database_url
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=told, stderr=told)


def heading(text: str) -> None:
    """Say which part begins."""
    print(f"\n=== {text} ===", flush=True)


def not_run(problem: NoPostgres) -> int:
    """Say that there is no server; a failure in CI."""
    print(f"\nNOT RUN on PostgreSQL: {problem}", flush=True)
    return 1 if os.environ.get("CI") else 0


class Part(NamedTuple):
    """Some of the tests, run by one pytest."""

    title: str
    arguments: tuple[str, ...]
    database_url: str = ""


SWEEP = "tests/every_route"
WALKS = ("tests/browser/test_every_page.py", "tests/browser/test_desk_for_everybody.py")
"""Browser tests that take long and wait for no clock: they may run beside others."""
READERS = (
    "tests/bringing/test_seen.py",
    "tests/browser/test_coordinators_morning.py",
    "tests/browser/test_doors_of_the_college.py",
    "tests/browser/test_fixed_tablet.py",
    "tests/browser/test_keys_at_the_desk.py",
    "tests/browser/test_kiosk_checklist.py",
    "tests/browser/test_learners_way.py",
    "tests/browser/test_machine_times.py",
    "tests/browser/test_signing_a_grid.py",
    "tests/browser/test_tap_budgets.py",
    "tests/browser/test_without_a_script.py",
    "tests/front_desk/test_screens.py",
    "tests/programme/test_clicks.py",
)
"""More of them: pages, forms and taps. No camera, no server or browser that dies, nothing held for some seconds."""
AT_ONCE = min(4, max(2, os.cpu_count() or 2))


def parts_beside(server: str) -> list[Part]:
    """The parts that may run beside each other, the longest first."""
    parts = [Part("PostgreSQL, all but the browser", WITHOUT_BROWSER, server)] if server else []
    return [
        *parts,
        Part("SQLite, all but browser and sweep", (*WITHOUT_BROWSER, f"--ignore={SWEEP}")),
        Part("The browser's walk over every page", ("-m", "browser", *WALKS)),
        Part("SQLite, the sweep over every route", (*WITHOUT_BROWSER, SWEEP)),
        Part("The browser's pages and taps, on SQLite", ("-m", "browser", *READERS)),
    ]


def told_at_the_end(part: Part) -> int:
    """Run a part and tell its lines when it is over, so that those of two parts do not mix; its status."""
    heading(f"begun: {part.title}")
    with tempfile.TemporaryFile() as told:
        status = started([*BESIDE, *part.arguments], part.database_url, told).wait()
        told.seek(0)
        lines = told.read()
    with TELLING:
        heading(part.title)
        sys.stdout.buffer.write(lines)
        sys.stdout.flush()
    return status


def some_at_a_time(parts: Sequence[Part]) -> list[int]:
    """Run the parts beside each other; their statuses."""
    with ThreadPoolExecutor(AT_ONCE) as hands:
        return list(hands.map(told_at_the_end, parts))


def whole() -> int:
    """Every test: the parts beside each other, then the browser's other tests alone."""
    try:
        with throw_away_server() as address:
            statuses = some_at_a_time(parts_beside(address))
    except NoPostgres as problem:
        statuses = [not_run(problem), *some_at_a_time(parts_beside(""))]
    heading("The browser with clock, camera and failures, on SQLite")
    statuses.append(started(["-m", "browser", *(f"--ignore={one}" for one in (*WALKS, *READERS))]).wait())
    return max(statuses)


def chosen(arguments: Sequence[str]) -> int:
    """The tests that the arguments choose, on one database after the other."""
    heading("SQLite, browser included")
    statuses = {started(arguments).wait()}
    try:
        with throw_away_server() as address:
            heading("PostgreSQL, all but the browser")
            statuses.add(started([*arguments, *WITHOUT_BROWSER], address).wait())
    except NoPostgres as problem:
        statuses.add(not_run(problem))
    if 0 in statuses:  # the arguments may choose tests of one kind only
        statuses.discard(NOTHING_COLLECTED)
    return max(statuses)


if __name__ == "__main__":
    sys.exit(chosen(sys.argv[1:]) if sys.argv[1:] else whole())
