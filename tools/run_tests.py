"""Runs the whole test suite: on SQLite beside a throw-away PostgreSQL server, then the browser on a machine left to it.

The arguments go to pytest; with them the parts run one after another, each whole. With CI in the environment a missing
server is a failure, not a note.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.database import NoPostgres, throw_away_server  # noqa: E402

NOTHING_COLLECTED = 5
"""pytest's status where the arguments chose no test."""
WITHOUT_BROWSER = ("-m", "not browser")
BESIDE = ("-p", "no:cacheprovider")
"""Two runs at once do not share what pytest remembers of the last one."""


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


@contextmanager
def beside(address: str) -> Iterator[list[int]]:
    """PostgreSQL's run while the body runs another; afterwards its lines are told and its status is in the list."""
    found: list[int] = []
    with tempfile.TemporaryFile() as told:
        run = started([*BESIDE, *WITHOUT_BROWSER], address, told)
        try:
            yield found
            found.append(run.wait())
        finally:
            run.kill()
        heading("PostgreSQL, all but the browser")
        told.seek(0)
        sys.stdout.flush()
        sys.stdout.buffer.write(told.read())
        sys.stdout.flush()


def whole() -> int:
    """Every test: both databases at once, since a test uses one processor; then the browser alone."""
    statuses: list[int] = []
    try:
        with throw_away_server() as address, beside(address) as on_postgres:
            heading("SQLite, all but the browser (PostgreSQL runs beside it and is told afterwards)")
            statuses.append(started(WITHOUT_BROWSER).wait())
        statuses += on_postgres
    except NoPostgres as problem:
        statuses += [not_run(problem), started(WITHOUT_BROWSER).wait()]
    heading("The browser, on SQLite")
    statuses.append(started(["-m", "browser"]).wait())
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
