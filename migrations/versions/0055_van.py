"""Offers of donors, collection rounds, deliveries and what a tablet in the van tells of them."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0055"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0055_van")


def downgrade() -> None:
    take_down(op.get_bind(), "0055_van")
