CREATE TABLE visit (
	id BIGSERIAL NOT NULL,
	person_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	day DATE NOT NULL,
	role TEXT NOT NULL,
	came_at TIMESTAMP WITH TIME ZONE NOT NULL,
	came_how TEXT NOT NULL,
	left_at TIMESTAMP WITH TIME ZONE,
	left_how TEXT,
	length_ms BIGINT,
	work TEXT NOT NULL,
	is_guessed BOOLEAN NOT NULL,
	is_void BOOLEAN NOT NULL,
	CONSTRAINT pk_visit PRIMARY KEY (id),
	CONSTRAINT ck_visit_came_at_near CHECK (came_at BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_visit_left_at_near CHECK (left_at BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_visit_day_near CHECK (day BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_visit_role_known CHECK (role IN ('volunteer', 'trainee', 'trainer', 'assessor', 'internal_verifier', 'external_verifier', 'driver', 'coordinator', 'maintainer', 'funder', 'administrator', 'visitor')),
	CONSTRAINT ck_visit_came_how_known CHECK (came_how IN ('card', 'pin', 'typed', 'paper', 'estimated')),
	CONSTRAINT ck_visit_left_how_known CHECK (left_how IN ('card', 'pin', 'typed', 'paper', 'estimated')),
	CONSTRAINT ck_visit_work_known CHECK (work IN ('', 'bench', 'makeover', 'course_help', 'repair_cafe', 'other')),
	CONSTRAINT ck_visit_length_ms_bounded CHECK (length_ms BETWEEN 0 AND 90000000),
	CONSTRAINT ck_visit_is_void_flag CHECK (is_void IN (FALSE, TRUE)),
	CONSTRAINT ck_visit_is_guessed_flag CHECK (is_guessed IN (FALSE, TRUE)),
	CONSTRAINT ck_visit_leaves_later CHECK (left_at >= came_at),
	CONSTRAINT ck_visit_left_whole CHECK ((left_at IS NULL) = (left_how IS NULL) AND (left_at IS NULL) = (length_ms IS NULL)),
	CONSTRAINT fk_visit_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_visit_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE INDEX ix_visit_in ON visit (site_id) WHERE left_at IS NULL AND NOT is_void
--;
CREATE INDEX ix_visit_person_id ON visit (person_id, day)
--;
CREATE INDEX ix_visit_site_id ON visit (site_id, day, came_at)
--;
CREATE UNIQUE INDEX uq_visit_open ON visit (person_id) WHERE left_at IS NULL AND NOT is_void
--;
CREATE OR REPLACE FUNCTION visit_alone() RETURNS trigger AS $$ BEGIN PERFORM 1 FROM person WHERE id = NEW.person_id FOR UPDATE; IF NOT (NEW.is_void OR NOT EXISTS (SELECT 1 FROM visit v WHERE v.person_id = NEW.person_id AND NOT v.is_void AND v.came_at < COALESCE(NEW.left_at, '9999-12-31') AND NEW.came_at < COALESCE(v.left_at, '9999-12-31'))) THEN RAISE EXCEPTION 'a person is in one place at a time' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER visit_alone BEFORE INSERT ON visit FOR EACH ROW EXECUTE FUNCTION visit_alone()
--;
CREATE OR REPLACE FUNCTION visit_stays_alone() RETURNS trigger AS $$ BEGIN PERFORM 1 FROM person WHERE id = NEW.person_id FOR UPDATE; IF NOT (NEW.is_void OR NOT EXISTS (SELECT 1 FROM visit v WHERE v.person_id = NEW.person_id AND NOT v.is_void AND v.came_at < COALESCE(NEW.left_at, '9999-12-31') AND NEW.came_at < COALESCE(v.left_at, '9999-12-31') AND v.id <> NEW.id)) THEN RAISE EXCEPTION 'a person is in one place at a time' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER visit_stays_alone BEFORE UPDATE ON visit FOR EACH ROW EXECUTE FUNCTION visit_stays_alone()
--;
CREATE OR REPLACE FUNCTION visit_keeps_whose() RETURNS trigger AS $$ BEGIN IF NOT (NEW.person_id = OLD.person_id) THEN RAISE EXCEPTION 'a visit stays with its person' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER visit_keeps_whose BEFORE UPDATE ON visit FOR EACH ROW EXECUTE FUNCTION visit_keeps_whose()
--;
CREATE OR REPLACE FUNCTION visit_kept() RETURNS trigger AS $$ BEGIN IF NOT (1 = 0) THEN RAISE EXCEPTION 'a visit is never deleted' USING ERRCODE = 'check_violation'; END IF; RETURN OLD; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER visit_kept BEFORE DELETE ON visit FOR EACH ROW EXECUTE FUNCTION visit_kept()
--;
CREATE TABLE visit_event (
	id TEXT NOT NULL,
	person_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	day DATE NOT NULL,
	kind TEXT NOT NULL,
	how TEXT NOT NULL,
	work TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	received_at TIMESTAMP WITH TIME ZONE NOT NULL,
	device_id BIGINT,
	CONSTRAINT pk_visit_event PRIMARY KEY (id),
	CONSTRAINT ck_visit_event_at_near CHECK (at BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_visit_event_day_near CHECK (day BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_visit_event_kind_known CHECK (kind IN ('came', 'went', 'worked')),
	CONSTRAINT ck_visit_event_how_known CHECK (how IN ('card', 'pin', 'typed')),
	CONSTRAINT ck_visit_event_work_known CHECK (work IN ('', 'bench', 'makeover', 'course_help', 'repair_cafe', 'other')),
	CONSTRAINT ck_visit_event_id_short CHECK (length(id) <= 40),
	CONSTRAINT fk_visit_event_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_visit_event_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_visit_event_device_id FOREIGN KEY(device_id) REFERENCES device (id)
)
--;
CREATE INDEX ix_visit_event_person_id ON visit_event (person_id, day)
--;
CREATE TRIGGER visit_event_append_only BEFORE UPDATE OR DELETE ON visit_event FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE visitor_heads (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	day DATE NOT NULL,
	heads BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	by_id BIGINT,
	CONSTRAINT pk_visitor_heads PRIMARY KEY (id),
	CONSTRAINT ck_visitor_heads_at_near CHECK (at BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_visitor_heads_day_near CHECK (day BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_visitor_heads_heads_bounded CHECK (heads BETWEEN -500 AND 500),
	CONSTRAINT ck_visitor_heads_token_short CHECK (length(token) <= 40),
	CONSTRAINT uq_visitor_heads_token UNIQUE (token),
	CONSTRAINT fk_visitor_heads_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_visitor_heads_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_visitor_heads_site_id ON visitor_heads (site_id, day)
--;
CREATE TRIGGER visitor_heads_append_only BEFORE UPDATE OR DELETE ON visitor_heads FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE visit_entry (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	visit_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	day DATE NOT NULL,
	kind TEXT NOT NULL,
	came_at TIMESTAMP WITH TIME ZONE NOT NULL,
	left_at TIMESTAMP WITH TIME ZONE,
	work TEXT NOT NULL,
	covers_from_at TIMESTAMP WITH TIME ZONE NOT NULL,
	covers_to_at TIMESTAMP WITH TIME ZONE NOT NULL,
	why TEXT NOT NULL,
	by_id BIGINT,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_visit_entry PRIMARY KEY (id),
	CONSTRAINT ck_visit_entry_came_at_near CHECK (came_at BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_visit_entry_left_at_near CHECK (left_at BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_visit_entry_day_near CHECK (day BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_visit_entry_at_near CHECK (at BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_visit_entry_kind_known CHECK (kind IN ('corrected', 'paper', 'dropped')),
	CONSTRAINT ck_visit_entry_work_known CHECK (work IN ('', 'bench', 'makeover', 'course_help', 'repair_cafe', 'other')),
	CONSTRAINT ck_visit_entry_token_short CHECK (length(token) <= 40),
	CONSTRAINT ck_visit_entry_why_short CHECK (length(why) <= 200),
	CONSTRAINT ck_visit_entry_leaves_later CHECK (left_at >= came_at),
	CONSTRAINT ck_visit_entry_covers_in_order CHECK (covers_to_at >= covers_from_at),
	CONSTRAINT ck_visit_entry_change_has_reason CHECK (kind = 'paper' OR why <> ''),
	CONSTRAINT uq_visit_entry_token UNIQUE (token),
	CONSTRAINT fk_visit_entry_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id),
	CONSTRAINT fk_visit_entry_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_visit_entry_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_visit_entry_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_visit_entry_person_id ON visit_entry (person_id, day)
--;
CREATE INDEX ix_visit_entry_visit_id ON visit_entry (visit_id, id)
--;
CREATE TRIGGER visit_entry_append_only BEFORE UPDATE OR DELETE ON visit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change()
