"""Hours at makeovers are counted of people: who works at one is marked, and everybody once to be counted anew."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, statements, take_down, take_off_triggers, trigger_of

revision = "0067"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0067_makeover_hours")


def downgrade() -> None:
    connection = op.get_bind()
    made = statements("0067_makeover_hours", connection.dialect.name)
    take_off_triggers(connection, {name for one in made if (name := trigger_of(one))})
    take_down(connection, "0067_makeover_hours")
