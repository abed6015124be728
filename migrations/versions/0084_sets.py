"""Pieces may be kept together as a set."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0084"
down_revision = "0083"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0084_sets")


def downgrade() -> None:
    take_down(op.get_bind(), "0084_sets")
