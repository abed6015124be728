"""The public impact page, form profiles of funders, keys of the open API, webhooks."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0057"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0057_open_data")


def downgrade() -> None:
    take_down(op.get_bind(), "0057_open_data")
