"""On PostgreSQL a backup is a dump, tried in a database made for the check, restored beside the old schema."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import make_url

from core.clock import now
from core.config import Settings
from core.db import db, fast
from factory.app import create_app
from factory.backups.making import make_backup
from factory.backups.restoring import restore_backup
from factory.backups.verifying import verify_backup
from factory.demo.making import fill_demo
from factory.schema import upgrade_schema
from tests.fresh import test_settings as settings_of_a_test

SERVER = os.environ.get("ECO_TEST_DATABASE_URL", "")
NewSettings = Callable[[str], Settings]


def on_server(sql: str) -> None:
    engine = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(sql)
    engine.dispose()


@pytest.fixture
def new_settings(tmp_path: Path) -> Iterator[NewSettings]:
    """Makes settings on an empty database of the server."""
    names: list[str] = []

    def make(name: str) -> Settings:
        on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        on_server(f"CREATE DATABASE {name} TEMPLATE template0")
        names.append(name)
        url = make_url(SERVER).set(database=name).render_as_string(hide_password=False)
        folder = tmp_path / name
        folder.mkdir()
        return replace(settings_of_a_test(folder, url), is_demo=True)

    yield make
    for name in names:
        on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def close() -> None:
    db.session.remove()
    db.engine.dispose()


if SERVER:

    def test_a_dump_is_verified_and_restored_and_the_old_schema_is_kept(
        new_settings: NewSettings, tmp_path: Path
    ) -> None:
        here, there = new_settings("eco_here"), new_settings("eco_there")
        app = create_app(here)
        upgrade_schema(app)
        with app.app_context():
            fill_demo(app, now(), progress=lambda done, total: None, share=0.02)
            events = fast().row("SELECT COUNT(*) FROM piece_event")
            path = make_backup(app, tmp_path / "kept", at=now())
            close()
        verify_backup(path, here, at=now())
        assert restore_backup(path, there, at=now()).aside == ""
        again = restore_backup(path, there, at=now())
        assert again.aside.startswith("the schema before_restore_")
        with create_app(there).app_context():
            assert fast().row("SELECT COUNT(*) FROM piece_event") == events
            assert again.aside.split()[-1] in inspect(db.engine).get_schema_names()
            close()
