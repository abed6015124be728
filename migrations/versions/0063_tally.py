"""What is counted of people is kept ready; everybody's days are marked to be counted by the first minute after."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, statements, take_down, take_off_triggers, trigger_of

revision = "0063"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    put_up(op.get_bind(), "0063_tally")


def downgrade() -> None:
    connection = op.get_bind()
    made = statements("0063_tally", connection.dialect.name)
    take_off_triggers(connection, {name for one in made if (name := trigger_of(one))})
    take_down(connection, "0063_tally")
