"""How Alembic reaches the database: through the app's engine, the whole upgrade in one transaction.

One transaction, because a killed upgrade must leave the old schema or the new one and never something between:
SQLite and PostgreSQL both take back DDL.
"""

from __future__ import annotations

from alembic import context

from core.db import IMMEDIATE, Text, db


def run() -> None:
    """Run the migrations on the database of the current app."""
    if context.is_offline_mode():
        raise SystemExit("EcoWorks migrates a live database only: eco migrate")
    with (
        db.engine.connect().execution_options(**{IMMEDIATE: True}) as connection,
        connection.begin(),
    ):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
        )
        # every table is STRICT here, and a STRICT table knows no VARCHAR
        context.get_context()._version.c.version_num.type = Text()
        context.run_migrations()


run()
