"""Makeovers from referral to sign-off: the address apart, pieces kept, work days, photos with consent, sign-off."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down, take_off_triggers

revision = "0054"
down_revision = "0050"
branch_labels = None
depends_on = None

ON_RELEASES = ("release_of_kept_piece",)


def upgrade() -> None:
    put_up(op.get_bind(), "0054_makeovers")
    op.execute(
        "INSERT INTO makeover_case (makeover_id, state, state_at, reference, area, needs, referred_on, permission, "
        "asbestos, asbestos_plan, lead_paint, lead_plan, cancel_reason) SELECT id, 'referred', made_at, '', '', '[]', "
        + ("substr(made_at, 1, 10)" if op.get_bind().dialect.name == "sqlite" else "CAST(made_at AS date)")
        + ", 'unknown', 'unknown', '', 'unknown', '', '' FROM makeover"
    )
    op.execute(
        "UPDATE makeover_case SET state = 'cancelled', cancel_reason = 'other' "
        "WHERE makeover_id IN (SELECT id FROM makeover WHERE NOT is_open)"
    )


def downgrade() -> None:
    take_off_triggers(op.get_bind(), ON_RELEASES)
    take_down(op.get_bind(), "0054_makeovers")
