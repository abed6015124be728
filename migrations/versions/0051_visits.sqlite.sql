CREATE TABLE visit (
	id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	site_id INTEGER NOT NULL,
	day TEXT NOT NULL,
	role TEXT NOT NULL,
	came_at TEXT NOT NULL,
	came_how TEXT NOT NULL,
	left_at TEXT,
	left_how TEXT,
	length_ms INTEGER,
	work TEXT NOT NULL,
	is_guessed INTEGER NOT NULL,
	is_void INTEGER NOT NULL,
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
 STRICT
--;
CREATE INDEX ix_visit_in ON visit (site_id) WHERE left_at IS NULL AND NOT is_void
--;
CREATE INDEX ix_visit_person_id ON visit (person_id, day)
--;
CREATE INDEX ix_visit_site_id ON visit (site_id, day, came_at)
--;
CREATE UNIQUE INDEX uq_visit_open ON visit (person_id) WHERE left_at IS NULL AND NOT is_void
--;
CREATE TRIGGER visit_alone BEFORE INSERT ON visit WHEN NOT (NEW.is_void OR NOT EXISTS (SELECT 1 FROM visit v WHERE v.person_id = NEW.person_id AND NOT v.is_void AND v.came_at < COALESCE(NEW.left_at, '9999-12-31') AND NEW.came_at < COALESCE(v.left_at, '9999-12-31'))) BEGIN SELECT RAISE(ABORT, 'a person is in one place at a time'); END
--;
CREATE TRIGGER visit_stays_alone BEFORE UPDATE ON visit WHEN NOT (NEW.is_void OR NOT EXISTS (SELECT 1 FROM visit v WHERE v.person_id = NEW.person_id AND NOT v.is_void AND v.came_at < COALESCE(NEW.left_at, '9999-12-31') AND NEW.came_at < COALESCE(v.left_at, '9999-12-31') AND v.id <> NEW.id)) BEGIN SELECT RAISE(ABORT, 'a person is in one place at a time'); END
--;
CREATE TRIGGER visit_keeps_whose BEFORE UPDATE ON visit WHEN NOT (NEW.person_id = OLD.person_id) BEGIN SELECT RAISE(ABORT, 'a visit stays with its person'); END
--;
CREATE TRIGGER visit_kept BEFORE DELETE ON visit WHEN NOT (1 = 0) BEGIN SELECT RAISE(ABORT, 'a visit is never deleted'); END
--;
CREATE TABLE visit_event (
	id TEXT NOT NULL,
	person_id INTEGER NOT NULL,
	site_id INTEGER NOT NULL,
	day TEXT NOT NULL,
	kind TEXT NOT NULL,
	how TEXT NOT NULL,
	work TEXT NOT NULL,
	at TEXT NOT NULL,
	received_at TEXT NOT NULL,
	device_id INTEGER,
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
 STRICT
--;
CREATE INDEX ix_visit_event_person_id ON visit_event (person_id, day)
--;
CREATE TRIGGER visit_event_no_update BEFORE UPDATE ON visit_event BEGIN SELECT RAISE(ABORT, 'visit_event is append-only'); END
--;
CREATE TRIGGER visit_event_no_delete BEFORE DELETE ON visit_event BEGIN SELECT RAISE(ABORT, 'visit_event is append-only'); END
--;
CREATE TABLE visitor_heads (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	site_id INTEGER NOT NULL,
	day TEXT NOT NULL,
	heads INTEGER NOT NULL,
	at TEXT NOT NULL,
	by_id INTEGER,
	CONSTRAINT pk_visitor_heads PRIMARY KEY (id),
	CONSTRAINT ck_visitor_heads_at_near CHECK (at BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_visitor_heads_day_near CHECK (day BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_visitor_heads_heads_bounded CHECK (heads BETWEEN -500 AND 500),
	CONSTRAINT ck_visitor_heads_token_short CHECK (length(token) <= 40),
	CONSTRAINT uq_visitor_heads_token UNIQUE (token),
	CONSTRAINT fk_visitor_heads_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_visitor_heads_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_visitor_heads_site_id ON visitor_heads (site_id, day)
--;
CREATE TRIGGER visitor_heads_no_update BEFORE UPDATE ON visitor_heads BEGIN SELECT RAISE(ABORT, 'visitor_heads is append-only'); END
--;
CREATE TRIGGER visitor_heads_no_delete BEFORE DELETE ON visitor_heads BEGIN SELECT RAISE(ABORT, 'visitor_heads is append-only'); END
--;
CREATE TABLE visit_entry (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	visit_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	site_id INTEGER NOT NULL,
	day TEXT NOT NULL,
	kind TEXT NOT NULL,
	came_at TEXT NOT NULL,
	left_at TEXT,
	work TEXT NOT NULL,
	covers_from_at TEXT NOT NULL,
	covers_to_at TEXT NOT NULL,
	why TEXT NOT NULL,
	by_id INTEGER,
	at TEXT NOT NULL,
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
 STRICT
--;
CREATE INDEX ix_visit_entry_person_id ON visit_entry (person_id, day)
--;
CREATE INDEX ix_visit_entry_visit_id ON visit_entry (visit_id, id)
--;
CREATE TRIGGER visit_entry_no_update BEFORE UPDATE ON visit_entry BEGIN SELECT RAISE(ABORT, 'visit_entry is append-only'); END
--;
CREATE TRIGGER visit_entry_no_delete BEFORE DELETE ON visit_entry BEGIN SELECT RAISE(ABORT, 'visit_entry is append-only'); END
