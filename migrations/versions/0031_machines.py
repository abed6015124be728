"""Machines: types, kiosks and what they tell, sessions, faults, maintenance, bookings; a pairing code says for what."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0031"
down_revision = "0029"
branch_labels = None
depends_on = None

PAIRING = """CREATE TABLE pairing_code (
	id {key} NOT NULL,
	code_hash TEXT NOT NULL,
	site_id {whole} NOT NULL,
	name TEXT NOT NULL,
{more}	made_by_id {whole},
	made_at {instant} NOT NULL,
	ends_at {instant} NOT NULL,
	used_at {instant},
	CONSTRAINT pk_pairing_code PRIMARY KEY (id),
{rules}	CONSTRAINT uq_pairing_code_code_hash UNIQUE (code_hash),
	CONSTRAINT fk_pairing_code_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_pairing_code_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
){strict}"""
SQLITE = {"key": "INTEGER", "whole": "INTEGER", "instant": "TEXT", "strict": "\n STRICT"}
POSTGRESQL = {"key": "BIGSERIAL", "whole": "BIGINT", "instant": "TIMESTAMP WITH TIME ZONE", "strict": ""}
MORE = "	kind TEXT NOT NULL,\n	about TEXT NOT NULL,\n"
RULES = """	CONSTRAINT ck_pairing_code_kind_known CHECK (kind IN ('tablet', 'kiosk')),
	CONSTRAINT ck_pairing_code_about_short CHECK (length(about) <= 200),
"""


def _make_pairing_codes_anew(more: str, rules: str) -> None:
    """The table once more: its codes are good for ten minutes, so that none is carried over."""
    words = SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL
    op.execute("DROP TABLE pairing_code")
    op.execute(PAIRING.format(more=more, rules=rules, **words))


def upgrade() -> None:
    put_up(op.get_bind(), "0031_machines")
    _make_pairing_codes_anew(MORE, RULES)


def downgrade() -> None:
    _make_pairing_codes_anew("", "")
    take_down(op.get_bind(), "0031_machines")
