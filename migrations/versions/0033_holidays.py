"""What coordinators note of bank holidays."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0033"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0033_holidays")


def downgrade() -> None:
    take_down(op.get_bind(), "0033_holidays")
