"""The house as it is first built: every table, check, trigger and index, and the rows that the database itself needs."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0001_house")


def downgrade() -> None:
    take_down(op.get_bind(), "0001_house")
