"""The database goes up and down whole, on both databases, and its frozen SQL is what the models say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect

from core.db import db
from factory.schema import downgrade_schema, knows_version, newest_version, present_version, upgrade_schema
from tests.fresh import FreshPostgres, FreshSqlite

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def migrated(app: Flask, database: FreshSqlite | FreshPostgres) -> Iterator[Flask]:
    """The app; whatever the test did to the schema is put right afterwards."""
    yield app
    upgrade_schema(app)
    database.reset(app)


def tables(app: Flask) -> set[str]:
    with app.app_context():
        return set(inspect(db.engine).get_table_names())


def test_it_goes_down_to_nothing_and_up_again(migrated: Flask) -> None:
    before = tables(migrated)
    downgrade_schema(migrated)
    assert tables(migrated) == {"alembic_version"}
    upgrade_schema(migrated)
    assert tables(migrated) == before


def test_a_second_upgrade_changes_nothing(migrated: Flask) -> None:
    before = tables(migrated)
    upgrade_schema(migrated)
    assert tables(migrated) == before
    with migrated.app_context():
        assert present_version() == newest_version()


def test_an_upgrade_that_breaks_half_way_leaves_the_old_schema(
    migrated: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from factory import frozen_sql as frozen

    downgrade_schema(migrated)
    whole = frozen.statements

    def broken(name: str, dialect: str) -> list[str]:
        good = whole(name, dialect)
        return [*good[: len(good) // 2], "CREATE NONSENSE", *good[len(good) // 2 :]]

    with monkeypatch.context() as patch:
        patch.setattr(frozen, "statements", broken)
        with pytest.raises(Exception, match="NONSENSE"):
            upgrade_schema(migrated)
    assert tables(migrated) <= {"alembic_version"}
    upgrade_schema(migrated)
    assert "piece" in tables(migrated)


def test_it_knows_its_own_versions_and_no_others() -> None:
    assert knows_version(newest_version())
    assert not knows_version("9999")
