"""Erasures, evidence held, people who are not the same, young people, merges that can be taken back."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0056"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0056_privacy")
    put_up(op.get_bind(), "0056_merges")


def downgrade() -> None:
    take_down(op.get_bind(), "0056_merges")
    take_down(op.get_bind(), "0056_privacy")
