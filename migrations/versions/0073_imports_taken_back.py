"""Imports of units and repairs are taken back too; heads of every kind are remembered; an import knows its lines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db import Json
from factory.frozen_sql import put_up, take_down
from factory.table_checks import Check, add_checks, drop_checks

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

THINGS = "'piece', 'person', 'role', 'booking', 'past_course', 'organisation', 'makeover', 'visit'"
WORKS = "'organisations', 'makeovers', 'visits'"
HEADS = "'units', 'learners', 'bookings', 'past_courses'"
BEFORE: list[Check] = [
    ("imported_thing", "kind_known", f"kind IN ({THINGS})"),
    ("works_import", "kind_known", f"kind IN ({WORKS})"),
    ("import_head", "kind_known", f"kind IN ({HEADS})"),
]
AFTER: list[Check] = [
    ("imported_thing", "kind_known", f"kind IN ({THINGS}, 'unit', 'repair')"),
    ("works_import", "kind_known", f"kind IN ({WORKS}, 'repairs')"),
    ("import_head", "kind_known", f"kind IN ({HEADS}, 'pieces', {WORKS}, 'repairs')"),
]


def upgrade() -> None:
    connection = op.get_bind()
    drop_checks(connection, BEFORE)
    add_checks(connection, AFTER)
    for table in ("works_import", "piece_import"):
        op.add_column(table, sa.Column("settings", Json, nullable=True))
    put_up(connection, "0073_imports_taken_back")


def downgrade() -> None:
    connection = op.get_bind()
    take_down(connection, "0073_imports_taken_back")
    for table in ("works_import", "piece_import"):
        op.drop_column(table, "settings")
    op.execute("DELETE FROM imported_thing WHERE kind IN ('unit', 'repair')")
    op.execute("DELETE FROM works_import WHERE kind = 'repairs'")
    op.execute(f"DELETE FROM import_head WHERE kind IN ('pieces', {WORKS}, 'repairs')")
    drop_checks(connection, AFTER)
    add_checks(connection, BEFORE)
