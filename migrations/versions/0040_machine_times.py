"""Bookings of machines move and have feeds; a kind of machine says its step of a piece's work and its checklist."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db import Text
from factory.frozen_sql import put_up, put_up_triggers, take_down, take_off_triggers
from factory.table_checks import Check, add_checks, drop_checks

revision = "0040"
down_revision = "0038"
branch_labels = None
depends_on = None

FIRST = (
    "'agent_started', 'machine_state', 'banner', 'alarm', 'identity', 'port_lost', 'port_back', 'job_word', "
    "'noise', 'meter_hello', 'card_shown', 'signed_on', 'signed_off', 'piece_scanned', 'purpose_chosen', "
    "'material_chosen', 'fault_reported', 'maintenance_done'"
)
LAST = "'job_refreshed', 'clock', 'disk'"
BEFORE: list[Check] = [("kiosk_event", "kind_known", f"kind IN ({FIRST}, {LAST})")]
AFTER: list[Check] = [("kiosk_event", "kind_known", f"kind IN ({FIRST}, 'checklist_done', {LAST})")]
TYPES: list[Check] = [
    ("machine_type", "checklist_due_known", "checklist_due IN ('day', 'sitting')"),
    ("machine_type", "piece_step_known", "piece_step IN ('repair', 'strip', 'make', 'finish', 'upholster')"),
]
STEPS = {
    "machine:laser_cutter": "make",
    "machine:cnc_router": "make",
    "machine:printer_3d": "make",
    "machine:hand_power_tools": "strip",
    "machine:spray_booth": "finish",
}
"""The steps that kinds of machine were for while the program alone knew them."""


def upgrade() -> None:
    for name in ("checklist_due", "piece_step"):
        op.add_column("machine_type", sa.Column(name, Text, nullable=True))
    add_checks(op.get_bind(), TYPES)
    for kind, step in STEPS.items():
        op.execute(f"UPDATE machine_type SET piece_step = '{step}' WHERE permit_kind = '{kind}'")
    op.execute("UPDATE machine_type SET checklist = '[]'")
    drop_checks(op.get_bind(), BEFORE)
    add_checks(op.get_bind(), AFTER)
    put_up(op.get_bind(), "0040_machine_times")


def downgrade() -> None:
    take_down(op.get_bind(), "0040_machine_times")
    op.execute("UPDATE machine_type SET checklist = '[]'")
    drop_checks(op.get_bind(), TYPES)
    for name in ("piece_step", "checklist_due"):
        op.drop_column("machine_type", name)
    _forget_checklists()
    drop_checks(op.get_bind(), AFTER)
    add_checks(op.get_bind(), BEFORE)


def _forget_checklists() -> None:
    """What kiosks told of checklists: an older program knows no such word."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute("ALTER TABLE kiosk_event DISABLE TRIGGER USER")
        op.execute("DELETE FROM kiosk_event WHERE kind = 'checklist_done'")
        op.execute("ALTER TABLE kiosk_event ENABLE TRIGGER USER")
        return
    take_off_triggers(op.get_bind(), ("kiosk_event_no_delete",))
    op.execute("DELETE FROM kiosk_event WHERE kind = 'checklist_done'")
    put_up_triggers(op.get_bind(), "0031_machines", ("kiosk_event_no_delete",))
