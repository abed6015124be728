"""Learning, machines and runs of courses are kept ready too; all of it is marked, and counted by the first minute after."""

from __future__ import annotations

from typing import Final

from alembic import op

from factory.frozen_sql import put_up, put_up_triggers, statements, take_down, take_off_triggers, trigger_of

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

_NAME: Final = "0077_more_kept_ready"
_THINGS: Final = {"sitting": "machine_session", "job": "machine_job", "run": "run"}
_OLDER: Final = ("people_taking_part", "volunteers", "volunteer_hours")
_BEFORE: Final = {
    "0063_tally": (
        "tally_attendance_mark_changed",
        "tally_machine_session_changed",
        "tally_course_class_changed",
        "tally_run_changed",
    ),
    "0070_taking_part": ("tally_session_correction_changed", "tally_machine_session_corrected"),
}
"""The triggers that told less before, and where they are written."""


def upgrade() -> None:
    _take_off()
    put_up(op.get_bind(), _NAME)
    op.execute("INSERT INTO tally_mark (person_id) SELECT id FROM person")
    for kind, table in _THINGS.items():
        op.execute(f"INSERT INTO tally_thing_mark (kind, thing_id) SELECT '{kind}', id FROM {table}")


def downgrade() -> None:
    _take_off()
    take_down(op.get_bind(), _NAME)
    for name, triggers in _BEFORE.items():
        put_up_triggers(op.get_bind(), name, triggers)
    older = ", ".join(f"'{one}'" for one in _OLDER)
    for table in ("tally_row", "tally_month"):
        op.execute(f"DELETE FROM {table} WHERE indicator NOT IN ({older})")


def _take_off() -> None:
    connection = op.get_bind()
    made = statements(_NAME, connection.dialect.name)
    take_off_triggers(connection, {name for one in made if (name := trigger_of(one))})
