"""What a test takes away to see the harm is there again for the next one."""

from __future__ import annotations

from flask import Flask

from core.db import fast, transaction
from tests.fresh import FreshPostgres, FreshSqlite


def test_a_trigger_and_an_index_that_a_test_took_off_stand_again(
    app: Flask, database: FreshSqlite | FreshPostgres
) -> None:
    for _ in range(2):
        with app.app_context(), transaction():
            name = "audit_line_no_update" if fast().is_sqlite else "audit_line_append_only ON audit_line"
            fast().run(f"DROP TRIGGER {name}")
            fast().run("DROP INDEX uq_criterion_decision_current")
        database.reset(app)


def test_a_trigger_that_a_test_put_to_sleep_is_awake_again(
    app: Flask, database: FreshSqlite | FreshPostgres
) -> None:
    if isinstance(database, FreshSqlite):
        return
    with app.app_context(), transaction():
        fast().run("ALTER TABLE audit_line DISABLE TRIGGER USER")
    database.reset(app)
    with app.app_context():
        asleep = fast().row("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
    assert asleep == (0,)
