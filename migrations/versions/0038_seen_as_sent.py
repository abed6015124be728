"""Nothing is recommended that was decided again after a verifier looked, or that no draw was made for; not by direct SQL either."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up_triggers

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

TRIGGERS = ("rac_ready", "rac_stays_ready")


def upgrade() -> None:
    put_up_triggers(op.get_bind(), "0038_seen_as_sent", TRIGGERS)


def downgrade() -> None:
    put_up_triggers(op.get_bind(), "0030_guards", TRIGGERS)
