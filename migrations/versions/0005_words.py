"""Texts that people correct and approve, clips of voices, in which words somebody agreed; a voice may be agreed to."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NAME = "0005_words"
BEFORE = ("privacy_notice", "first_name_public", "photo")
AFTER = (*BEFORE, "voice")
COLUMNS = "id, person_id, kind, version, how, given_at, withdrawn_at"


def upgrade() -> None:
    _let_consents_be_of(AFTER)
    put_up(op.get_bind(), NAME)


def downgrade() -> None:
    take_down(op.get_bind(), NAME)
    op.execute("DELETE FROM consent WHERE kind = 'voice'")
    _let_consents_be_of(BEFORE)


def _let_consents_be_of(kinds: tuple[str, ...]) -> None:
    """Change the CHECK; SQLite cannot, so its table is written anew, whole, with its index (nothing points at it)."""
    check = f"CONSTRAINT ck_consent_kind_known CHECK (kind IN ({', '.join(repr(kind) for kind in kinds)}))"
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE consent DROP CONSTRAINT ck_consent_kind_known")
        op.execute(f"ALTER TABLE consent ADD {check}")
        return
    op.execute(f"""CREATE TABLE consent_anew (
	id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	kind TEXT NOT NULL,
	version TEXT NOT NULL,
	how TEXT NOT NULL,
	given_at TEXT NOT NULL,
	withdrawn_at TEXT,
	CONSTRAINT pk_consent PRIMARY KEY (id),
	{check},
	CONSTRAINT fk_consent_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT""")
    op.execute(f"INSERT INTO consent_anew ({COLUMNS}) SELECT {COLUMNS} FROM consent")
    op.execute("DROP TABLE consent")
    op.execute("ALTER TABLE consent_anew RENAME TO consent")
    op.execute("CREATE INDEX ix_consent_person_id ON consent (person_id, kind)")
