"""Who takes part follows from makeovers, verdicts and corrections too; everybody's days are marked to be counted anew."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up_triggers, statements, take_off_triggers, trigger_of

revision = "0070"
down_revision = "0063a"
branch_labels = None
depends_on = None

BEFORE = ("tally_piece_event_new", "tally_piece_event_changed")
"""Those of the 0063rd that stand in other words now."""


def upgrade() -> None:
    connection = op.get_bind()
    put_up_triggers(connection, "0070_taking_part", _triggers())
    _mark_everybody()


def downgrade() -> None:
    connection = op.get_bind()
    take_off_triggers(connection, _triggers())
    put_up_triggers(connection, "0063_tally", BEFORE)
    _mark_everybody()


def _triggers() -> set[str]:
    made = statements("0070_taking_part", op.get_bind().dialect.name)
    return {name for one in made if (name := trigger_of(one))}


def _mark_everybody() -> None:
    op.execute("INSERT INTO tally_mark (person_id) SELECT id FROM person")
