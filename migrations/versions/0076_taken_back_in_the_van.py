"""What was tapped by mistake in the van is taken back."""

from __future__ import annotations

from alembic import op

from factory.table_checks import Check, add_checks, drop_checks

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None

WORDS = (
    "'loaded', 'delivered', 'back', 'arrived', 'left', 'signed', 'not_signed', 'stop_arrived', 'stop_left', "
    "'nobody_in', 'not_taken', 'collected', 'unread'"
)
TAKEN_BACK = "'not_arrived', 'not_left', 'stop_not_arrived'"
BEFORE: list[Check] = [("van_event", "kind_known", f"kind IN ({WORDS})")]
AFTER: list[Check] = [("van_event", "kind_known", f"kind IN ({WORDS}, {TAKEN_BACK})")]


def upgrade() -> None:
    drop_checks(op.get_bind(), BEFORE)
    add_checks(op.get_bind(), AFTER)


def downgrade() -> None:
    count = (
        op.get_bind()
        .exec_driver_sql(f"SELECT COUNT(*) FROM van_event WHERE kind IN ({TAKEN_BACK})")
        .scalar_one()
    )
    if count:
        raise RuntimeError(
            f"{count} events of the van take something back: what the house was told is never deleted"
        )
    drop_checks(op.get_bind(), AFTER)
    add_checks(op.get_bind(), BEFORE)
