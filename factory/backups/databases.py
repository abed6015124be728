"""Copying a database whole while it is in use: SQLite by its online backup, PostgreSQL by pg_dump."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from core.config import environment_of_programs
from core.errors import N_, Unconfigured

DEBIAN_FOLDERS = "/usr/lib/postgresql"
FILE_OF = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
"""The name of the database's copy in a backup."""


def kind_of(url: str) -> str:
    """ "sqlite" or "postgresql"."""
    return make_url(url).get_backend_name()


def sqlite_file(url: str) -> Path:
    """The file of an SQLite address."""
    return Path(make_url(url).database or "")


def copy_out(url: str, goal: Path) -> None:
    """Write a consistent copy of the database at `url` to `goal`, while others read and write it."""
    goal.touch(mode=0o600, exist_ok=False)
    if kind_of(url) == "sqlite":
        _copy_sqlite(sqlite_file(url), goal)
    else:
        _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={goal}"], make_url(url))


def _copy_sqlite(source: Path, goal: Path) -> None:
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)) as live,
        closing(sqlite3.connect(goal)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def copy_in(dump: Path, url: str) -> None:
    """Fill the empty PostgreSQL database at `url` from a dump, all in one transaction."""
    target = make_url(url)
    words = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    _run("pg_restore", [*words, f"--dbname={target.database}", str(dump)], target)


def _run(program: str, words: Sequence[str], url: URL) -> None:
    environment = {**environment_of_programs(), **_connection(url)}
    answer = subprocess.run(
        [_program(program), *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        raise Unconfigured(
            N_("%(program)s failed: %(said)s"),
            N_("Its version must be that of the server or newer, and the account must own the database."),
            program=program,
            said=answer.stderr.strip()[-400:],
        )


def _connection(url: URL) -> dict[str, str]:
    """The address as libpq reads it from the environment, so that no password stands in a list of processes."""
    host = url.query.get("host", url.host)
    told = {
        "PGHOST": host if isinstance(host, str) else None,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": str(url.password) if url.password else None,
        "PGDATABASE": url.database,
    }
    return {name: value for name, value in told.items() if value}


def _program(name: str) -> str:
    found = shutil.which(name)
    if found:
        return found
    versions = sorted(Path(DEBIAN_FOLDERS).glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    if not versions:
        raise Unconfigured(
            N_("%(program)s is not on this machine."),
            N_("On Debian: apt-get install postgresql-client"),
            program=name,
        )
    return str(versions[-1])
