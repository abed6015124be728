"""Targets may be of learners in work or study; what they told is counted for it by the first minute after."""

from __future__ import annotations

from alembic import op

from factory.table_checks import Check, add_checks, drop_checks

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None

WORDS = (
    "'pieces_upcycled', 'pieces_received', 'pieces_given_out', 'grams_kept', 'co2e_low_grams', "
    "'enrolments', 'attended', 'completed', 'awarded', 'trained_digital', 'trained_painting', 'next_steps'"
)
REST = (
    "'machine_hours', 'machine_people', 'machine_sessions', 'machine_piece_hours', 'courses_run', "
    "'qualifications_awarded', 'organisations_given', "
    "'people_taking_part', 'volunteers', 'volunteer_hours', 'heads_without_names', 'occasions', "
    "'repair_attempts', 'repairs_fixed', 'artefacts', 'organisations_helped', 'help_hours', "
    "'enterprises_started', 'skill_pairs', 'pair_hours', 'people_mentored', 'makeovers'"
)
ADDED = "'in_work_or_study_3', 'in_work_or_study_6'"
BEFORE: list[Check] = [("target", "indicator_known", f"indicator IN ({WORDS}, {REST})")]
AFTER: list[Check] = [("target", "indicator_known", f"indicator IN ({WORDS}, {ADDED}, {REST})")]


def upgrade() -> None:
    drop_checks(op.get_bind(), BEFORE)
    add_checks(op.get_bind(), AFTER)
    op.execute(
        "INSERT INTO tally_mark (person_id) SELECT DISTINCT b.person_id FROM next_step t "
        "JOIN booking b ON b.id = t.booking_id"
    )


def downgrade() -> None:
    op.execute(f"DELETE FROM target WHERE indicator IN ({ADDED})")
    for table in ("tally_row", "tally_month"):
        op.execute(f"DELETE FROM {table} WHERE indicator IN ({ADDED})")
    drop_checks(op.get_bind(), AFTER)
    add_checks(op.get_bind(), BEFORE)
