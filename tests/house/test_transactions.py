"""A transaction begins with what is in the database now, not with what was read before it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from core.db import db, fast, transaction
from core.scopes import Scope
from core.sites import Site
from tests.cast import Cast


def change_elsewhere(site_id: int, city: str) -> None:
    """Another connection writes and commits."""
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE site SET city = :city WHERE id = :id"), {"city": city, "id": site_id})


def cities_seen(site_id: int) -> tuple[str, str]:
    """A site is loaded, then changed elsewhere: what a transaction sees of it, by the ORM and in plain SQL."""
    held = db.session.get_one(Site, site_id)  # while somebody holds it, `get` answers it again
    assert held.city == "Coventry"
    change_elsewhere(site_id, "Elsewhere")
    with transaction():
        row = fast().row("SELECT city FROM site WHERE id = ?", (site_id,))
        assert row is not None
        return db.session.get_one(Site, site_id).city, str(row[0])


def test_a_transaction_sees_what_another_connection_changed(app: Flask, cast: Cast) -> None:
    with app.app_context():
        assert cities_seen(cast.sites["coventry"]) == ("Elsewhere", "Elsewhere")


def test_a_transaction_that_kept_its_reads_would_be_seen(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scope, "forget_reads", lambda scope: None)
    with app.app_context():
        assert cities_seen(cast.sites["coventry"])[0] == "Coventry"


def test_a_transaction_inside_another_is_refused(app: Flask) -> None:
    with app.app_context(), transaction(), pytest.raises(RuntimeError, match="already open"), transaction():
        pass
