"""Kiosks' cards are remembered with the person whose they were."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0037_kiosk_cards")


def downgrade() -> None:
    take_down(op.get_bind(), "0037_kiosk_cards")
