"""A small house with a year behind it, on a file of its own: made once, and copied for whoever works in it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from core.config import Settings, demo_settings
from core.db import db
from factory.app import create_app
from factory.demo.making import fill_demo
from factory.late_rooms import load_late_rooms
from factory.schema import upgrade_schema

AT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
SHARE = 0.05
"""How much of the demo's year it holds."""


def make_small_house(folder: Path) -> Settings:
    """Fill it in `folder`; its settings."""
    settings = demo_settings(folder)
    app = load_late_rooms(create_app(settings))
    upgrade_schema(app)
    with closed_after(app):
        fill_demo(app, AT, progress=lambda done, total: None, share=SHARE)
    return settings


def file_of(settings: Settings) -> Path:
    """The database's file."""
    return Path(settings.database.removeprefix("sqlite:///"))


def copy_of(settings: Settings, folder: Path) -> Settings:
    """A house copied into `folder`, which does not exist yet, all of it written out; the settings of the copy."""
    with closing(sqlite3.connect(file_of(settings))) as live:
        live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(settings.instance_folder, folder, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    return demo_settings(folder)


@contextmanager
def closed_after(app: Flask) -> Iterator[Flask]:
    """The app with its context open, and its connections closed at the end."""
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()
