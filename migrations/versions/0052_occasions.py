"""Occasions and their heads, artefacts, help to organisations, things brought to repair cafés, and corrections."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0052"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0052_occasions")
    put_up(op.get_bind(), "0052_repair_cafes")


def downgrade() -> None:
    take_down(op.get_bind(), "0052_repair_cafes")
    take_down(op.get_bind(), "0052_occasions")
