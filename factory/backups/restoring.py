"""Restoring: a checked backup takes the place of database and photos; what was there is moved aside, never deleted."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import make_url

from core.clock import iso
from core.config import Settings
from core.db import db
from core.errors import N_, Conflict
from factory.backups.databases import FILE_OF, copy_in, kind_of, sqlite_file
from factory.backups.making import Tell, silent
from factory.backups.verifying import Report, restored_copy
from factory.privacy.ledger import NAME as LEDGER
from factory.privacy.ledger import known_erasures
from factory.schema import upgrade_schema
from factory.served import is_served

ENDS = ("", "-wal", "-shm")


@dataclass
class Restored:
    """What a restore did: the checks of the backup, and where the data that was here went ("" where none was)."""

    report: Report
    aside: str
    erased: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Plain lines for the shell."""
        moved = [f"what was here is now in {self.aside}"] if self.aside else []
        again = [f"erased again, after this backup was made: {', '.join(self.erased)}"] if self.erased else []
        return [*self.report.lines(), *moved, *again, "restored: start EcoWorks again"]


def restore_backup(path: Path, settings: Settings, *, at: datetime, progress: Tell = silent) -> Restored:
    """Check `path`, then put it in the place of the live data. A bad backup changes nothing.

    Raises BadBackup, and Conflict while EcoWorks is being served from this folder.
    """
    if is_served(settings):
        raise Conflict(
            N_("EcoWorks is running on this data."),
            N_("Stop it first: systemctl stop eco"),
        )
    stamp = re.sub(r"[-:.]", "", iso(at))
    known = known_erasures(settings, path.parent / LEDGER)
    with restored_copy(path, settings, progress=progress) as (folder, report):
        if kind_of(settings.database) == "sqlite":
            there = replace(
                settings, database_url=f"sqlite:///{folder / FILE_OF['sqlite']}", instance_folder=folder
            )
            erased = _erase_again(there, known, at)
            aside = _move_files(folder, settings, stamp)
        else:
            aside = _move_schema(settings.database, stamp)
            copy_in(folder / FILE_OF["postgresql"], settings.database)
            _swap_photos(folder, settings, settings.instance_folder / f"before-restore-{stamp}")
            erased = _erase_again(settings, known, at)
    return Restored(report, aside, erased)


def _erase_again(settings: Settings, known: dict[str, datetime], at: datetime) -> list[str]:
    """Forget whom the ledger beside the data or the backups names and this copy still holds; gives their numbers."""
    if not known:
        return []
    from factory.app import create_app
    from factory.privacy.again import erase_again

    app = create_app(settings)
    upgrade_schema(app)
    with app.app_context():
        try:
            return erase_again(settings, known, at=at)
        finally:
            db.session.remove()
            db.engine.dispose()


def _move_files(folder: Path, settings: Settings, stamp: str) -> str:
    """Move the live files aside and the copy's into their place; renames only, so that no step takes long."""
    live = sqlite_file(settings.database)
    aside = settings.instance_folder / f"before-restore-{stamp}"
    for end in ENDS:
        part = live.with_name(live.name + end)
        if part.exists():
            aside.mkdir(mode=0o700, exist_ok=True)
            os.replace(part, aside / part.name)
    live.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.replace(folder / FILE_OF["sqlite"], live)
    _swap_photos(folder, settings, aside)
    return str(aside) if aside.exists() else ""


def _swap_photos(folder: Path, settings: Settings, aside: Path) -> None:
    if settings.photo_folder.exists():
        aside.mkdir(mode=0o700, exist_ok=True)
        os.replace(settings.photo_folder, aside / "photos")
    if (folder / "photos").exists():
        os.replace(folder / "photos", settings.photo_folder)


def _move_schema(url: str, stamp: str) -> str:
    """PostgreSQL: the schema that is there gets another name; an empty one takes its place."""
    name = f"before_restore_{stamp.lower()}"
    engine = create_engine(make_url(url))
    try:
        with engine.begin() as connection:
            if not inspect(connection).get_table_names():
                connection.exec_driver_sql("DROP SCHEMA public CASCADE")
                connection.exec_driver_sql("CREATE SCHEMA public")
                return ""
            connection.exec_driver_sql(f"ALTER SCHEMA public RENAME TO {name}")
            connection.exec_driver_sql("CREATE SCHEMA public")
            return f"the schema {name}"
    finally:
        engine.dispose()
