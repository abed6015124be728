"""Photos of evidence that tablets bring."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0034_tablet_photos")


def downgrade() -> None:
    take_down(op.get_bind(), "0034_tablet_photos")
