"""The outbox: what we have to tell people."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0021_outbox")


def downgrade() -> None:
    take_down(op.get_bind(), "0021_outbox")
