"""What strangers write from a piece's public page, and apart how to reach them."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MESSAGE = """CREATE TABLE door_message (
	id {key} NOT NULL,
	token TEXT NOT NULL,
	site_id {whole} NOT NULL,
	piece_id {whole},
	label TEXT NOT NULL,
	door TEXT NOT NULL,
	trouble TEXT NOT NULL,
	words TEXT NOT NULL,
	language TEXT NOT NULL,
	at {instant} NOT NULL,
	emptied_at {instant},
	done_at {instant},
	done_by_id {whole},
	note TEXT NOT NULL,
	CONSTRAINT pk_door_message PRIMARY KEY (id),
	CONSTRAINT ck_door_message_door_known CHECK (door IN ('wrong', 'back', 'like', 'join', 'found')),
	CONSTRAINT ck_door_message_trouble_known CHECK (trouble IN ('', 'wobbles', 'broken', 'sharp', 'hot', 'insects', 'other')),
	CONSTRAINT ck_door_message_trouble_said CHECK ((door = 'wrong') = (trouble <> '')),
	CONSTRAINT ck_door_message_done_after CHECK ((done_at IS NULL) OR (done_at >= at)),
	CONSTRAINT ck_door_message_words_short CHECK (length(words) <= 600),
	CONSTRAINT ck_door_message_note_short CHECK (length(note) <= 200),
	CONSTRAINT uq_door_message_token UNIQUE (token),
	CONSTRAINT fk_door_message_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_door_message_piece_id FOREIGN KEY(piece_id) REFERENCES piece (id),
	CONSTRAINT fk_door_message_done_by_id FOREIGN KEY(done_by_id) REFERENCES person (id)
){end}"""
CONTACT = """CREATE TABLE door_contact (
	message_id {key} NOT NULL,
	reach TEXT NOT NULL,
	CONSTRAINT pk_door_contact PRIMARY KEY (message_id),
	CONSTRAINT ck_door_contact_reach_short CHECK (length(reach) <= 120),
	CONSTRAINT fk_door_contact_message_id FOREIGN KEY(message_id) REFERENCES door_message (id)
){end}"""
TYPES = {
    "sqlite": {"key": "INTEGER", "whole": "INTEGER", "instant": "TEXT", "end": "\n STRICT"},
    "postgresql": {
        "key": "BIGINT",
        "whole": "BIGINT",
        "instant": "TIMESTAMP WITH TIME ZONE",
        "end": "",
    },
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    own = dict(TYPES[dialect])
    if dialect == "postgresql":
        own["key"] = "BIGSERIAL"
    op.execute(MESSAGE.format(**own))
    op.execute("CREATE INDEX ix_door_message_site_id ON door_message (site_id, id)")
    op.execute("CREATE INDEX ix_door_message_open ON door_message (piece_id, door) WHERE done_at IS NULL")
    op.execute(CONTACT.format(**TYPES[dialect]))


def downgrade() -> None:
    op.execute("DROP TABLE door_contact")
    op.execute("DROP TABLE door_message")
