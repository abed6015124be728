"""A permit counts once a second person has confirmed it; a tablet says since when things wait on it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.clock import now
from core.db import UtcInstant, Whole

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

permit = sa.table(
    "permit",
    sa.column("confirmed_at", UtcInstant),
    sa.column("confirmed_by_id", Whole),
    sa.column("given_by_id", Whole),
)


def upgrade() -> None:
    op.add_column("permit", sa.Column("confirmed_by_id", Whole, nullable=True))
    op.add_column("permit", sa.Column("confirmed_at", UtcInstant, nullable=True))
    op.add_column("device", sa.Column("waiting_since", UtcInstant, nullable=True))
    op.execute(permit.update().values(confirmed_at=now(), confirmed_by_id=permit.c.given_by_id))


def downgrade() -> None:
    op.drop_column("device", "waiting_since")
    op.drop_column("permit", "confirmed_at")
    op.drop_column("permit", "confirmed_by_id")
