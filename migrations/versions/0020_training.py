"""The room of training: catalogue, runs, bookings, registers, assessment, awards, certificates, inductions."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0020"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0020_training")


def downgrade() -> None:
    take_down(op.get_bind(), "0020_training")
