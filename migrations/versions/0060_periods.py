"""Months close: their figures freeze, and what comes to light later is an adjustment."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0060"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0060_periods")


def downgrade() -> None:
    take_down(op.get_bind(), "0060_periods")
