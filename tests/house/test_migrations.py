"""Migrations go up and down, and lead to just the database that the models describe, on the database of this run."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from core.audit import broken_lines, write_audit_line
from core.clock import now
from core.db import db, transaction
from core.sites import Site
from factory.recounting import all_differences
from factory.schema import MIGRATIONS, downgrade_schema, newest_version, present_version, upgrade_schema
from factory.table_checks import RowsDoNotFit
from tests.fresh import test_settings
from tests.house.catalogue import catalogue, differences
from tools.freeze_schema import import_models

NewApp = Callable[[str], Flask]


@pytest.fixture
def new_app(tmp_path: Path, built_app: Flask) -> Iterator[NewApp]:
    """Makes an app on a new, empty database beside the one of the tests."""
    server = os.environ.get("ECO_TEST_DATABASE_URL", "")
    made: list[tuple[Flask, str]] = []

    def make(name: str) -> Flask:
        from factory.app import create_app

        url = _new_postgres(server, name) if server else f"sqlite:///{tmp_path / name}.sqlite3"
        app = create_app(test_settings(tmp_path, url))
        made.append((app, name))
        return app

    yield make
    for app, name in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        if server:
            _drop_postgres(server, name)


def _on_server(url: str, sql: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(sql)
    engine.dispose()


def _new_postgres(server: str, name: str) -> str:
    _drop_postgres(server, name)
    _on_server(server, f"CREATE DATABASE {name} TEMPLATE template0")
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _drop_postgres(server: str, name: str) -> None:
    _on_server(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def revisions() -> list[str]:
    """Every version, the oldest first."""
    from alembic.script import ScriptDirectory

    return [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]


def _engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def _write_one_audit_line(app: Flask) -> None:
    with app.app_context(), transaction():
        site = db.session.query(Site).filter_by(slug="house-test").one_or_none()
        site = site or Site(slug="house-test", name="House test")
        db.session.add(site)
        db.session.flush()
        write_audit_line("house_test", "site:1", site_id=site.id, at=now())


def _audit_faults(app: Flask) -> list[str]:
    """What the audit trail let happen that it should refuse; the line is written first."""
    _write_one_audit_line(app)
    allowed = []
    for sql in ("UPDATE audit_line SET verb = 'x'", "DELETE FROM audit_line"):
        try:
            with _engine(app).begin() as connection:
                connection.execute(text(sql))
            allowed.append(sql)
        except DBAPIError as refusal:
            assert "append-only" in str(refusal)
    return allowed


def _from_models(app: Flask) -> dict[str, object]:
    import_models()
    with app.app_context():
        db.create_all()
    return catalogue(_engine(app))


def test_the_migrated_database_is_the_one_of_the_models(new_app: NewApp) -> None:
    migrated, modelled = new_app("eco_migrated"), new_app("eco_modelled")
    upgrade_schema(migrated)
    by_migrations, by_models = catalogue(_engine(migrated)), _from_models(modelled)
    assert len(by_models) > 100
    assert differences(by_migrations, by_models, ("migrations", "models")) == []


def test_every_table_is_strict_on_sqlite(built_app: Flask) -> None:
    engine = _engine(built_app)
    if engine.dialect.name == "sqlite":
        tables = [(name, what) for name, what in catalogue(engine).items() if isinstance(what, dict)]
        assert [name for name, what in tables if what["kind"] == "table" and not what["strict"]] == []


def test_migrations_go_down_to_nothing_and_up_again(new_app: NewApp) -> None:
    app = new_app("eco_up_and_down")
    upgrade_schema(app)
    first = catalogue(_engine(app))
    assert _audit_faults(app) == []
    downgrade_schema(app)
    assert catalogue(_engine(app)) == {}
    upgrade_schema(app)
    assert differences(first, catalogue(_engine(app)), ("first", "second")) == []
    assert _audit_faults(app) == []
    with app.app_context():
        assert present_version() == newest_version()


def test_each_single_step_goes_down_and_up(new_app: NewApp) -> None:
    app = new_app("eco_steps")
    for revision in revisions():
        upgrade_schema(app, revision)
        there = catalogue(_engine(app))
        downgrade_schema(app, "-1")
        upgrade_schema(app, revision)
        assert differences(there, catalogue(_engine(app)), ("before", "after")) == [], revision
        assert _audit_faults(app) == []
        downgrade_schema(app, "-1")
        upgrade_schema(app, revision)


def _filled_before_bounds(app: Flask) -> dict[str, list[str]]:
    """A small demo in the shape that came before the bounds; returns every row of every table."""
    from factory.demo.making import fill_demo

    upgrade_schema(app)
    with app.app_context():
        fill_demo(app, now(), progress=lambda done, total: None, share=0.05)
    downgrade_schema(app, "0029-1")
    return _every_row(app)


def _every_row(app: Flask) -> dict[str, list[str]]:
    engine = _engine(app)
    with engine.connect() as connection:
        tables = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
        return {
            name: sorted(str(row) for row in connection.execute(text(f"SELECT * FROM {name}")))
            for name in tables
        }


BREACHES = (
    "UPDATE piece SET grams = -1",
    "UPDATE photo SET width = -1",
    "UPDATE consent SET how = 'guessed'",
    "INSERT INTO attempt (kind, key, at) VALUES ('planted', 'x', '2026-11-26T09:00:00.000Z')",
)


def test_a_filled_house_gets_its_bounds_and_loses_nothing(new_app: NewApp) -> None:
    app = new_app("eco_bounds")
    rows = _filled_before_bounds(app)
    assert len(rows["piece"]) > 20 and len(rows["consent"]) > 10
    assert [sql for sql in BREACHES if _is_refused(app, sql)] == []
    before = catalogue(_engine(app))
    upgrade_schema(app, "0029")
    assert _every_row(app) == rows
    assert [sql for sql in BREACHES if not _is_refused(app, sql)] == []
    downgrade_schema(app, "0029-1")
    assert differences(before, catalogue(_engine(app)), ("before", "after")) == []
    assert _every_row(app) == rows
    upgrade_schema(app)
    with app.app_context():
        assert all_differences() == []
        assert list(broken_lines()) == []


def _is_refused(app: Flask, sql: str) -> bool:
    """Whether the database refuses a write; it is taken back where not."""
    with _engine(app).connect() as connection:
        try:
            connection.execute(text(sql))
        except DBAPIError:
            return True
        connection.rollback()
    return False


def test_a_row_out_of_bounds_stops_the_bounds_and_nothing_is_changed(new_app: NewApp) -> None:
    app = new_app("eco_out_of_bounds")
    upgrade_schema(app, "0029")
    downgrade_schema(app, "-1")
    with _engine(app).begin() as connection:
        connection.execute(text(BREACHES[-1]))
    before = catalogue(_engine(app))
    with pytest.raises(RowsDoNotFit, match="1 rows of attempt"):
        upgrade_schema(app, "0029")
    assert differences(before, catalogue(_engine(app)), ("before", "after")) == []


PLANTED = {
    "sqlite": (
        "DROP TRIGGER audit_line_no_update",
        "DROP INDEX ix_audit_line_subject",
        "ALTER TABLE site ADD COLUMN planted TEXT",
        "CREATE TABLE planted (id INTEGER PRIMARY KEY, kind TEXT CHECK (kind = 'a'))",
    ),
    "postgresql": (
        "DROP TRIGGER audit_line_append_only ON audit_line",
        "DROP INDEX ix_audit_line_subject",
        "ALTER TABLE site ADD COLUMN planted TEXT",
        "ALTER TABLE site DROP CONSTRAINT ck_site_kind_known",
    ),
}


@pytest.mark.parametrize("place", range(4))
def test_a_planted_difference_is_seen(new_app: NewApp, place: int) -> None:
    app = new_app("eco_planted")
    upgrade_schema(app)
    engine = _engine(app)
    before = catalogue(engine)
    with engine.begin() as connection:
        connection.execute(text(PLANTED[engine.dialect.name][place]))
    assert differences(before, catalogue(engine), ("before", "after"))
    assert bool(_audit_faults(app)) is (place == 0)


@pytest.mark.static
def test_a_lost_check_and_a_lost_strict_are_seen(tmp_path: Path) -> None:
    """What a careless copy of a table loses: its nameless CHECK, its STRICT, its partial index."""
    whole = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, CHECK (length(a) < 9)) STRICT"
    index = "CREATE UNIQUE INDEX one ON t (a) WHERE a <> ''"
    careful = _file(tmp_path / "careful.sqlite3", [whole, index])
    for number, statements in enumerate(
        (
            [whole.replace(", CHECK (length(a) < 9)", ""), index],
            [whole.replace(" STRICT", ""), index],
            [whole, index.replace(" WHERE a <> ''", "")],
            [whole],
        )
    ):
        careless = _file(tmp_path / f"careless{number}.sqlite3", statements)
        assert differences(catalogue(careful), catalogue(careless), ("careful", "careless")), number


def _file(path: Path, statements: list[str]) -> Engine:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return create_engine(f"sqlite:///{path}")
