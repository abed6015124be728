"""Targets may be of what machines count."""

from __future__ import annotations

from alembic import op

from factory.table_checks import Check, add_checks, drop_checks

revision = "0042"
down_revision = "0039"
branch_labels = None
depends_on = None

WORDS = (
    "'pieces_upcycled', 'pieces_received', 'pieces_given_out', 'grams_kept', 'co2e_low_grams', "
    "'enrolments', 'attended', 'completed', 'awarded', 'trained_digital', 'trained_painting', 'next_steps'"
)
MACHINES = "'machine_hours', 'machine_people', 'machine_sessions', 'machine_piece_hours'"
BEFORE: list[Check] = [("target", "indicator_known", f"indicator IN ({WORDS})")]
AFTER: list[Check] = [("target", "indicator_known", f"indicator IN ({WORDS}, {MACHINES})")]


def upgrade() -> None:
    drop_checks(op.get_bind(), BEFORE)
    add_checks(op.get_bind(), AFTER)


def downgrade() -> None:
    op.execute(f"DELETE FROM target WHERE indicator IN ({MACHINES})")
    drop_checks(op.get_bind(), AFTER)
    add_checks(op.get_bind(), BEFORE)
