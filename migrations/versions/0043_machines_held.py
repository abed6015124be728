"""What was out of order comes back by a test run whatever came between; states and corrections are never deleted."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up_triggers, take_off_triggers

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

CHANGED = ("machine_state_released",)
NEW = ("machine_state_stays", "correction_stays")


def upgrade() -> None:
    put_up_triggers(op.get_bind(), "0043_machines_held", (*CHANGED, *NEW))


def downgrade() -> None:
    take_off_triggers(op.get_bind(), NEW)
    put_up_triggers(op.get_bind(), "0031_machines", CHANGED)
