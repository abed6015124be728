"""What a test wrote is gone for the next one, and what it took away to see the harm is there again."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from core.db import db, fast, transaction
from tests.cast import Cast
from tests.conftest import Database
from tests.fresh import FreshPostgres, FreshSqlite


def test_a_trigger_and_an_index_that_a_test_took_off_stand_again(app: Flask, database: Database) -> None:
    for _ in range(2):
        with app.app_context(), transaction():
            name = "audit_line_no_update" if fast().is_sqlite else "audit_line_append_only ON audit_line"
            fast().run(f"DROP TRIGGER {name}")
            fast().run("DROP INDEX uq_criterion_decision_current")
        database.reset(app)


def test_a_trigger_that_a_test_put_to_sleep_is_awake_again(app: Flask, database: Database) -> None:
    if isinstance(database, FreshSqlite):
        return
    with app.app_context(), transaction():
        fast().run("ALTER TABLE audit_line DISABLE TRIGGER USER")
    database.reset(app)
    with app.app_context():
        asleep = fast().row("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
    assert asleep == (0,)


def sites(app: Flask) -> list[str]:
    with app.app_context():
        found = [row[0] for row in fast().rows("SELECT slug FROM site ORDER BY slug")]
        db.session.remove()
    return found


def rename_a_site(app: Flask) -> None:
    with app.app_context(), transaction():
        fast().run("UPDATE site SET slug = 'elsewhere' WHERE id = (SELECT min(id) FROM site)")


def test_what_was_written_is_gone_again(app: Flask, cast: Cast, database: Database) -> None:
    before = sites(app)
    rename_a_site(app)
    assert sites(app) != before
    database.reset(app, "cast")
    assert sites(app) == before


def test_it_is_gone_for_whoever_holds_the_database_open_meanwhile(
    app: Flask, cast: Cast, database: Database
) -> None:
    if isinstance(database, FreshPostgres):
        return
    before = sites(app)
    with closing(sqlite3.connect(database.file)) as other:
        asked = "SELECT slug FROM site ORDER BY slug"
        assert [row[0] for row in other.execute(asked)] == before
        rename_a_site(app)
        database.reset(app, "cast")
        assert [row[0] for row in other.execute(asked)] == before == sites(app)
        assert other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.reset(app, "cast")
    assert sites(app) == before


def test_a_commit_is_seen_and_a_read_is_none(app: Flask, cast: Cast, database: Database) -> None:
    first = database.written()
    sites(app)
    assert database.written() == first
    rename_a_site(app)
    assert database.written() != first


def test_a_connection_at_rest_is_kept_and_one_in_use_or_of_a_test_s_own_is_closed(
    app: Flask, cast: Cast, database: Database
) -> None:
    if isinstance(database, FreshSqlite):
        return

    def process() -> int:
        with app.app_context():
            found = fast().row("SELECT pg_backend_pid()")
            db.session.remove()
        assert found is not None
        return int(found[0])

    first = process()
    with app.app_context():
        own = create_engine(database.url)
        with own.connect() as mine:
            mine.execute(text("SELECT 1"))
            database.reset(app)
            assert process() == first
            with pytest.raises(OperationalError):
                mine.execute(text("SELECT 1"))
        own.dispose()
        with db.engine.connect() as left:
            left.execute(text("SELECT 1"))
            database.reset(app)
            with pytest.raises(OperationalError):
                left.execute(text("SELECT 1"))
    assert process() != first
