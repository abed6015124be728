"""Skills of people, pairs and mentoring with their time together, accidents and near misses."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0053"
down_revision = "0055"
branch_labels = None
depends_on = None

TOGETHER = "CREATE INDEX ix_piece_event_together ON piece_event (at) WHERE with_ids <> '[]'"


def upgrade() -> None:
    put_up(op.get_bind(), "0053_skills")
    put_up(op.get_bind(), "0053_mishaps")
    op.execute(TOGETHER)


def downgrade() -> None:
    op.execute("DROP INDEX ix_piece_event_together")
    take_down(op.get_bind(), "0053_mishaps")
    take_down(op.get_bind(), "0053_skills")
