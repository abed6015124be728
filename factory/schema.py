"""The shape of the database: bringing it to the newest version, and knowing which version it has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import inspect, text

from core.db import db

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def upgrade_schema(app: Flask, revision: str = "head") -> None:
    """Bring the app's database to `revision`, all in one transaction; nothing to do where it is there already."""
    from alembic import command

    with app.app_context():
        command.upgrade(_config(app), revision)
        _forget_connections()


def downgrade_schema(app: Flask, revision: str = "base") -> None:
    """Take the app's database down to `revision`: everything that came after it is dropped, data included."""
    from alembic import command

    with app.app_context():
        command.downgrade(_config(app), revision)
        _forget_connections()


def newest_version() -> str:
    """The version that this checkout's migrations lead to."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""


def present_version() -> str:
    """The version of the current app's database; "" for an empty one."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def knows_version(version: str) -> bool:
    """True if this checkout has a migration of that name, so that a database or backup of it can be brought forward."""
    from alembic.script import ScriptDirectory

    return any(script.revision == version for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def _config(app: Flask) -> Any:
    from flask_migrate import Migrate

    if "migrate" not in app.extensions:
        Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    return app.extensions["migrate"].migrate.get_config(str(MIGRATIONS))


def _forget_connections() -> None:
    """Connections opened before may hold statements prepared for the old shape."""
    db.session.remove()
    db.engine.dispose()
