"""Visits: what doors saw and people said, the visits that follow, and visitors' heads."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0051"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0051_visits")


def downgrade() -> None:
    take_down(op.get_bind(), "0051_visits")
