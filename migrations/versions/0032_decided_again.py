"""A sample may hold work a second time, because it was decided again after a verifier looked at it."""

from __future__ import annotations

from alembic import op

from factory.table_checks import Check, add_checks, drop_checks

revision = "0032"
down_revision = "0030"
branch_labels = None
depends_on = None

WORDS = "'first_run', 'new_unit', 'second_run', 'drawn', 'borderline', 'adjusted', 'prior_learning', 'chosen'"
BEFORE: list[Check] = [("sample_item", "reason_known", f"reason IN ({WORDS})")]
AFTER: list[Check] = [("sample_item", "reason_known", f"reason IN ({WORDS}, 'decided_again')")]


def upgrade() -> None:
    drop_checks(op.get_bind(), BEFORE)
    add_checks(op.get_bind(), AFTER)


def downgrade() -> None:
    op.execute("UPDATE sample_item SET reason = 'chosen' WHERE reason = 'decided_again'")
    drop_checks(op.get_bind(), AFTER)
    add_checks(op.get_bind(), BEFORE)
