"""The doctor: each thing that a site's computer needs, how it stands, and what to do. It only looks."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from core.clock import now
from core.config import Settings
from factory.backups.databases import kind_of, sqlite_file
from factory.backups.making import newest_backup
from factory.backups.verifying import verified

OLDEST_BACKUP_HOURS = 26
LEAST_FREE = 0.10
OLDEST_SQLITE = (3, 37, 0)
"""The first SQLite that knows STRICT tables."""
BUILT = datetime(2026, 11, 1, tzinfo=UTC)
"""A clock before this is wrong: EcoWorks was not written then."""


@dataclass(frozen=True)
class Finding:
    """One thing. `state` is "good", "look" or "bad"."""

    state: str
    what: str
    said: str
    remedy: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Everything, in the order in which it is best put right."""
    parts: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
        _settings,
        _database,
        _disk,
        _backups,
        _clock,
        _https,
        _paper,
    )
    return [one for part in parts for one in part(settings)]


def masked(settings: Settings) -> dict[str, str]:
    """Every setting by its variable; secrets only as their length."""
    found: dict[str, str] = {}
    for item in fields(settings):
        value = getattr(settings, item.name)
        text = str(value) if value not in (None, "") else "(not set)"
        if not item.repr:
            text = f"({len(str(value))} characters)" if value else "(not set)"
        elif "@" in text and "://" in text:
            text = f"{text.split('://', 1)[0]}://…@{text.rsplit('@', 1)[1]}"
        found[f"ECO_{item.name.upper()}"] = text
    return found


def _settings(settings: Settings) -> Iterator[Finding]:
    for name, value in masked(settings).items():
        yield Finding("good", name, value)
    mode = settings.instance_folder.stat().st_mode & 0o077 if settings.instance_folder.exists() else 0
    if mode:
        yield Finding(
            "look",
            "instance folder",
            "others on this machine may read it",
            f"chmod 700 {settings.instance_folder}",
        )


def _database(settings: Settings) -> Iterator[Finding]:
    from factory.app import create_app
    from factory.schema import newest_version, present_version

    if kind_of(settings.database) == "sqlite":
        yield from _sqlite(sqlite_file(settings.database))
    try:
        with create_app(settings).app_context():
            version = present_version()
    except Exception as fault:  # whatever the driver raises: the doctor says it instead of dying of it
        yield Finding("bad", "database", f"does not answer: {type(fault).__name__}", "check ECO_DATABASE_URL")
        return
    if version == newest_version():
        yield Finding("good", "database", f"{kind_of(settings.database)}, version {version}")
    else:
        yield Finding(
            "bad", "database", f"version {version or 'none'}, this is {newest_version()}", "eco migrate"
        )


def _sqlite(path: Path) -> Iterator[Finding]:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        yield Finding("bad", "SQLite", sqlite3.sqlite_version, "use Debian 12 or newer")
    else:
        yield Finding("good", "SQLite", sqlite3.sqlite_version)
    if path.exists():
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            connection.close()
        state = "good" if said == "ok" else "bad"
        yield Finding(
            state, "database file", f"{path.stat().st_size / 1e6:.1f} MB, {said}", "eco restore a backup"
        )


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = settings.instance_folder if settings.instance_folder.exists() else Path()
    usage = shutil.disk_usage(folder)
    share = usage.free / usage.total
    said = f"{usage.free / 1e9:.1f} GB free ({share:.0%})"
    yield Finding("good" if share >= LEAST_FREE else "bad", "disk", said, "make room: old backups first")


def _backups(settings: Settings) -> Iterator[Finding]:
    newest = newest_backup(settings.backups)
    if newest is None:
        yield Finding(
            "look", "backup", f"none in {settings.backups}", "eco backup, and its timer: docs/backup.md"
        )
        return
    hours = (now() - datetime.fromtimestamp(newest.stat().st_mtime, UTC)).total_seconds() / 3600
    state = "good" if hours <= OLDEST_BACKUP_HOURS else "bad"
    yield Finding(state, "backup", f"{newest.name}, {hours:.0f} h old", "eco backup; is eco-backup.timer on?")
    checked = verified(settings.backups)
    if checked == newest.name:
        yield Finding("good", "backup restored", "the newest one was restored and recounted")
    else:
        yield Finding("bad", "backup restored", "the newest one was not", f"eco verify-backup {newest}")


def _clock(settings: Settings) -> Iterator[Finding]:
    instant = now()
    state = "good" if instant > BUILT else "bad"
    yield Finding(state, "clock", f"{instant:%Y-%m-%d %H:%M:%S} UTC", "apt-get install systemd-timesyncd")


def _https(settings: Settings) -> Iterator[Finding]:
    if settings.is_demo:
        yield Finding("good", "HTTPS", "not needed: the demo answers this machine only")
    elif not settings.public_url:
        yield Finding(
            "bad", "HTTPS", "ECO_PUBLIC_URL is not set: no labels, no tablets", "docs/install.md, step 5"
        )
    elif not settings.is_https:
        yield Finding(
            "look", "HTTPS", f"{settings.public_url} is plain http", "three ways: docs/install.md, HTTPS"
        )
    else:
        yield Finding("good", "HTTPS", settings.public_url)
        if settings.proxy_hops == 0:
            yield Finding(
                "look",
                "proxy",
                "ECO_PROXY_HOPS is 0",
                "behind Caddy set it to 1: else every address is Caddy's",
            )
    if settings.public_host:
        yield from _labels(settings.public_host)


def _labels(host: str) -> Iterator[Finding]:
    from inventory.stationery import fits, load_stationery

    refused = [name for name, sheet in load_stationery().items() if fits(sheet, host) is not None]
    said = f"{host} fits every sheet" if not refused else f"{host} is too long for {', '.join(refused)}"
    yield Finding("look" if refused else "good", "labels", said, "a shorter host makes a larger symbol")


def _paper(settings: Settings) -> Iterator[Finding]:
    from PIL import features

    from core.lettering import missing_letters

    shaped = features.check("raqm")
    yield Finding(
        "good" if shaped else "look",
        "right-to-left paper",
        "letters join (raqm)" if shaped else "Pillow here cannot shape Arabic",
        "use the wheel from the lock: make set-up",
    )
    lacking = missing_letters("Ąçé Кравець أمينة شیرین ڕێبین ሰላም ډاګر ٹھیک")
    yield Finding(
        "bad" if lacking else "good", "fonts", f"no glyph for {lacking}" if lacking else "every language"
    )
