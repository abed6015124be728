"""A small house with a year behind it, on a file of its own."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from core.config import Settings, demo_settings
from core.db import db
from factory.app import create_app
from factory.demo.making import fill_demo
from factory.late_rooms import load_late_rooms
from factory.schema import upgrade_schema

AT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def works(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A small house with pieces, learners and machines on a file of its own."""
    app = load_late_rooms(create_app(demo_settings(tmp_path_factory.mktemp("works"))))
    upgrade_schema(app)
    with app.app_context():
        fill_demo(app, AT, progress=lambda done, total: None, share=0.04)
        yield app
        db.session.remove()
        db.engine.dispose()


def settings_of(app: Flask) -> Settings:
    """The settings of a house."""
    found: Settings = app.config["ECO_SETTINGS"]
    return found


@pytest.fixture
def copy(works: Flask, tmp_path: Path) -> Iterator[Flask]:
    """A copy of the house to erase in."""
    db.session.remove()
    source = settings_of(works)
    with closing(sqlite3.connect(source.database.removeprefix("sqlite:///"))) as live:
        live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(
        source.instance_folder, tmp_path / "house", ignore=shutil.ignore_patterns("*-wal", "*-shm")
    )
    settings = replace(
        source,
        instance_folder=tmp_path / "house",
        database_url=f"sqlite:///{tmp_path / 'house' / 'eco.sqlite3'}",
    )
    name = Path(source.database.removeprefix("sqlite:///")).name
    if name != "eco.sqlite3":
        (tmp_path / "house" / name).rename(tmp_path / "house" / "eco.sqlite3")
    app = create_app(settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
