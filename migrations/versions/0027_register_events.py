"""What tablets' registers bring, each event once; a mark may be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db import Text
from factory.frozen_sql import put_up, take_down

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attendance_mark", sa.Column("taken_back_by", Text, nullable=True))
    put_up(op.get_bind(), "0027_register_events")


def downgrade() -> None:
    take_down(op.get_bind(), "0027_register_events")
    op.drop_column("attendance_mark", "taken_back_by")
