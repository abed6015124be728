"""A target may be of a part of an indicator, such as homes among makeovers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db import Text
from factory.table_checks import Check, add_checks, drop_checks

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None

CHECKS: list[Check] = [("target", "split_short", "length(split) <= 80")]


def upgrade() -> None:
    op.add_column("target", sa.Column("split", Text, nullable=False, server_default=""))
    add_checks(op.get_bind(), CHECKS)


def downgrade() -> None:
    op.execute("DELETE FROM target WHERE split <> ''")
    drop_checks(op.get_bind(), CHECKS)
    op.drop_column("target", "split")
