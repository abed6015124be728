"""Making a backup: a copy of the database, every file that belongs to it, and a manifest, in one sealed file."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine, create_engine, inspect, text

from core.clock import iso
from core.config import Settings
from core.db import db
from factory.backups.archive import FORMAT, MANIFEST, PROGRAM, Kept, Manifest, add_file, new_archive
from factory.backups.databases import FILE_OF, copy_out, kind_of
from factory.privacy.ledger import NAME as LEDGER
from factory.privacy.ledger import write_ledger
from factory.schema import present_version
from factory.store import NAMED_IN, ending_of, lost_files

NAME = re.compile(r"eco-\d{8}T\d{9}Z\.zip")
"""What our own backups are called; `sweep` touches nothing else."""
Tell = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


def make_backup(app: Flask, folder: Path, *, at: datetime, progress: Tell = silent) -> Path:
    """Write a backup of the app's database and photos into `folder`; returns its path. Needs the app's context.

    Rows are counted in the copy itself (PostgreSQL: before it is made). The database is copied first: what is
    written while the photos are copied is in the next backup, and a photo is in the store before a row names it, so
    every photo that the copy names is there.
    """
    settings: Settings = app.config["ECO_SETTINGS"]
    stamp = re.sub(r"[-:.]", "", iso(at))
    path = folder / f"eco-{stamp}.zip"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kind = kind_of(settings.database)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as scratch, new_archive(path) as archive:
        facts = count_rows(db.engine) if kind != "sqlite" else {}
        copy = Path(scratch) / FILE_OF[kind]
        copy_out(settings.database, copy)
        if kind == "sqlite":
            facts = _count_file(copy)
        files = {FILE_OF[kind]: add_file(archive, FILE_OF[kind], copy, pack=kind == "sqlite")}
        files |= _add_files(archive, settings.photo_folder, progress)
        manifest = Manifest(
            format=FORMAT,
            program=PROGRAM,
            version=program_version(),
            schema=present_version(),
            database=kind,
            made_at=iso(at),
            counts=facts,
            files=files,
            missing=_missing_files(files),
        )
        archive.writestr(MANIFEST, manifest.as_text())
    write_ledger(settings, folder / LEDGER)
    return path


def program_version() -> str:
    """The version of EcoWorks that is installed."""
    try:
        return version("ecoworks")
    except PackageNotFoundError:
        return "0"


def _count_file(path: Path) -> dict[str, int]:
    engine = create_engine(f"sqlite:///{path}")
    try:
        return count_rows(engine)
    finally:
        engine.dispose()


def count_rows(engine: Engine) -> dict[str, int]:
    """Rows by table."""
    with engine.connect() as connection:
        names = sorted(inspect(connection).get_table_names())
        quoted = {name: connection.dialect.identifier_preparer.quote(name) for name in names}
        return {
            name: int(connection.execute(text(f"SELECT COUNT(*) FROM {quoted[name]}")).scalar_one())
            for name in names
        }


def _add_files(archive: object, folder: Path, progress: Tell) -> dict[str, Kept]:
    from zipfile import ZipFile

    assert isinstance(archive, ZipFile)
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and _is_kept(path.name))
    kept: dict[str, Kept] = {}
    for done, path in enumerate(paths, start=1):
        name = f"photos/{path.relative_to(folder).as_posix()}"
        try:
            kept[name] = add_file(archive, name, path, pack=False)
        except (
            FileNotFoundError
        ):  # deleted in the meantime: the next check will say so if a row still names it
            continue
        progress(done, len(paths))
    return kept


def _is_kept(name: str) -> bool:
    """True for a file that a row may name; false for a draft, which begins with a dot."""
    return not name.startswith(".") and ending_of(name) in NAMED_IN


def _missing_files(files: dict[str, Kept]) -> list[str]:
    """What rows name but the store does not hold: said, so that nobody learns it at the restore."""
    return list(lost_files(name.removeprefix("photos/") for name in files))


def sweep(folder: Path, keep: int) -> list[Path]:
    """Delete our own backups in `folder` but the newest `keep`; returns what went."""
    found = sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name))
    gone = found[:-keep] if keep else []
    for path in gone:
        os.unlink(path)
    return gone


def newest_backup(folder: Path) -> Path | None:
    """The newest of our own backups in `folder`, or None."""
    if not folder.is_dir():
        return None
    return max((path for path in folder.iterdir() if NAME.fullmatch(path.name)), default=None)
