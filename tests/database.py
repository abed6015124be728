"""A throw-away PostgreSQL server for the tests: a cluster of its own on a unix socket, gone afterwards.

`python -m tests.database` starts one, prints its address and keeps it until Enter (or the end of input).
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

DEBIAN_FOLDERS = "/usr/lib/postgresql"
NEEDED = ("initdb", "pg_ctl", "createdb")
ACCOUNTS = ("postgres", "nobody")
SWITCHES = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "log_min_messages": "fatal",
    "timezone": "UTC",
}
"""Fast because nothing in it has to survive; no network address at all."""


class NoPostgres(Exception):
    """No server could be started; the text says why."""


def server_folder() -> Path | None:
    """The folder that holds `postgres` and `initdb`: on the PATH or where Debian puts them (the newest), or None."""
    on_path = shutil.which("postgres")
    if on_path and all((Path(on_path).resolve().parent / name).exists() for name in NEEDED):
        return Path(on_path).resolve().parent
    versions = [folder for folder in Path(DEBIAN_FOLDERS).glob("*/bin") if (folder / "initdb").exists()]
    return max(versions, key=lambda folder: float(folder.parent.name), default=None)


def account_without_rights() -> pwd.struct_passwd | None:
    """Whom to run as: nobody special when we already are, else an account that is not root (PostgreSQL insists)."""
    if os.geteuid() != 0:
        return None
    for name in ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres("this is root and there is no account to run PostgreSQL under")


def run_as(account: pwd.struct_passwd | None, command: Sequence[object]) -> None:
    """Run `command` as `account` in a folder that everybody may read; raises NoPostgres with what it printed."""
    result = subprocess.run(
        [str(word) for word in command],
        cwd="/",
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    if result.returncode != 0:
        raise NoPostgres(f"{Path(str(command[0])).name} failed: {result.stdout[-600:]}")


@contextmanager
def throw_away_server() -> Iterator[str]:
    """Start a server and yield the SQLAlchemy address of its database `eco`; stop it and delete all at the end."""
    programs = server_folder()
    if programs is None:
        raise NoPostgres("no PostgreSQL server here (on Debian: apt-get install postgresql)")
    account = account_without_rights()
    home = Path(tempfile.mkdtemp(prefix="eco-pg-", dir="/tmp"))
    try:
        if account:
            os.chown(home, account.pw_uid, account.pw_gid)
        data, log = home / "data", home / "log"
        control = [programs / "pg_ctl", "-D", data, "-w", "-s"]
        run_as(
            account,
            [
                programs / "initdb",
                "-D",
                data,
                "-U",
                "eco",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-N",
            ],
        )
        options = " ".join(f"-c {name}='{value}'" for name, value in SWITCHES.items())
        run_as(account, [*control, "-l", log, "-o", f"-k {home} {options}", "start"])
        try:
            make = [programs / "createdb", "-h", home, "-U", "eco", "eco"]
            run_as(account, make)
            yield f"postgresql+psycopg://eco@/eco?host={home}"
        finally:
            run_as(account, [*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main() -> int:
    """Start a server, print its address, wait for Enter."""
    try:
        with throw_away_server() as address:
            print(address, flush=True)  # noqa: T201
            sys.stdin.readline()
    except NoPostgres as problem:
        print(problem, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
