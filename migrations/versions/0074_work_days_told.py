"""What tablets tell of work days at makeovers, and what a coordinator said of what could not be done."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0074_work_days_told")


def downgrade() -> None:
    take_down(op.get_bind(), "0074_work_days_told")
