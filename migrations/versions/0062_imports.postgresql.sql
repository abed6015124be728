CREATE TABLE imported_thing (
	id BIGSERIAL NOT NULL,
	source TEXT NOT NULL,
	import_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	line BIGINT NOT NULL,
	kind TEXT NOT NULL,
	ref TEXT NOT NULL,
	token TEXT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	gone_at TIMESTAMP WITH TIME ZONE,
	stays TEXT NOT NULL,
	CONSTRAINT pk_imported_thing PRIMARY KEY (id),
	CONSTRAINT ck_imported_thing_source_known CHECK (source IN ('pieces', 'training', 'works')),
	CONSTRAINT ck_imported_thing_kind_known CHECK (kind IN ('piece', 'person', 'role', 'booking', 'past_course', 'organisation', 'makeover', 'visit')),
	CONSTRAINT ck_imported_thing_stays_known CHECK (stays IN ('', 'used', 'changed')),
	CONSTRAINT ck_imported_thing_line_counts CHECK (line >= 1),
	CONSTRAINT ck_imported_thing_token_short CHECK (length(token) <= 40),
	CONSTRAINT ck_imported_thing_ref_short CHECK (length(ref) <= 40),
	CONSTRAINT ck_imported_thing_gone_or_stays CHECK (gone_at IS NULL OR stays = ''),
	CONSTRAINT uq_imported_thing_source_import_id_kind_ref UNIQUE (source, import_id, kind, ref),
	CONSTRAINT fk_imported_thing_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE INDEX ix_imported_thing_token ON imported_thing (token)
--;
CREATE TABLE import_undo (
	source TEXT NOT NULL,
	import_id BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	by_id BIGINT,
	gone BIGINT NOT NULL,
	stayed BIGINT NOT NULL,
	CONSTRAINT pk_import_undo PRIMARY KEY (source, import_id),
	CONSTRAINT ck_import_undo_source_known CHECK (source IN ('pieces', 'training', 'works')),
	CONSTRAINT ck_import_undo_gone_counts CHECK (gone >= 0),
	CONSTRAINT ck_import_undo_stayed_counts CHECK (stayed >= 0),
	CONSTRAINT fk_import_undo_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE TABLE works_import (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	kind TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	made_by_id BIGINT,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	state TEXT NOT NULL,
	closed_at TIMESTAMP WITH TIME ZONE,
	header JSONB NOT NULL,
	rows JSONB NOT NULL,
	mapping JSONB NOT NULL,
	dropped JSONB NOT NULL,
	row_count BIGINT NOT NULL,
	taken BIGINT NOT NULL,
	refused BIGINT NOT NULL,
	CONSTRAINT pk_works_import PRIMARY KEY (id),
	CONSTRAINT ck_works_import_kind_known CHECK (kind IN ('organisations', 'makeovers', 'visits')),
	CONSTRAINT ck_works_import_state_known CHECK (state IN ('open', 'closed')),
	CONSTRAINT ck_works_import_row_count_counts CHECK (row_count >= 0),
	CONSTRAINT ck_works_import_taken_counts CHECK (taken >= 0),
	CONSTRAINT ck_works_import_refused_counts CHECK (refused >= 0),
	CONSTRAINT uq_works_import_token UNIQUE (token),
	CONSTRAINT fk_works_import_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_works_import_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_works_import_site_id ON works_import (site_id, id)
--;
CREATE TABLE makeover_past (
	makeover_id BIGINT NOT NULL,
	token TEXT NOT NULL,
	signed_on DATE NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	by_id BIGINT,
	CONSTRAINT pk_makeover_past PRIMARY KEY (makeover_id),
	CONSTRAINT ck_makeover_past_signed_on_near CHECK (signed_on BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT fk_makeover_past_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id),
	CONSTRAINT uq_makeover_past_token UNIQUE (token),
	CONSTRAINT fk_makeover_past_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_makeover_past_signed_on ON makeover_past (signed_on)
--;
CREATE OR REPLACE FUNCTION makeover_past_told() RETURNS trigger AS $$ BEGIN IF NOT (NOT EXISTS (SELECT 1 FROM makeover_sign_off s WHERE s.makeover_id = NEW.makeover_id) AND EXISTS (SELECT 1 FROM makeover_case c WHERE c.makeover_id = NEW.makeover_id AND c.state = 'finished')) THEN RAISE EXCEPTION 'a makeover of earlier years was finished, and nobody signed here' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER makeover_past_told BEFORE INSERT ON makeover_past FOR EACH ROW EXECUTE FUNCTION makeover_past_told()
--;
CREATE OR REPLACE FUNCTION makeover_past_stays() RETURNS trigger AS $$ BEGIN IF NOT (1 = 0) THEN RAISE EXCEPTION 'what a list told is not changed' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER makeover_past_stays BEFORE UPDATE ON makeover_past FOR EACH ROW EXECUTE FUNCTION makeover_past_stays()
--;
CREATE OR REPLACE FUNCTION makeover_past_goes() RETURNS trigger AS $$ BEGIN IF NOT (NOT EXISTS (SELECT 1 FROM makeover_day d WHERE d.makeover_id = OLD.makeover_id)) THEN RAISE EXCEPTION 'work was done on this makeover here' USING ERRCODE = 'check_violation'; END IF; RETURN OLD; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER makeover_past_goes BEFORE DELETE ON makeover_past FOR EACH ROW EXECUTE FUNCTION makeover_past_goes()
