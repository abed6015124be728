CREATE TABLE occasion (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	site_id INTEGER NOT NULL,
	day TEXT NOT NULL,
	title TEXT NOT NULL,
	kind TEXT NOT NULL,
	city TEXT NOT NULL,
	partner_id INTEGER,
	adults INTEGER NOT NULL,
	children INTEGER NOT NULL,
	called_off_at TEXT,
	made_at TEXT NOT NULL,
	made_by_id INTEGER,
	CONSTRAINT pk_occasion PRIMARY KEY (id),
	CONSTRAINT ck_occasion_day_near CHECK (day BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_occasion_kind_known CHECK (kind IN ('open_day', 'family_workshop', 'exhibition', 'school_visit', 'van_stop', 'repair_cafe')),
	CONSTRAINT ck_occasion_city_known CHECK (city IN ('Coventry', 'Wolverhampton', 'Birmingham', 'other')),
	CONSTRAINT ck_occasion_title_short CHECK (length(title) <= 80),
	CONSTRAINT ck_occasion_title_there CHECK (length(title) > 0),
	CONSTRAINT ck_occasion_adults_bounded CHECK (adults BETWEEN 0 AND 100000),
	CONSTRAINT ck_occasion_children_bounded CHECK (children BETWEEN 0 AND 100000),
	CONSTRAINT ck_occasion_called_off_empty CHECK (called_off_at IS NULL OR adults + children = 0),
	CONSTRAINT uq_occasion_token UNIQUE (token),
	CONSTRAINT fk_occasion_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_occasion_partner_id FOREIGN KEY(partner_id) REFERENCES organisation (id),
	CONSTRAINT fk_occasion_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_occasion_partner_id ON occasion (partner_id)
--;
CREATE INDEX ix_occasion_site_id ON occasion (site_id, day)
--;
CREATE TRIGGER occasion_stays_at_site BEFORE UPDATE ON occasion WHEN NOT (COALESCE((NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)) AND (NEW.token = OLD.token OR (NEW.token IS NULL AND OLD.token IS NULL)) AND (NEW.made_at = OLD.made_at OR (NEW.made_at IS NULL AND OLD.made_at IS NULL)), 1 = 0)) BEGIN SELECT RAISE(ABORT, 'an occasion stays at its site'); END
--;
CREATE TRIGGER occasion_kept BEFORE DELETE ON occasion WHEN NOT (1 = 0) BEGIN SELECT RAISE(ABORT, 'an occasion is called off, never deleted'); END
--;
CREATE TABLE help_given (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	site_id INTEGER NOT NULL,
	organisation_id INTEGER NOT NULL,
	kind TEXT NOT NULL,
	minutes INTEGER NOT NULL,
	day TEXT NOT NULL,
	about TEXT NOT NULL,
	started_on TEXT,
	withdrawn_at TEXT,
	made_at TEXT NOT NULL,
	made_by_id INTEGER,
	CONSTRAINT pk_help_given PRIMARY KEY (id),
	CONSTRAINT ck_help_given_day_near CHECK (day BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_help_given_started_on_near CHECK (started_on BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_help_given_kind_known CHECK (kind IN ('advice', 'prototyping', 'machine_time', 'training', 'materials', 'space', 'other')),
	CONSTRAINT ck_help_given_minutes_bounded CHECK (minutes BETWEEN 1 AND 60000),
	CONSTRAINT ck_help_given_about_short CHECK (length(about) <= 120),
	CONSTRAINT uq_help_given_token UNIQUE (token),
	CONSTRAINT fk_help_given_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_help_given_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_help_given_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_help_given_organisation_id ON help_given (organisation_id, day)
--;
CREATE INDEX ix_help_given_site_id ON help_given (site_id, day)
--;
CREATE UNIQUE INDEX uq_help_given_started ON help_given (organisation_id) WHERE started_on IS NOT NULL AND withdrawn_at IS NULL
--;
CREATE TABLE record_edit (
	id INTEGER NOT NULL,
	subject TEXT NOT NULL,
	field TEXT NOT NULL,
	was TEXT NOT NULL,
	became TEXT NOT NULL,
	at TEXT NOT NULL,
	by_id INTEGER,
	CONSTRAINT pk_record_edit PRIMARY KEY (id),
	CONSTRAINT ck_record_edit_subject_short CHECK (length(subject) <= 40),
	CONSTRAINT ck_record_edit_field_short CHECK (length(field) <= 40),
	CONSTRAINT ck_record_edit_was_short CHECK (length(was) <= 200),
	CONSTRAINT ck_record_edit_became_short CHECK (length(became) <= 200),
	CONSTRAINT fk_record_edit_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_record_edit_subject ON record_edit (subject, id)
--;
CREATE TRIGGER record_edit_no_update BEFORE UPDATE ON record_edit BEGIN SELECT RAISE(ABORT, 'record_edit is append-only'); END
--;
CREATE TRIGGER record_edit_no_delete BEFORE DELETE ON record_edit BEGIN SELECT RAISE(ABORT, 'record_edit is append-only'); END
--;
CREATE TABLE head_count (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	occasion_id INTEGER NOT NULL,
	is_child INTEGER NOT NULL,
	change INTEGER NOT NULL,
	at TEXT NOT NULL,
	by_id INTEGER,
	device_id INTEGER,
	CONSTRAINT pk_head_count PRIMARY KEY (id),
	CONSTRAINT ck_head_count_is_child_flag CHECK (is_child IN (FALSE, TRUE)),
	CONSTRAINT ck_head_count_change_bounded CHECK (change BETWEEN -100000 AND 100000),
	CONSTRAINT ck_head_count_changes_something CHECK (change <> 0),
	CONSTRAINT uq_head_count_token UNIQUE (token),
	CONSTRAINT fk_head_count_occasion_id FOREIGN KEY(occasion_id) REFERENCES occasion (id),
	CONSTRAINT fk_head_count_by_id FOREIGN KEY(by_id) REFERENCES person (id),
	CONSTRAINT fk_head_count_device_id FOREIGN KEY(device_id) REFERENCES device (id)
)
 STRICT
--;
CREATE INDEX ix_head_count_occasion_id ON head_count (occasion_id)
--;
CREATE TRIGGER head_count_no_update BEFORE UPDATE ON head_count BEGIN SELECT RAISE(ABORT, 'head_count is append-only'); END
--;
CREATE TRIGGER head_count_no_delete BEFORE DELETE ON head_count BEGIN SELECT RAISE(ABORT, 'head_count is append-only'); END
--;
CREATE TABLE artefact (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	site_id INTEGER NOT NULL,
	kind TEXT NOT NULL,
	title TEXT NOT NULL,
	quantity INTEGER NOT NULL,
	machine TEXT NOT NULL,
	organisation_id INTEGER,
	occasion_id INTEGER,
	made_on TEXT NOT NULL,
	withdrawn_at TEXT,
	made_at TEXT NOT NULL,
	made_by_id INTEGER,
	CONSTRAINT pk_artefact PRIMARY KEY (id),
	CONSTRAINT ck_artefact_made_on_near CHECK (made_on BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_artefact_kind_known CHECK (kind IN ('ppe', 'signage', 'gifts', 'props', 'parts', 'other')),
	CONSTRAINT ck_artefact_title_short CHECK (length(title) <= 80),
	CONSTRAINT ck_artefact_machine_short CHECK (length(machine) <= 7),
	CONSTRAINT ck_artefact_title_there CHECK (length(title) > 0),
	CONSTRAINT ck_artefact_quantity_bounded CHECK (quantity BETWEEN 1 AND 1000000),
	CONSTRAINT ck_artefact_for_one CHECK ((organisation_id IS NULL) <> (occasion_id IS NULL)),
	CONSTRAINT uq_artefact_token UNIQUE (token),
	CONSTRAINT fk_artefact_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_artefact_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_artefact_occasion_id FOREIGN KEY(occasion_id) REFERENCES occasion (id),
	CONSTRAINT fk_artefact_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_artefact_occasion_id ON artefact (occasion_id)
--;
CREATE INDEX ix_artefact_organisation_id ON artefact (organisation_id)
--;
CREATE INDEX ix_artefact_site_id ON artefact (site_id, made_on)
