"""Runs the whole test suite: on SQLite with the browser, then on a throw-away PostgreSQL server without it.

The arguments go to pytest. With CI in the environment a missing server is a failure, not a note.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.database import NoPostgres, throw_away_server  # noqa: E402

NOTHING_COLLECTED = 5
"""pytest's status where the arguments chose no test."""


def pytest(arguments: Sequence[str], database_url: str = "") -> int:
    """Run pytest in this environment, on the given database; its status."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ECO_")}
    if database_url:
        environment["ECO_TEST_DATABASE_URL"] = database_url
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def heading(text: str) -> None:
    """Say which part begins."""
    print(f"\n=== {text} ===", flush=True)


def main(arguments: Sequence[str]) -> int:
    """Both runs; the second only where the first is green, so that the failures are the last thing printed."""
    heading("SQLite, browser included")
    on_sqlite = pytest(arguments)
    if on_sqlite not in (0, NOTHING_COLLECTED):
        return on_sqlite
    try:
        with throw_away_server() as address:
            heading("PostgreSQL, all but the browser")
            on_postgres = pytest([*arguments, "-m", "not browser"], address)
    except NoPostgres as problem:
        print(f"\nNOT RUN on PostgreSQL: {problem}", flush=True)
        return 1 if os.environ.get("CI") else on_sqlite
    statuses = {on_sqlite, on_postgres}
    if arguments and 0 in statuses:  # the arguments may choose tests of one kind only
        statuses.discard(NOTHING_COLLECTED)
    return max(statuses)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
