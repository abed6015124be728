"""Opening figures of earlier years, each with its source: a month of an indicator is opening figure or rows."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0061"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0061_openings")


def downgrade() -> None:
    take_down(op.get_bind(), "0061_openings")
