"""Monitoring answers, and the basis on which they are asked."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0068"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0068_monitoring")


def downgrade() -> None:
    take_down(op.get_bind(), "0068_monitoring")
