"""An offer may have photos, and who offered may ask to be forgotten before the clock does it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db import UtcInstant
from factory.frozen_sql import put_up, take_down

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("donation_offer", sa.Column("forgotten_at", UtcInstant, nullable=True))
    put_up(op.get_bind(), "0081_offer_photos")


def downgrade() -> None:
    take_down(op.get_bind(), "0081_offer_photos")
    op.drop_column("donation_offer", "forgotten_at")
