"""What imports made, to take a whole import back; imports of the works; makeovers of earlier years."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, put_up_triggers, take_down

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

CHANGED = ("makeover_signed_off",)


def upgrade() -> None:
    put_up(op.get_bind(), "0062_imports")
    put_up_triggers(op.get_bind(), "0062_imports_on_makeovers", CHANGED)


def downgrade() -> None:
    put_up_triggers(op.get_bind(), "0054_makeovers", CHANGED)
    take_down(op.get_bind(), "0062_imports")
