"""What the lists of a site call our columns."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0036"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0036_import_heads")


def downgrade() -> None:
    take_down(op.get_bind(), "0036_import_heads")
