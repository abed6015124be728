"""Former learners who help have hours of their own; targets may be of what training counts."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_down

revision = "0026"
down_revision = "0024"
branch_labels = None
depends_on = None

BEFORE = "'pieces_upcycled', 'pieces_received', 'pieces_given_out', 'grams_kept', 'co2e_low_grams'"
LEARNING = (
    "'enrolments', 'attended', 'completed', 'awarded', 'trained_digital', 'trained_painting', 'next_steps'"
)
AFTER = f"{BEFORE}, {LEARNING}"
COLUMNS = (
    "id, token, indicator, number, starts_on, ends_on, site_id, replaces_id, made_at, made_by_id, ended_at, "
    "ended_by_id, ended_why"
)
TABLE = """CREATE TABLE target_again (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	indicator TEXT NOT NULL,
	number INTEGER NOT NULL,
	starts_on TEXT NOT NULL,
	ends_on TEXT NOT NULL,
	site_id INTEGER,
	replaces_id INTEGER,
	made_at TEXT NOT NULL,
	made_by_id INTEGER,
	ended_at TEXT,
	ended_by_id INTEGER,
	ended_why TEXT NOT NULL,
	CONSTRAINT pk_target PRIMARY KEY (id),
	CONSTRAINT ck_target_indicator_known CHECK (indicator IN ({slugs})),
	CONSTRAINT ck_target_number_bounded CHECK (number BETWEEN 1 AND 100000000),
	CONSTRAINT ck_target_days_in_order CHECK (ends_on >= starts_on),
	CONSTRAINT ck_target_end_has_reason CHECK ((ended_at IS NULL) = (ended_why = '')),
	CONSTRAINT ck_target_ended_why_known CHECK (ended_why IN ('', 'changed', 'dropped')),
	CONSTRAINT uq_target_token UNIQUE (token),
	CONSTRAINT fk_target_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_target_replaces_id FOREIGN KEY(replaces_id) REFERENCES target_again (id),
	CONSTRAINT fk_target_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id),
	CONSTRAINT fk_target_ended_by_id FOREIGN KEY(ended_by_id) REFERENCES person (id)
)
 STRICT"""


def _allow(slugs: str) -> None:
    """Let targets be of these indicators. SQLite knows no other way than the table once more, whole."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute("ALTER TABLE target DROP CONSTRAINT ck_target_indicator_known")
        op.execute(
            f"ALTER TABLE target ADD CONSTRAINT ck_target_indicator_known CHECK (indicator IN ({slugs}))"
        )
        return
    op.execute(TABLE.format(slugs=slugs))
    op.execute(f"INSERT INTO target_again ({COLUMNS}) SELECT {COLUMNS} FROM target ORDER BY id")
    op.execute("DROP TABLE target")
    op.execute("ALTER TABLE target_again RENAME TO target")
    op.execute("CREATE INDEX ix_target_span ON target (starts_on, ends_on)")


def upgrade() -> None:
    put_up(op.get_bind(), "0026_helping")
    _allow(AFTER)


def downgrade() -> None:
    op.execute(f"DELETE FROM target WHERE indicator IN ({LEARNING})")
    _allow(BEFORE)
    take_down(op.get_bind(), "0026_helping")
