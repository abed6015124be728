CREATE TABLE word_edition (
	language TEXT NOT NULL,
	mark TEXT NOT NULL,
	CONSTRAINT pk_word_edition PRIMARY KEY (language)
)
 STRICT
--;
CREATE TABLE word_line (
	id INTEGER NOT NULL,
	language TEXT NOT NULL,
	"key" TEXT NOT NULL,
	english TEXT NOT NULL,
	forms TEXT NOT NULL,
	is_approved INTEGER NOT NULL,
	by_id INTEGER,
	site_id INTEGER NOT NULL,
	at TEXT NOT NULL,
	CONSTRAINT pk_word_line PRIMARY KEY (id),
	CONSTRAINT ck_word_line_language_known CHECK (language IN ('en', 'ar', 'fa', 'ckb', 'ti', 'uk', 'pl', 'ro', 'fr', 'ur', 'ps', 'am')),
	CONSTRAINT ck_word_line_is_approved_flag CHECK (is_approved IN (FALSE, TRUE)),
	CONSTRAINT ck_word_line_key_short CHECK (length(key) <= 32),
	CONSTRAINT fk_word_line_by_id FOREIGN KEY(by_id) REFERENCES person (id),
	CONSTRAINT fk_word_line_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
 STRICT
--;
CREATE INDEX ix_word_line_language ON word_line (language, "key")
--;
CREATE TRIGGER word_line_no_update BEFORE UPDATE ON word_line BEGIN SELECT RAISE(ABORT, 'word_line is append-only'); END
--;
CREATE TRIGGER word_line_no_delete BEFORE DELETE ON word_line BEGIN SELECT RAISE(ABORT, 'word_line is append-only'); END
--;
CREATE TABLE clip (
	id TEXT NOT NULL,
	site_id INTEGER NOT NULL,
	language TEXT NOT NULL,
	"key" TEXT NOT NULL,
	english TEXT NOT NULL,
	speaker_id INTEGER NOT NULL,
	recorded_by_id INTEGER,
	sha256 TEXT NOT NULL,
	form TEXT NOT NULL,
	byte_count INTEGER NOT NULL,
	length_seconds INTEGER NOT NULL,
	at TEXT NOT NULL,
	CONSTRAINT pk_clip PRIMARY KEY (id),
	CONSTRAINT ck_clip_language_known CHECK (language IN ('en', 'ar', 'fa', 'ckb', 'ti', 'uk', 'pl', 'ro', 'fr', 'ur', 'ps', 'am')),
	CONSTRAINT ck_clip_form_known CHECK (form IN ('webm', 'ogg', 'mp4', 'wav')),
	CONSTRAINT ck_clip_key_short CHECK (length(key) <= 32),
	CONSTRAINT ck_clip_bytes_bounded CHECK (byte_count > 0 AND byte_count <= 409600),
	CONSTRAINT ck_clip_length_bounded CHECK (length_seconds >= 0 AND length_seconds <= 20),
	CONSTRAINT uq_clip_site_id_language_key UNIQUE (site_id, language, "key"),
	CONSTRAINT fk_clip_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_clip_speaker_id FOREIGN KEY(speaker_id) REFERENCES person (id),
	CONSTRAINT fk_clip_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_clip_speaker_id ON clip (speaker_id)
--;
CREATE TABLE understanding (
	id INTEGER NOT NULL,
	consent_id INTEGER,
	permit_id INTEGER,
	language TEXT NOT NULL,
	version TEXT NOT NULL,
	is_checked INTEGER NOT NULL,
	with_english INTEGER NOT NULL,
	interpreted TEXT NOT NULL,
	interpreter_id INTEGER,
	CONSTRAINT pk_understanding PRIMARY KEY (id),
	CONSTRAINT ck_understanding_language_known CHECK (language IN ('en', 'ar', 'fa', 'ckb', 'ti', 'uk', 'pl', 'ro', 'fr', 'ur', 'ps', 'am')),
	CONSTRAINT ck_understanding_interpreted_known CHECK (interpreted IN ('person', 'nobody', 'unasked')),
	CONSTRAINT ck_understanding_is_checked_flag CHECK (is_checked IN (FALSE, TRUE)),
	CONSTRAINT ck_understanding_with_english_flag CHECK (with_english IN (FALSE, TRUE)),
	CONSTRAINT ck_understanding_version_short CHECK (length(version) <= 32),
	CONSTRAINT ck_understanding_of_one_thing CHECK ((consent_id IS NULL) <> (permit_id IS NULL)),
	CONSTRAINT ck_understanding_names_interpreter CHECK ((interpreted = 'person') = (interpreter_id IS NOT NULL)),
	CONSTRAINT uq_understanding_consent_id UNIQUE (consent_id),
	CONSTRAINT uq_understanding_permit_id UNIQUE (permit_id),
	CONSTRAINT fk_understanding_consent_id FOREIGN KEY(consent_id) REFERENCES consent (id),
	CONSTRAINT fk_understanding_permit_id FOREIGN KEY(permit_id) REFERENCES permit (id),
	CONSTRAINT fk_understanding_interpreter_id FOREIGN KEY(interpreter_id) REFERENCES person (id)
)
 STRICT
