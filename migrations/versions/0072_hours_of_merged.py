"""A minute in which two numbers of one person were in counts once: who is merged is marked to be counted anew."""

from __future__ import annotations

from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _mark_merged()


def downgrade() -> None:
    _mark_merged()


def _mark_merged() -> None:
    op.execute(
        "INSERT INTO tally_mark (person_id) SELECT DISTINCT person_id FROM person_merge WHERE undone_at IS NULL"
    )
