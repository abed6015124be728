"""External verification: visits, what they look at and find; draws and answers kept; awards guarded by the database."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TRIGGERS = (
    "decision_not_by_verifier",
    "decision_frozen",
    "sample_looked_at",
    "sample_stays_looked_at",
    "rac_frozen",
    "rac_ready",
    "rac_stays_ready",
    "rac_line_unsent",
    "rac_line_frozen",
    "rac_line_answered",
    "credit_answered",
    "credit_stays_answered",
)
"""Triggers on tables that were there before; on PostgreSQL they go with their functions."""


def upgrade() -> None:
    put_up(op.get_bind(), "0024_visits")


def downgrade() -> None:
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        for name in TRIGGERS:
            bind.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
    take_down(bind, "0024_visits")
