"""A password that somebody else chose is known as such until its owner chooses one; those of today count as chosen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db import UtcInstant

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("password_given_at", UtcInstant, nullable=True))


def downgrade() -> None:
    op.drop_column("account", "password_given_at")
