"""The easy words of criteria in more languages."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0028_criterion_words")


def downgrade() -> None:
    take_down(op.get_bind(), "0028_criterion_words")
