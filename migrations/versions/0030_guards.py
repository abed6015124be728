"""Training's guards let no NULL slip by, what was decided or sent is not deleted, its words, numbers and days are bounded."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up_triggers, take_off_triggers
from factory.table_checks import Check, add_checks, drop_checks

revision = "0030"
down_revision = "0031"
branch_labels = None
depends_on = None

BEFORE = {
    "0020_training": ("certificate_frozen", "skills_record_frozen"),
    "0023_evidence": ("claim_decided_once", "appeal_heard_once"),
    "0024_visits": (
        "decision_frozen",
        "rac_frozen",
        "rac_ready",
        "rac_stays_ready",
        "rac_line_unsent",
        "rac_line_frozen",
        "rac_line_answered",
    ),
}
"""Triggers that are replaced, and the file that has them as they were."""
NEW = ("certificate_kept", "decision_kept", "rac_kept", "rac_line_kept")
LANGUAGES = "'en', 'ar', 'fa', 'ckb', 'ti', 'uk', 'pl', 'ro', 'fr', 'ur', 'ps', 'am'"
SOURCES = "'web', 'desk', 'card', 'phone', 'import', 'walk_in', 'off_grid', 'promotion'"
WORDS = (
    ("booking_event", "source", SOURCES),
    ("course_words", "language", LANGUAGES),
    ("induction_approval", "language", LANGUAGES),
    ("induction_pass", "language", LANGUAGES),
    ("next_step", "after_months", "0, 3, 6"),
    ("own_work", "language", LANGUAGES),
)
AT_LEAST = (
    ("combination_group", "position", 1),
    ("course_class", "number", 1),
    ("course_class", "sequence", 0),
    ("course_version", "number", 1),
    ("induction_version", "number", 1),
    ("permit_use", "minutes", 0),
    ("rac", "number", 1),
    ("training_import", "row_count", 0),
    ("training_import", "taken", 0),
    ("training_import", "repeated", 0),
    ("training_import", "refused", 0),
    ("unit", "version", 1),
)
NEAR = (
    ("assessor_proof", "seen_on"),
    ("assessor_unit", "starts_on"),
    ("assessor_unit", "ends_on"),
    ("certificate", "issued_on"),
    ("completion", "completed_on"),
    ("course_class", "starts_at"),
    ("course_class", "ends_at"),
    ("criterion_decision", "decided_on"),
    ("criterion_decision", "resubmit_on"),
    ("help_time", "done_on"),
    ("induction_pass", "passed_on"),
    ("induction_time", "done_on"),
    ("next_step", "told_on"),
    ("permit_use", "last_on"),
    ("prior_claim", "decided_on"),
    ("qualification", "operational_from"),
    ("qualification", "operational_to"),
    ("qualification_award", "awarded_on"),
    ("rac_line", "result_on"),
    ("rac_line", "handed_on"),
    ("registration", "registered_on"),
    ("run", "opens_at"),
    ("run", "closes_at"),
    ("run", "offer_cutoff_at"),
    ("seat_hold", "until"),
    ("standardisation_note", "held_on"),
    ("taken_run", "until"),
    ("unit_award", "awarded_on"),
    ("verifier_action", "due_on"),
    ("verifier_visit", "starts_on"),
    ("verifier_visit", "ends_on"),
    ("witness_statement", "seen_on"),
)
CHECKS: list[Check] = [
    *((table, f"{column}_known", f"{column} IN ({words})") for table, column, words in WORDS),
    *((table, f"{column}_counts", f"{column} >= {low}") for table, column, low in AT_LEAST),
    *((table, f"{column}_near", f"{column} BETWEEN '2000-01-01' AND '2100-01-01'") for table, column in NEAR),
]


def upgrade() -> None:
    bind = op.get_bind()
    replaced = [name for names in BEFORE.values() for name in names]
    put_up_triggers(bind, "0030_guards", [*replaced, *NEW])
    add_checks(bind, CHECKS)


def downgrade() -> None:
    bind = op.get_bind()
    drop_checks(bind, CHECKS)
    take_off_triggers(bind, NEW)
    for name, triggers in BEFORE.items():
        put_up_triggers(bind, name, triggers)
