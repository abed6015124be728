"""What stands behind decisions: what was seen of assessors, witnesses, prior learning, appeals, standardisation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db import Day, Text
from factory.frozen_sql import put_up, take_down

revision = "0023"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("criterion_decision", sa.Column("resubmit_on", Day, nullable=True))
    op.add_column("criterion_decision", sa.Column("because", Text, nullable=True))
    put_up(op.get_bind(), "0023_evidence")


def downgrade() -> None:
    take_down(op.get_bind(), "0023_evidence")
    op.drop_column("criterion_decision", "because")
    op.drop_column("criterion_decision", "resubmit_on")
