"""Somebody whom only a supervisor knew at a machine, tags of a meter's reader, a token turned by hand, what was refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.engine import Connection

from core.db import Text, UtcInstant, Whole
from factory.frozen_sql import put_up, put_up_triggers, take_down, take_off_triggers
from factory.table_checks import Check, add_checks, drop_checks, let_be_empty, want_filled

revision = "0039"
down_revision = "0040"
branch_labels = None
depends_on = None

KINDS = (
    "'agent_started', 'machine_state', 'banner', 'alarm', 'identity', 'port_lost', 'port_back', 'job_word', 'noise', "
    "'meter_hello', 'card_shown', 'signed_on', 'signed_off', 'piece_scanned', 'purpose_chosen', 'material_chosen', "
    "{}'fault_reported', 'maintenance_done', 'checklist_done', 'job_refreshed', 'clock', 'disk'"
)
BEFORE: list[Check] = [("kiosk_event", "kind_known", f"kind IN ({KINDS.format('')})")]
AFTER: list[Check] = [
    ("kiosk_event", "kind_known", f"kind IN ({KINDS.format(chr(39) + 'material_refused' + chr(39) + ', ')})")
]
MORE: list[Check] = [
    (
        "machine_session",
        "person_or_supervised",
        "person_id IS NOT NULL OR (unknown_card IS NOT NULL AND supervisor_id IS NOT NULL)",
    ),
    ("machine_session", "refused_count_counts", "refused_count >= 0"),
    ("machine_session", "unknown_card_short", "length(unknown_card) <= 128"),
]
REFUSED = "CREATE INDEX ix_kiosk_event_refused ON kiosk_event (machine_id, received_at) WHERE kind = 'material_refused'"


def upgrade() -> None:
    connection = op.get_bind()
    op.add_column("kiosk", sa.Column("turn_asked_at", UtcInstant, nullable=True))
    op.add_column("machine_session", sa.Column("unknown_card", Text, nullable=True))
    op.add_column(
        "machine_session", sa.Column("refused_count", Whole, nullable=False, server_default=sa.text("0"))
    )
    let_be_empty(connection, "machine_session", "person_id")
    drop_checks(connection, BEFORE)
    add_checks(connection, [*AFTER, *MORE])
    op.execute(REFUSED)
    put_up(connection, "0039_cards")


def downgrade() -> None:
    connection = op.get_bind()
    take_down(connection, "0039_cards")
    op.execute("DROP INDEX ix_kiosk_event_refused")
    nobody = "(SELECT id FROM machine_session WHERE person_id IS NULL)"
    op.execute(f"UPDATE machine_job SET session_id = NULL WHERE session_id IN {nobody}")
    op.execute(f"DELETE FROM session_helper WHERE session_id IN {nobody}")
    op.execute(f"DELETE FROM session_correction WHERE session_id IN {nobody}")
    op.execute("DELETE FROM machine_session WHERE person_id IS NULL")
    _forget_refused(connection)
    drop_checks(connection, [*MORE, *AFTER])
    add_checks(connection, BEFORE)
    want_filled(connection, "machine_session", "person_id")
    op.drop_column("machine_session", "refused_count")
    op.drop_column("machine_session", "unknown_card")
    op.drop_column("kiosk", "turn_asked_at")


def _forget_refused(connection: Connection) -> None:
    """What kiosks told of forbidden materials: an older program knows no such word."""
    gone = "DELETE FROM kiosk_event WHERE kind = 'material_refused'"
    if connection.dialect.name != "sqlite":
        op.execute("ALTER TABLE kiosk_event DISABLE TRIGGER USER")
        op.execute(gone)
        op.execute("ALTER TABLE kiosk_event ENABLE TRIGGER USER")
        return
    take_off_triggers(connection, ("kiosk_event_no_delete",))
    op.execute(gone)
    put_up_triggers(connection, "0031_machines", ("kiosk_event_no_delete",))
