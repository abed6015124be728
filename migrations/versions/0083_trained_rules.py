"""By which rule learners count as trained is chosen, from a month on; nothing is chosen yet, so no figure changes."""

from __future__ import annotations

from typing import Final

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None

_NAME: Final = "0083_trained_rules"


def upgrade() -> None:
    put_up(op.get_bind(), _NAME)


def downgrade() -> None:
    op.execute(
        "INSERT INTO tally_mark (person_id) SELECT b.person_id FROM booking b "
        "WHERE EXISTS (SELECT 1 FROM trained_rule) UNION SELECT a.person_id FROM unit_award a "
        "WHERE EXISTS (SELECT 1 FROM trained_rule)"
    )
    take_down(op.get_bind(), _NAME)
