"""Showing that a backup is good: restored into a folder of its own, checked, recounted, thrown away again."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url

from core.audit import broken_lines
from core.clock import iso, now
from core.config import Settings
from core.db import db
from core.errors import N_, Unconfigured
from factory.backups.archive import BadBackup, Manifest, sealed_archive, unpack
from factory.backups.databases import FILE_OF, copy_in, kind_of
from factory.backups.making import Tell, silent
from factory.schema import knows_version, newest_version, upgrade_schema
from factory.store import SMALL

VERIFIED = "verified.txt"
"""Beside the backups: which one was last shown to be good, and when."""
MOST_NOTES = 20
"""So many late truths of closed months are named one by one."""
GROWING = frozenset({"attempt", "sign_in", "pairing_code", "look_log", "event_verdict"})
"""Tables whose rows may also go away in daily use, so that a copy may hold fewer than were counted before it."""


@dataclass
class Report:
    """What was found; every check passed, or verifying would have raised."""

    manifest: Manifest
    photos: int = 0
    migrated_to: str = ""
    notes: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Plain lines for the shell."""
        rows = sum(self.manifest.counts.values())
        found = [
            f"restored into a temporary folder: {rows:,} rows, {self.photos:,} photos",
            "database sound, every reference holds, audit chain unbroken, every figure recounted",
        ]
        if self.migrated_to:
            found.append(f"brought from version {self.manifest.schema} to {self.migrated_to} on the way")
        return [*found, *self.notes]


def verify_backup(path: Path, settings: Settings, *, at: datetime, progress: Tell = silent) -> Report:
    """Restore `path` beside the live data, check everything and remove the copy. Raises BadBackup with the reason."""
    with restored_copy(path, settings, progress=progress) as (_, report):
        pass
    note = path.parent / VERIFIED
    draft = note.with_suffix(".part")
    draft.write_text(f"{path.name} {iso(at)}\n")
    os.replace(draft, note)
    return report


def verified(folder: Path) -> str:
    """The name of the backup in `folder` that was last shown to be good; "" for none."""
    note = folder / VERIFIED
    return note.read_text().split(" ", 1)[0] if note.exists() else ""


@contextmanager
def restored_copy(
    path: Path, settings: Settings, *, progress: Tell = silent
) -> Iterator[tuple[Path, Report]]:
    """A checked copy of a backup in a temporary folder beside the data (so that moving it in place is one rename)."""
    settings.instance_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=settings.instance_folder, prefix=".restoring-"))
    try:
        with sealed_archive(path) as (archive, manifest):
            _refuse_unknown(manifest, settings)
            unpack(archive, manifest, folder, progress)
        yield folder, _check(folder, manifest, settings)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refuse_unknown(manifest: Manifest, settings: Settings) -> None:
    if not knows_version(manifest.schema):
        raise BadBackup(
            N_("This backup is of version %(schema)s, which this EcoWorks does not know."),
            N_("Install the version that made it (%(version)s) or a newer one, then restore."),
            schema=manifest.schema or "?",
            version=manifest.version,
        )
    if manifest.database != kind_of(settings.database):
        raise BadBackup(
            N_("This is a backup of %(kind)s, and ECO_DATABASE_URL names another kind of database."),
            N_("Restore it where the same kind of database is set."),
            kind=manifest.database,
        )


def _check(folder: Path, manifest: Manifest, settings: Settings) -> Report:
    report = Report(manifest, photos=sum(1 for name in manifest.files if name.endswith(SMALL)))
    if manifest.missing:
        report.notes.append(f"{len(manifest.missing)} files were missing from the store when it was made")
    with _database_of(folder, settings) as url:
        app = _app_on(url, folder, settings)
        if manifest.database == "sqlite":
            _check_file(folder / FILE_OF["sqlite"])
        if manifest.schema != newest_version():
            upgrade_schema(app)
            report.migrated_to = newest_version()
        with app.app_context():
            try:
                _check_contents(manifest)
                report.notes += _recounted()
            finally:
                db.session.remove()
                db.engine.dispose()
    return report


def _check_file(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        said = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
        if said != ["ok"]:
            raise BadBackup(N_("The database in the backup is damaged: %(said)s"), said="; ".join(said))
        lost = connection.execute("PRAGMA foreign_key_check").fetchall()
        if lost:
            raise BadBackup(
                N_("%(count)s rows in the backup point to rows that are not there."), count=len(lost)
            )


def _check_contents(manifest: Manifest) -> None:
    with db.engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        quote = connection.dialect.identifier_preparer.quote
        for name, count in manifest.counts.items():
            if name not in tables or name in GROWING:
                continue
            found = connection.execute(text(f"SELECT COUNT(*) FROM {quote(name)}")).scalar_one()
            if found < count:
                raise BadBackup(N_("Rows of %(table)s are missing in the backup."), table=name)
    broken = next(iter(broken_lines()), None)
    if broken is not None:
        raise BadBackup(N_("The audit trail in the backup is broken at line %(number)s."), number=broken[1])


def _recounted() -> list[str]:
    """Count every figure of the copy again; gives notes. What waited when the backup was made is counted first, and
    what came to light about closed months and waits for the daily look is told: neither makes a backup a bad one.
    """
    from factory.catching_up import catch_up
    from factory.recounting import differences, unlisted_truths

    catch_up(now())
    different = differences()
    if different:
        raise BadBackup(
            N_("A figure in the backup differs from its recount: %(figure)s"), figure=different[0]
        )
    waiting = unlisted_truths()
    more = [f"and {len(waiting) - MOST_NOTES} more"] if len(waiting) > MOST_NOTES else []
    return [*(f"waits to be listed: {line}" for line in waiting[:MOST_NOTES]), *more]


def _app_on(url: str, folder: Path, settings: Settings) -> Flask:
    from factory.app import create_app

    return create_app(replace(settings, database_url=url, instance_folder=folder))


@contextmanager
def _database_of(folder: Path, settings: Settings) -> Iterator[str]:
    """The address of the unpacked database: its own file, or a database made for the check and dropped again."""
    if kind_of(settings.database) == "sqlite":
        yield f"sqlite:///{folder / FILE_OF['sqlite']}"
        return
    name = f"eco_verify_{secrets.token_hex(4)}"
    url = make_url(settings.database).set(database=name).render_as_string(hide_password=False)
    _on_server(settings.database, f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        copy_in(folder / FILE_OF["postgresql"], url)
        yield url
    finally:
        _on_server(settings.database, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _on_server(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
    except Exception as fault:
        raise Unconfigured(
            N_("The backup could not be checked: this account may not make databases."),
            N_("Give it the right (ALTER ROLE … CREATEDB), or run verify-backup on another machine."),
        ) from fault
    finally:
        engine.dispose()
