CREATE TABLE awarding_body (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	slug TEXT NOT NULL,
	name TEXT NOT NULL,
	centre_number TEXT NOT NULL,
	profile TEXT NOT NULL,
	is_active BOOLEAN NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_awarding_body PRIMARY KEY (id),
	CONSTRAINT ck_awarding_body_is_active_flag CHECK (is_active IN (FALSE, TRUE)),
	CONSTRAINT ck_awarding_body_name_short CHECK (length(name) <= 120),
	CONSTRAINT ck_awarding_body_centre_number_short CHECK (length(centre_number) <= 30),
	CONSTRAINT uq_awarding_body_token UNIQUE (token),
	CONSTRAINT uq_awarding_body_slug UNIQUE (slug),
	CONSTRAINT uq_awarding_body_name UNIQUE (name)
)
--;
CREATE TABLE course (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	slug TEXT NOT NULL,
	category TEXT NOT NULL,
	picture TEXT NOT NULL,
	is_active BOOLEAN NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_course PRIMARY KEY (id),
	CONSTRAINT ck_course_category_known CHECK (category IN ('digital_fabrication', 'painting_decorating_diy', 'carpentry', 'upholstery', 'repair', 'enterprise', 'language', 'other')),
	CONSTRAINT ck_course_is_active_flag CHECK (is_active IN (FALSE, TRUE)),
	CONSTRAINT uq_course_token UNIQUE (token),
	CONSTRAINT uq_course_slug UNIQUE (slug)
)
--;
CREATE TABLE skills_record (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	code TEXT NOT NULL,
	code_key TEXT NOT NULL,
	person_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	snapshot JSONB NOT NULL,
	sha256 TEXT NOT NULL,
	signature TEXT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_skills_record PRIMARY KEY (id),
	CONSTRAINT ck_skills_record_code_length CHECK (length(code) = 20),
	CONSTRAINT ck_skills_record_sha256_length CHECK (length(sha256) = 64),
	CONSTRAINT uq_skills_record_token UNIQUE (token),
	CONSTRAINT uq_skills_record_code_key UNIQUE (code_key),
	CONSTRAINT fk_skills_record_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_skills_record_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE INDEX ix_skills_record_person_id ON skills_record (person_id, made_at)
--;
CREATE OR REPLACE FUNCTION skills_record_frozen() RETURNS trigger AS $$ BEGIN IF NOT (NEW.token = OLD.token AND NEW.code = OLD.code AND NEW.code_key = OLD.code_key AND NEW.person_id = OLD.person_id AND NEW.site_id = OLD.site_id AND NEW.snapshot = OLD.snapshot AND NEW.sha256 = OLD.sha256 AND NEW.made_at = OLD.made_at AND NEW.signature = OLD.signature AND (OLD.ended_at IS NULL OR NEW.ended_at = OLD.ended_at)) THEN RAISE EXCEPTION 'a skills record is never changed; make another' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER skills_record_frozen BEFORE UPDATE ON skills_record FOR EACH ROW EXECUTE FUNCTION skills_record_frozen()
--;
CREATE TABLE training_import (
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
	settings JSONB NOT NULL,
	dropped JSONB NOT NULL,
	row_count BIGINT NOT NULL,
	taken BIGINT NOT NULL,
	repeated BIGINT NOT NULL,
	refused BIGINT NOT NULL,
	CONSTRAINT pk_training_import PRIMARY KEY (id),
	CONSTRAINT ck_training_import_kind_known CHECK (kind IN ('units', 'learners', 'bookings', 'past_courses')),
	CONSTRAINT ck_training_import_state_known CHECK (state IN ('open', 'closed')),
	CONSTRAINT uq_training_import_token UNIQUE (token),
	CONSTRAINT fk_training_import_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_training_import_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_training_import_site_id ON training_import (site_id, kind, id)
--;
CREATE TABLE induction (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	slug TEXT NOT NULL,
	permit_kind TEXT NOT NULL,
	title TEXT NOT NULL,
	picture TEXT NOT NULL,
	valid_days BIGINT NOT NULL,
	unused_days BIGINT,
	supervised_minutes BIGINT NOT NULL,
	pass_percent BIGINT NOT NULL,
	is_active BOOLEAN NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_induction PRIMARY KEY (id),
	CONSTRAINT ck_induction_is_active_flag CHECK (is_active IN (FALSE, TRUE)),
	CONSTRAINT ck_induction_title_short CHECK (length(title) <= 80),
	CONSTRAINT ck_induction_valid_days_bounded CHECK (valid_days BETWEEN 1 AND 3660),
	CONSTRAINT ck_induction_unused_days_bounded CHECK (unused_days BETWEEN 1 AND 3660),
	CONSTRAINT ck_induction_supervised_minutes_bounded CHECK (supervised_minutes BETWEEN 0 AND 6000),
	CONSTRAINT ck_induction_pass_percent_bounded CHECK (pass_percent BETWEEN 0 AND 100),
	CONSTRAINT uq_induction_token UNIQUE (token),
	CONSTRAINT uq_induction_slug UNIQUE (slug)
)
--;
CREATE TABLE induction_time (
	id TEXT NOT NULL,
	person_id BIGINT NOT NULL,
	permit_kind TEXT NOT NULL,
	supervisor_id BIGINT NOT NULL,
	done_on DATE NOT NULL,
	minutes BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_induction_time PRIMARY KEY (id),
	CONSTRAINT ck_induction_time_minutes_bounded CHECK (minutes BETWEEN 1 AND 1440),
	CONSTRAINT ck_induction_time_supervisor_not_learner CHECK (supervisor_id <> person_id),
	CONSTRAINT ck_induction_time_id_length CHECK (length(id) = 36),
	CONSTRAINT fk_induction_time_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_induction_time_supervisor_id FOREIGN KEY(supervisor_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_induction_time_person_id ON induction_time (person_id, permit_kind)
--;
CREATE TRIGGER induction_time_append_only BEFORE UPDATE OR DELETE ON induction_time FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE permit_use (
	permit_id BIGINT NOT NULL,
	last_on DATE NOT NULL,
	minutes BIGINT NOT NULL,
	CONSTRAINT pk_permit_use PRIMARY KEY (permit_id),
	CONSTRAINT fk_permit_use_permit_id FOREIGN KEY(permit_id) REFERENCES permit (id)
)
--;
CREATE TABLE learner_needs (
	person_id BIGINT NOT NULL,
	speaking TEXT NOT NULL,
	reading TEXT NOT NULL,
	writing TEXT NOT NULL,
	adjustment TEXT NOT NULL,
	language_support TEXT NOT NULL,
	practical TEXT NOT NULL,
	wants_interpreter BOOLEAN NOT NULL,
	wants_creche BOOLEAN NOT NULL,
	wants_step_free BOOLEAN NOT NULL,
	changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_learner_needs PRIMARY KEY (person_id),
	CONSTRAINT ck_learner_needs_adjustment_short CHECK (length(adjustment) <= 300),
	CONSTRAINT ck_learner_needs_language_support_short CHECK (length(language_support) <= 200),
	CONSTRAINT ck_learner_needs_practical_short CHECK (length(practical) <= 200),
	CONSTRAINT ck_learner_needs_wants_interpreter_flag CHECK (wants_interpreter IN (FALSE, TRUE)),
	CONSTRAINT ck_learner_needs_wants_creche_flag CHECK (wants_creche IN (FALSE, TRUE)),
	CONSTRAINT ck_learner_needs_wants_step_free_flag CHECK (wants_step_free IN (FALSE, TRUE)),
	CONSTRAINT fk_learner_needs_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--;
CREATE TABLE learner_record (
	person_id BIGINT NOT NULL,
	certificate_name TEXT NOT NULL,
	given_name TEXT NOT NULL,
	family_name TEXT NOT NULL,
	born_on TEXT NOT NULL,
	gender TEXT NOT NULL,
	postcode TEXT NOT NULL,
	prior_attainment TEXT NOT NULL,
	work_situation TEXT NOT NULL,
	changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_learner_record PRIMARY KEY (person_id),
	CONSTRAINT ck_learner_record_certificate_name_short CHECK (length(certificate_name) <= 120),
	CONSTRAINT ck_learner_record_postcode_short CHECK (length(postcode) <= 12),
	CONSTRAINT fk_learner_record_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--;
CREATE TABLE learner_number (
	person_id BIGINT NOT NULL,
	uln TEXT NOT NULL,
	changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_learner_number PRIMARY KEY (person_id),
	CONSTRAINT ck_learner_number_uln_length CHECK (length(uln) = 10),
	CONSTRAINT fk_learner_number_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT uq_learner_number_uln UNIQUE (uln)
)
--;
CREATE TABLE qualification (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	body_id BIGINT NOT NULL,
	reference TEXT NOT NULL,
	title TEXT NOT NULL,
	level TEXT NOT NULL,
	size TEXT NOT NULL,
	tqt_hours BIGINT NOT NULL,
	glh_hours BIGINT NOT NULL,
	min_credit BIGINT NOT NULL,
	operational_from DATE,
	operational_to DATE,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_qualification PRIMARY KEY (id),
	CONSTRAINT uq_qualification_body_id_reference UNIQUE (body_id, reference),
	CONSTRAINT ck_qualification_size_known CHECK (size IN ('award', 'certificate', 'diploma', 'other')),
	CONSTRAINT ck_qualification_level_known CHECK (level IN ('E1', 'E2', 'E3', 'L1', 'L2', 'L3', 'L4')),
	CONSTRAINT ck_qualification_title_short CHECK (length(title) <= 160),
	CONSTRAINT ck_qualification_tqt_hours_bounded CHECK (tqt_hours BETWEEN 0 AND 5000),
	CONSTRAINT ck_qualification_glh_hours_bounded CHECK (glh_hours BETWEEN 0 AND 5000),
	CONSTRAINT ck_qualification_min_credit_bounded CHECK (min_credit BETWEEN 0 AND 500),
	CONSTRAINT ck_qualification_operational_in_order CHECK (operational_to IS NULL OR operational_to >= operational_from),
	CONSTRAINT uq_qualification_token UNIQUE (token),
	CONSTRAINT fk_qualification_body_id FOREIGN KEY(body_id) REFERENCES awarding_body (id)
)
--;
CREATE TABLE unit (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	body_id BIGINT NOT NULL,
	code TEXT NOT NULL,
	version BIGINT NOT NULL,
	body_code TEXT NOT NULL,
	title TEXT NOT NULL,
	level TEXT NOT NULL,
	credit BIGINT NOT NULL,
	glh_hours BIGINT NOT NULL,
	is_invented BOOLEAN NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	retired_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_unit PRIMARY KEY (id),
	CONSTRAINT uq_unit_body_id_code_version UNIQUE (body_id, code, version),
	CONSTRAINT ck_unit_level_known CHECK (level IN ('E1', 'E2', 'E3', 'L1', 'L2', 'L3', 'L4')),
	CONSTRAINT ck_unit_is_invented_flag CHECK (is_invented IN (FALSE, TRUE)),
	CONSTRAINT ck_unit_title_short CHECK (length(title) <= 160),
	CONSTRAINT ck_unit_code_short CHECK (length(code) <= 30),
	CONSTRAINT ck_unit_credit_bounded CHECK (credit BETWEEN 0 AND 120),
	CONSTRAINT ck_unit_glh_hours_bounded CHECK (glh_hours BETWEEN 0 AND 1200),
	CONSTRAINT uq_unit_token UNIQUE (token),
	CONSTRAINT fk_unit_body_id FOREIGN KEY(body_id) REFERENCES awarding_body (id)
)
--;
CREATE TABLE induction_version (
	id BIGSERIAL NOT NULL,
	induction_id BIGINT NOT NULL,
	number BIGINT NOT NULL,
	questions JSONB NOT NULL,
	practice JSONB NOT NULL,
	words JSONB NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_induction_version PRIMARY KEY (id),
	CONSTRAINT uq_induction_version_induction_id_number UNIQUE (induction_id, number),
	CONSTRAINT fk_induction_version_induction_id FOREIGN KEY(induction_id) REFERENCES induction (id)
)
--;
CREATE OR REPLACE FUNCTION induction_version_unused() RETURNS trigger AS $$ BEGIN IF NOT (NOT EXISTS (SELECT 1 FROM induction_pass p WHERE p.version_id = OLD.id) AND NOT EXISTS (SELECT 1 FROM induction_approval a WHERE a.version_id = OLD.id)) THEN RAISE EXCEPTION 'a version in use is never changed; make another' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER induction_version_unused BEFORE UPDATE ON induction_version FOR EACH ROW EXECUTE FUNCTION induction_version_unused()
--;
CREATE TABLE assessor_unit (
	id BIGSERIAL NOT NULL,
	person_id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	part TEXT NOT NULL,
	held TEXT NOT NULL,
	starts_on DATE NOT NULL,
	ends_on DATE,
	given_by_id BIGINT,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_assessor_unit PRIMARY KEY (id),
	CONSTRAINT ck_assessor_unit_part_known CHECK (part IN ('assessor', 'verifier')),
	CONSTRAINT ck_assessor_unit_days_in_order CHECK (ends_on IS NULL OR ends_on >= starts_on),
	CONSTRAINT ck_assessor_unit_held_short CHECK (length(held) <= 160),
	CONSTRAINT fk_assessor_unit_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_assessor_unit_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_assessor_unit_given_by_id FOREIGN KEY(given_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_assessor_unit_person_id ON assessor_unit (person_id, unit_id)
--;
CREATE INDEX ix_assessor_unit_unit_id ON assessor_unit (unit_id)
--;
CREATE TABLE qualification_award (
	id BIGSERIAL NOT NULL,
	person_id BIGINT NOT NULL,
	qualification_id BIGINT NOT NULL,
	awarded_on DATE NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_qualification_award PRIMARY KEY (id),
	CONSTRAINT uq_qualification_award_person_id_qualification_id UNIQUE (person_id, qualification_id),
	CONSTRAINT fk_qualification_award_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_qualification_award_qualification_id FOREIGN KEY(qualification_id) REFERENCES qualification (id)
)
--;
CREATE INDEX ix_qualification_award_qualification_id ON qualification_award (qualification_id)
--;
CREATE TABLE combination_group (
	id BIGSERIAL NOT NULL,
	qualification_id BIGINT NOT NULL,
	position BIGINT NOT NULL,
	name TEXT NOT NULL,
	is_mandatory BOOLEAN NOT NULL,
	min_credit BIGINT NOT NULL,
	min_units BIGINT NOT NULL,
	CONSTRAINT pk_combination_group PRIMARY KEY (id),
	CONSTRAINT uq_combination_group_qualification_id_position UNIQUE (qualification_id, position),
	CONSTRAINT ck_combination_group_is_mandatory_flag CHECK (is_mandatory IN (FALSE, TRUE)),
	CONSTRAINT ck_combination_group_name_short CHECK (length(name) <= 80),
	CONSTRAINT ck_combination_group_min_credit_bounded CHECK (min_credit BETWEEN 0 AND 500),
	CONSTRAINT ck_combination_group_min_units_bounded CHECK (min_units BETWEEN 0 AND 50),
	CONSTRAINT fk_combination_group_qualification_id FOREIGN KEY(qualification_id) REFERENCES qualification (id)
)
--;
CREATE TABLE learning_outcome (
	id BIGSERIAL NOT NULL,
	unit_id BIGINT NOT NULL,
	number BIGINT NOT NULL,
	text TEXT NOT NULL,
	CONSTRAINT pk_learning_outcome PRIMARY KEY (id),
	CONSTRAINT uq_learning_outcome_unit_id_number UNIQUE (unit_id, number),
	CONSTRAINT ck_learning_outcome_number_bounded CHECK (number BETWEEN 1 AND 99),
	CONSTRAINT ck_learning_outcome_text_short CHECK (length(text) <= 400),
	CONSTRAINT fk_learning_outcome_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)
--;
CREATE TABLE course_version (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	course_id BIGINT NOT NULL,
	number BIGINT NOT NULL,
	title TEXT NOT NULL,
	summary TEXT NOT NULL,
	is_accredited BOOLEAN NOT NULL,
	qualification_id BIGINT,
	capacity BIGINT NOT NULL,
	learners_per_trainer BIGINT NOT NULL,
	guided_minutes BIGINT NOT NULL,
	advised_esol TEXT NOT NULL,
	equipment JSONB NOT NULL,
	completion JSONB NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_course_version PRIMARY KEY (id),
	CONSTRAINT uq_course_version_course_id_number UNIQUE (course_id, number),
	CONSTRAINT ck_course_version_is_accredited_flag CHECK (is_accredited IN (FALSE, TRUE)),
	CONSTRAINT ck_course_version_advised_esol_known CHECK (advised_esol IN ('none', 'pre_entry', 'entry_1', 'entry_2', 'entry_3', 'level_1', 'level_2')),
	CONSTRAINT ck_course_version_title_short CHECK (length(title) <= 120),
	CONSTRAINT ck_course_version_summary_short CHECK (length(summary) <= 600),
	CONSTRAINT ck_course_version_capacity_bounded CHECK (capacity BETWEEN 1 AND 200),
	CONSTRAINT ck_course_version_learners_per_trainer_bounded CHECK (learners_per_trainer BETWEEN 1 AND 60),
	CONSTRAINT ck_course_version_guided_minutes_bounded CHECK (guided_minutes BETWEEN 0 AND 120000),
	CONSTRAINT uq_course_version_token UNIQUE (token),
	CONSTRAINT fk_course_version_course_id FOREIGN KEY(course_id) REFERENCES course (id),
	CONSTRAINT fk_course_version_qualification_id FOREIGN KEY(qualification_id) REFERENCES qualification (id)
)
--;
CREATE TABLE induction_approval (
	version_id BIGINT NOT NULL,
	language TEXT NOT NULL,
	by_id BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_induction_approval PRIMARY KEY (version_id, language),
	CONSTRAINT fk_induction_approval_version_id FOREIGN KEY(version_id) REFERENCES induction_version (id),
	CONSTRAINT fk_induction_approval_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE TRIGGER induction_approval_append_only BEFORE UPDATE OR DELETE ON induction_approval FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE induction_pass (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	version_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	state TEXT NOT NULL,
	language TEXT NOT NULL,
	interpreter TEXT NOT NULL,
	answers JSONB NOT NULL,
	theory_percent BIGINT NOT NULL,
	seen JSONB NOT NULL,
	giver_id BIGINT,
	permit_id BIGINT,
	passed_on DATE,
	begun_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_induction_pass PRIMARY KEY (id),
	CONSTRAINT ck_induction_pass_state_known CHECK (state IN ('begun', 'passed', 'stopped')),
	CONSTRAINT ck_induction_pass_giver_not_learner CHECK (giver_id IS NULL OR giver_id <> person_id),
	CONSTRAINT ck_induction_pass_passed_whole CHECK (state != 'passed' OR (giver_id IS NOT NULL AND permit_id IS NOT NULL AND passed_on IS NOT NULL)),
	CONSTRAINT ck_induction_pass_ended_when_not_begun CHECK ((state = 'begun') = (ended_at IS NULL)),
	CONSTRAINT fk_induction_pass_permit_id_person_id FOREIGN KEY(permit_id, person_id) REFERENCES permit (id, person_id),
	CONSTRAINT ck_induction_pass_interpreter_short CHECK (length(interpreter) <= 80),
	CONSTRAINT ck_induction_pass_theory_percent_bounded CHECK (theory_percent BETWEEN 0 AND 100),
	CONSTRAINT uq_induction_pass_token UNIQUE (token),
	CONSTRAINT fk_induction_pass_version_id FOREIGN KEY(version_id) REFERENCES induction_version (id),
	CONSTRAINT fk_induction_pass_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_induction_pass_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_induction_pass_giver_id FOREIGN KEY(giver_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_induction_pass_person_id ON induction_pass (person_id)
--;
CREATE UNIQUE INDEX uq_induction_pass_begun ON induction_pass (version_id, person_id) WHERE state = 'begun'
--;
CREATE OR REPLACE FUNCTION induction_given() RETURNS trigger AS $$ BEGIN IF NOT (NEW.state <> 'passed' OR (EXISTS (SELECT 1 FROM permit g JOIN induction_version v ON v.id = NEW.version_id JOIN induction i ON i.id = v.induction_id WHERE g.person_id = NEW.giver_id AND g.kind = i.permit_kind AND g.ended_at IS NULL AND g.confirmed_at IS NOT NULL AND g.starts_on <= NEW.passed_on AND g.ends_on >= NEW.passed_on) AND EXISTS (SELECT 1 FROM permit t JOIN induction_version v ON v.id = NEW.version_id JOIN induction i ON i.id = v.induction_id WHERE t.id = NEW.permit_id AND t.person_id = NEW.person_id AND t.kind = i.permit_kind AND t.source = 'training' AND t.confirmed_at IS NOT NULL AND t.starts_on = NEW.passed_on) AND (NEW.interpreter <> '' OR EXISTS (SELECT 1 FROM induction_approval a WHERE a.version_id = NEW.version_id AND a.language = NEW.language)))) THEN RAISE EXCEPTION 'an induction is signed by somebody whose own permit is live, on an approved or interpreted text' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER induction_given BEFORE INSERT ON induction_pass FOR EACH ROW EXECUTE FUNCTION induction_given()
--;
CREATE OR REPLACE FUNCTION induction_stays_given() RETURNS trigger AS $$ BEGIN IF NOT (NEW.state <> 'passed' OR (EXISTS (SELECT 1 FROM permit g JOIN induction_version v ON v.id = NEW.version_id JOIN induction i ON i.id = v.induction_id WHERE g.person_id = NEW.giver_id AND g.kind = i.permit_kind AND g.ended_at IS NULL AND g.confirmed_at IS NOT NULL AND g.starts_on <= NEW.passed_on AND g.ends_on >= NEW.passed_on) AND EXISTS (SELECT 1 FROM permit t JOIN induction_version v ON v.id = NEW.version_id JOIN induction i ON i.id = v.induction_id WHERE t.id = NEW.permit_id AND t.person_id = NEW.person_id AND t.kind = i.permit_kind AND t.source = 'training' AND t.confirmed_at IS NOT NULL AND t.starts_on = NEW.passed_on) AND (NEW.interpreter <> '' OR EXISTS (SELECT 1 FROM induction_approval a WHERE a.version_id = NEW.version_id AND a.language = NEW.language)))) THEN RAISE EXCEPTION 'an induction is signed by somebody whose own permit is live, on an approved or interpreted text' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER induction_stays_given BEFORE UPDATE OF state, giver_id, permit_id, passed_on ON induction_pass FOR EACH ROW EXECUTE FUNCTION induction_stays_given()
--;
CREATE OR REPLACE FUNCTION induction_ended() RETURNS trigger AS $$ BEGIN IF NOT (OLD.state = 'begun') THEN RAISE EXCEPTION 'an induction that ended is never changed' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER induction_ended BEFORE UPDATE OF state, version_id, person_id, answers, seen, giver_id, permit_id, passed_on ON induction_pass FOR EACH ROW EXECUTE FUNCTION induction_ended()
--;
CREATE TABLE run (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	number TEXT NOT NULL,
	version_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	state TEXT NOT NULL,
	state_at TIMESTAMP WITH TIME ZONE NOT NULL,
	capacity BIGINT NOT NULL,
	learners_per_trainer BIGINT NOT NULL,
	opens_at TIMESTAMP WITH TIME ZONE,
	closes_at TIMESTAMP WITH TIME ZONE,
	offer_cutoff_at TIMESTAMP WITH TIME ZONE,
	offer_hours BIGINT NOT NULL,
	allows_late_joining BOOLEAN NOT NULL,
	is_off_grid BOOLEAN NOT NULL,
	has_creche BOOLEAN NOT NULL,
	help_languages JSONB NOT NULL,
	body_run_number TEXT NOT NULL,
	cancelled_because TEXT NOT NULL,
	copied_from_id BIGINT,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_run PRIMARY KEY (id),
	CONSTRAINT ck_run_state_known CHECK (state IN ('draft', 'open', 'closed', 'running', 'finished', 'verified', 'claimed', 'result_received', 'handed_over', 'archived', 'cancelled')),
	CONSTRAINT ck_run_allows_late_joining_flag CHECK (allows_late_joining IN (FALSE, TRUE)),
	CONSTRAINT ck_run_is_off_grid_flag CHECK (is_off_grid IN (FALSE, TRUE)),
	CONSTRAINT ck_run_has_creche_flag CHECK (has_creche IN (FALSE, TRUE)),
	CONSTRAINT ck_run_cancelled_because_short CHECK (length(cancelled_because) <= 200),
	CONSTRAINT ck_run_capacity_bounded CHECK (capacity BETWEEN 0 AND 200),
	CONSTRAINT ck_run_learners_per_trainer_bounded CHECK (learners_per_trainer BETWEEN 1 AND 60),
	CONSTRAINT ck_run_offer_hours_bounded CHECK (offer_hours BETWEEN 1 AND 336),
	CONSTRAINT ck_run_opens_first CHECK (closes_at IS NULL OR opens_at IS NULL OR closes_at >= opens_at),
	CONSTRAINT uq_run_token UNIQUE (token),
	CONSTRAINT uq_run_number UNIQUE (number),
	CONSTRAINT fk_run_version_id FOREIGN KEY(version_id) REFERENCES course_version (id),
	CONSTRAINT fk_run_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_run_copied_from_id FOREIGN KEY(copied_from_id) REFERENCES run (id)
)
--;
CREATE INDEX ix_run_site_id ON run (site_id, state)
--;
CREATE INDEX ix_run_version_id ON run (version_id)
--;
CREATE TABLE combination_unit (
	group_id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	CONSTRAINT pk_combination_unit PRIMARY KEY (group_id, unit_id),
	CONSTRAINT fk_combination_unit_group_id FOREIGN KEY(group_id) REFERENCES combination_group (id),
	CONSTRAINT fk_combination_unit_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)
--;
CREATE INDEX ix_combination_unit_unit_id ON combination_unit (unit_id)
--;
CREATE TABLE criterion (
	id BIGSERIAL NOT NULL,
	unit_id BIGINT NOT NULL,
	outcome_id BIGINT NOT NULL,
	number BIGINT NOT NULL,
	text TEXT NOT NULL,
	easy_text TEXT NOT NULL,
	picture TEXT NOT NULL,
	CONSTRAINT pk_criterion PRIMARY KEY (id),
	CONSTRAINT uq_criterion_outcome_id_number UNIQUE (outcome_id, number),
	CONSTRAINT ck_criterion_number_bounded CHECK (number BETWEEN 1 AND 99),
	CONSTRAINT ck_criterion_text_short CHECK (length(text) <= 600),
	CONSTRAINT ck_criterion_easy_text_short CHECK (length(easy_text) <= 300),
	CONSTRAINT fk_criterion_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_criterion_outcome_id FOREIGN KEY(outcome_id) REFERENCES learning_outcome (id)
)
--;
CREATE INDEX ix_criterion_unit_id ON criterion (unit_id)
--;
CREATE TABLE course_words (
	version_id BIGINT NOT NULL,
	language TEXT NOT NULL,
	title TEXT NOT NULL,
	summary TEXT NOT NULL,
	is_reviewed BOOLEAN NOT NULL,
	CONSTRAINT pk_course_words PRIMARY KEY (version_id, language),
	CONSTRAINT ck_course_words_title_short CHECK (length(title) <= 160),
	CONSTRAINT ck_course_words_summary_short CHECK (length(summary) <= 800),
	CONSTRAINT ck_course_words_is_reviewed_flag CHECK (is_reviewed IN (FALSE, TRUE)),
	CONSTRAINT fk_course_words_version_id FOREIGN KEY(version_id) REFERENCES course_version (id)
)
--;
CREATE TABLE course_unit (
	version_id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	CONSTRAINT pk_course_unit PRIMARY KEY (version_id, unit_id),
	CONSTRAINT fk_course_unit_version_id FOREIGN KEY(version_id) REFERENCES course_version (id),
	CONSTRAINT fk_course_unit_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)
--;
CREATE INDEX ix_course_unit_unit_id ON course_unit (unit_id)
--;
CREATE TABLE prerequisite (
	id BIGSERIAL NOT NULL,
	version_id BIGINT NOT NULL,
	kind TEXT NOT NULL,
	wanted TEXT NOT NULL,
	CONSTRAINT pk_prerequisite PRIMARY KEY (id),
	CONSTRAINT ck_prerequisite_kind_known CHECK (kind IN ('permit', 'course', 'unit')),
	CONSTRAINT fk_prerequisite_version_id FOREIGN KEY(version_id) REFERENCES course_version (id)
)
--;
CREATE INDEX ix_prerequisite_version_id ON prerequisite (version_id)
--;
CREATE TABLE registration (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	run_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	state TEXT NOT NULL,
	body_learner_number TEXT NOT NULL,
	registered_on DATE,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_registration PRIMARY KEY (id),
	CONSTRAINT uq_registration_run_id_person_id UNIQUE (run_id, person_id),
	CONSTRAINT uq_registration_id_person_id UNIQUE (id, person_id),
	CONSTRAINT ck_registration_state_known CHECK (state IN ('pending', 'sent', 'registered', 'withdrawn', 'transferred')),
	CONSTRAINT ck_registration_body_learner_number_short CHECK (length(body_learner_number) <= 40),
	CONSTRAINT uq_registration_token UNIQUE (token),
	CONSTRAINT fk_registration_run_id FOREIGN KEY(run_id) REFERENCES run (id),
	CONSTRAINT fk_registration_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_registration_person_id ON registration (person_id)
--;
CREATE TABLE sample_plan (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	run_id BIGINT NOT NULL,
	seed BIGINT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	made_by_id BIGINT NOT NULL,
	CONSTRAINT pk_sample_plan PRIMARY KEY (id),
	CONSTRAINT uq_sample_plan_token UNIQUE (token),
	CONSTRAINT fk_sample_plan_run_id FOREIGN KEY(run_id) REFERENCES run (id),
	CONSTRAINT fk_sample_plan_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_sample_plan_run_id ON sample_plan (run_id)
--;
CREATE TABLE rac (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	run_id BIGINT NOT NULL,
	number BIGINT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	tutor_id BIGINT,
	tutor_signed_at TIMESTAMP WITH TIME ZONE,
	verifier_id BIGINT,
	verifier_signed_at TIMESTAMP WITH TIME ZONE,
	sent_at TIMESTAMP WITH TIME ZONE,
	sent_by_id BIGINT,
	CONSTRAINT pk_rac PRIMARY KEY (id),
	CONSTRAINT uq_rac_run_id_number UNIQUE (run_id, number),
	CONSTRAINT uq_rac_token UNIQUE (token),
	CONSTRAINT fk_rac_run_id FOREIGN KEY(run_id) REFERENCES run (id),
	CONSTRAINT fk_rac_tutor_id FOREIGN KEY(tutor_id) REFERENCES person (id),
	CONSTRAINT fk_rac_verifier_id FOREIGN KEY(verifier_id) REFERENCES person (id),
	CONSTRAINT fk_rac_sent_by_id FOREIGN KEY(sent_by_id) REFERENCES person (id)
)
--;
CREATE TABLE course_class (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	run_id BIGINT NOT NULL,
	number BIGINT NOT NULL,
	starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
	place_id BIGINT,
	venue TEXT NOT NULL,
	access TEXT NOT NULL,
	is_online BOOLEAN NOT NULL,
	link TEXT NOT NULL,
	sequence BIGINT NOT NULL,
	changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	cancelled_at TIMESTAMP WITH TIME ZONE,
	signed_at TIMESTAMP WITH TIME ZONE,
	signed_by_id BIGINT,
	CONSTRAINT pk_course_class PRIMARY KEY (id),
	CONSTRAINT uq_course_class_run_id_number UNIQUE (run_id, number),
	CONSTRAINT ck_course_class_is_online_flag CHECK (is_online IN (FALSE, TRUE)),
	CONSTRAINT ck_course_class_ends_later CHECK (ends_at > starts_at),
	CONSTRAINT ck_course_class_venue_short CHECK (length(venue) <= 120),
	CONSTRAINT ck_course_class_access_short CHECK (length(access) <= 300),
	CONSTRAINT ck_course_class_link_short CHECK (length(link) <= 400),
	CONSTRAINT uq_course_class_token UNIQUE (token),
	CONSTRAINT fk_course_class_run_id FOREIGN KEY(run_id) REFERENCES run (id),
	CONSTRAINT fk_course_class_place_id FOREIGN KEY(place_id) REFERENCES place (id),
	CONSTRAINT fk_course_class_signed_by_id FOREIGN KEY(signed_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_course_class_place_id ON course_class (place_id)
--;
CREATE INDEX ix_course_class_starts_at ON course_class (starts_at)
--;
CREATE TABLE seat_hold (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	run_id BIGINT NOT NULL,
	kind TEXT NOT NULL,
	device_id BIGINT,
	partner TEXT NOT NULL,
	seats BIGINT NOT NULL,
	used BIGINT NOT NULL,
	until TIMESTAMP WITH TIME ZONE NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	made_by_id BIGINT,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_seat_hold PRIMARY KEY (id),
	CONSTRAINT ck_seat_hold_kind_known CHECK (kind IN ('tablet', 'partner')),
	CONSTRAINT ck_seat_hold_seats_bounded CHECK (seats BETWEEN 1 AND 200),
	CONSTRAINT ck_seat_hold_used_bounded CHECK (used BETWEEN 0 AND seats),
	CONSTRAINT ck_seat_hold_tablet_named CHECK (kind != 'tablet' OR device_id IS NOT NULL),
	CONSTRAINT ck_seat_hold_partner_short CHECK (length(partner) <= 80),
	CONSTRAINT uq_seat_hold_token UNIQUE (token),
	CONSTRAINT fk_seat_hold_run_id FOREIGN KEY(run_id) REFERENCES run (id),
	CONSTRAINT fk_seat_hold_device_id FOREIGN KEY(device_id) REFERENCES device (id),
	CONSTRAINT fk_seat_hold_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_seat_hold_run_id ON seat_hold (run_id) WHERE ended_at IS NULL
--;
CREATE TABLE booking (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	run_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	state TEXT NOT NULL,
	joined_at TIMESTAMP WITH TIME ZONE NOT NULL,
	state_at TIMESTAMP WITH TIME ZONE NOT NULL,
	source TEXT NOT NULL,
	reason TEXT NOT NULL,
	partner TEXT NOT NULL,
	jumped_at TIMESTAMP WITH TIME ZONE,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_booking PRIMARY KEY (id),
	CONSTRAINT ck_booking_state_known CHECK (state IN ('requested', 'waitlisted', 'offered', 'booked', 'attending', 'completed', 'not_completed', 'declined', 'offer_expired', 'cancelled_by_learner', 'cancelled_by_centre', 'no_show', 'withdrawn')),
	CONSTRAINT ck_booking_source_known CHECK (source IN ('web', 'desk', 'card', 'phone', 'import', 'walk_in', 'off_grid', 'promotion')),
	CONSTRAINT ck_booking_reason_short CHECK (length(reason) <= 200),
	CONSTRAINT uq_booking_token UNIQUE (token),
	CONSTRAINT fk_booking_run_id FOREIGN KEY(run_id) REFERENCES run (id),
	CONSTRAINT fk_booking_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_booking_person_id ON booking (person_id)
--;
CREATE INDEX ix_booking_queue ON booking (run_id, state, joined_at, id)
--;
CREATE UNIQUE INDEX uq_booking_live ON booking (run_id, person_id) WHERE state IN ('requested', 'waitlisted', 'offered', 'booked', 'attending')
--;
CREATE OR REPLACE FUNCTION booking_has_a_seat() RETURNS trigger AS $$ BEGIN PERFORM 1 FROM run WHERE id = NEW.run_id FOR UPDATE; IF NOT (NEW.state NOT IN ('offered', 'booked', 'attending') OR (SELECT r.capacity FROM run r WHERE r.id = NEW.run_id) > (SELECT COUNT(*) FROM booking b WHERE b.run_id = NEW.run_id AND b.state IN ('offered', 'booked', 'attending') AND b.id <> NEW.id) + (SELECT COALESCE(SUM(h.seats - h.used), 0) FROM seat_hold h WHERE h.run_id = NEW.run_id AND h.ended_at IS NULL)) THEN RAISE EXCEPTION 'the run is full' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER booking_has_a_seat BEFORE INSERT ON booking FOR EACH ROW EXECUTE FUNCTION booking_has_a_seat()
--;
CREATE OR REPLACE FUNCTION booking_finds_a_seat() RETURNS trigger AS $$ BEGIN PERFORM 1 FROM run WHERE id = NEW.run_id FOR UPDATE; IF NOT (NEW.state NOT IN ('offered', 'booked', 'attending') OR (OLD.state IN ('offered', 'booked', 'attending') AND OLD.run_id = NEW.run_id) OR (SELECT r.capacity FROM run r WHERE r.id = NEW.run_id) > (SELECT COUNT(*) FROM booking b WHERE b.run_id = NEW.run_id AND b.state IN ('offered', 'booked', 'attending') AND b.id <> NEW.id) + (SELECT COALESCE(SUM(h.seats - h.used), 0) FROM seat_hold h WHERE h.run_id = NEW.run_id AND h.ended_at IS NULL)) THEN RAISE EXCEPTION 'the run is full' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER booking_finds_a_seat BEFORE UPDATE OF state, run_id ON booking FOR EACH ROW EXECUTE FUNCTION booking_finds_a_seat()
--;
CREATE TABLE certificate (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	serial TEXT NOT NULL,
	code TEXT NOT NULL,
	code_key TEXT NOT NULL,
	kind TEXT NOT NULL,
	person_id BIGINT NOT NULL,
	run_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	snapshot JSONB NOT NULL,
	sha256 TEXT NOT NULL,
	state TEXT NOT NULL,
	replaces_id BIGINT,
	issued_on DATE NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	made_by_id BIGINT,
	ended_at TIMESTAMP WITH TIME ZONE,
	ended_by_id BIGINT,
	reason TEXT NOT NULL,
	CONSTRAINT pk_certificate PRIMARY KEY (id),
	CONSTRAINT ck_certificate_kind_known CHECK (kind IN ('attendance', 'completion', 'units')),
	CONSTRAINT ck_certificate_state_known CHECK (state IN ('valid', 'replaced', 'revoked')),
	CONSTRAINT ck_certificate_code_length CHECK (length(code) = 20),
	CONSTRAINT ck_certificate_sha256_length CHECK (length(sha256) = 64),
	CONSTRAINT ck_certificate_ended_when_not_valid CHECK ((state = 'valid') = (ended_at IS NULL)),
	CONSTRAINT ck_certificate_revoked_with_reason CHECK (state != 'revoked' OR length(reason) > 0),
	CONSTRAINT ck_certificate_reason_short CHECK (length(reason) <= 200),
	CONSTRAINT uq_certificate_token UNIQUE (token),
	CONSTRAINT uq_certificate_serial UNIQUE (serial),
	CONSTRAINT uq_certificate_code_key UNIQUE (code_key),
	CONSTRAINT fk_certificate_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_certificate_run_id FOREIGN KEY(run_id) REFERENCES run (id),
	CONSTRAINT fk_certificate_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT uq_certificate_replaces_id UNIQUE (replaces_id),
	CONSTRAINT fk_certificate_replaces_id FOREIGN KEY(replaces_id) REFERENCES certificate (id),
	CONSTRAINT fk_certificate_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id),
	CONSTRAINT fk_certificate_ended_by_id FOREIGN KEY(ended_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_certificate_person_id ON certificate (person_id)
--;
CREATE INDEX ix_certificate_site_id ON certificate (site_id, issued_on)
--;
CREATE UNIQUE INDEX uq_certificate_valid ON certificate (run_id, person_id, kind) WHERE state = 'valid'
--;
CREATE OR REPLACE FUNCTION certificate_earned() RETURNS trigger AS $$ BEGIN IF NOT (NEW.state = 'valid' AND ((NEW.replaces_id IS NULL AND EXISTS (SELECT 1 FROM booking b WHERE b.run_id = NEW.run_id AND b.person_id = NEW.person_id AND b.state = 'completed')) OR EXISTS (SELECT 1 FROM certificate c WHERE c.id = NEW.replaces_id AND c.person_id = NEW.person_id AND c.run_id = NEW.run_id AND c.kind = NEW.kind AND c.state = 'replaced'))) THEN RAISE EXCEPTION 'a certificate needs a completed booking' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER certificate_earned BEFORE INSERT ON certificate FOR EACH ROW EXECUTE FUNCTION certificate_earned()
--;
CREATE OR REPLACE FUNCTION certificate_frozen() RETURNS trigger AS $$ BEGIN IF NOT (NEW.token = OLD.token AND NEW.code = OLD.code AND NEW.code_key = OLD.code_key AND NEW.person_id = OLD.person_id AND NEW.site_id = OLD.site_id AND NEW.snapshot = OLD.snapshot AND NEW.sha256 = OLD.sha256 AND NEW.made_at = OLD.made_at AND NEW.serial = OLD.serial AND NEW.kind = OLD.kind AND NEW.run_id = OLD.run_id AND NEW.issued_on = OLD.issued_on AND COALESCE(NEW.replaces_id, 0) = COALESCE(OLD.replaces_id, 0) AND (OLD.state = 'valid' OR NEW.state = OLD.state)) THEN RAISE EXCEPTION 'a certificate is never changed; issue another in its place' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER certificate_frozen BEFORE UPDATE ON certificate FOR EACH ROW EXECUTE FUNCTION certificate_frozen()
--;
CREATE TABLE calendar_key (
	id BIGSERIAL NOT NULL,
	key_hash TEXT NOT NULL,
	kind TEXT NOT NULL,
	person_id BIGINT,
	run_id BIGINT,
	site_id BIGINT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_calendar_key PRIMARY KEY (id),
	CONSTRAINT ck_calendar_key_kind_known CHECK (kind IN ('learner', 'trainer', 'run', 'site')),
	CONSTRAINT uq_calendar_key_key_hash UNIQUE (key_hash),
	CONSTRAINT fk_calendar_key_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_calendar_key_run_id FOREIGN KEY(run_id) REFERENCES run (id),
	CONSTRAINT fk_calendar_key_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE INDEX ix_calendar_key_person_id ON calendar_key (person_id)
--;
CREATE TABLE learner_adjustment (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	registration_id BIGINT NOT NULL,
	unit_id BIGINT,
	kind TEXT NOT NULL,
	what TEXT NOT NULL,
	decision TEXT NOT NULL,
	agreed_by_id BIGINT,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_learner_adjustment PRIMARY KEY (id),
	CONSTRAINT ck_learner_adjustment_kind_known CHECK (kind IN ('reasonable_adjustment', 'special_consideration', 'prior_learning')),
	CONSTRAINT ck_learner_adjustment_decision_known CHECK (decision IN ('asked', 'agreed', 'refused')),
	CONSTRAINT ck_learner_adjustment_what_short CHECK (length(what) <= 300),
	CONSTRAINT uq_learner_adjustment_token UNIQUE (token),
	CONSTRAINT fk_learner_adjustment_registration_id FOREIGN KEY(registration_id) REFERENCES registration (id),
	CONSTRAINT fk_learner_adjustment_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_learner_adjustment_agreed_by_id FOREIGN KEY(agreed_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_learner_adjustment_registration_id ON learner_adjustment (registration_id)
--;
CREATE TABLE sample_item (
	id BIGSERIAL NOT NULL,
	plan_id BIGINT NOT NULL,
	registration_id BIGINT NOT NULL,
	learner_id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	assessor_id BIGINT NOT NULL,
	reason TEXT NOT NULL,
	verifier_id BIGINT,
	outcome TEXT,
	note TEXT NOT NULL,
	closed_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_sample_item PRIMARY KEY (id),
	CONSTRAINT uq_sample_item_plan_id_registration_id_unit_id_assessor_id UNIQUE (plan_id, registration_id, unit_id, assessor_id),
	CONSTRAINT fk_sample_item_registration_id_learner_id FOREIGN KEY(registration_id, learner_id) REFERENCES registration (id, person_id),
	CONSTRAINT ck_sample_item_outcome_known CHECK (outcome IN ('agreed', 'action')),
	CONSTRAINT ck_sample_item_reason_known CHECK (reason IN ('first_run', 'new_unit', 'second_run', 'drawn', 'borderline', 'adjusted', 'prior_learning', 'chosen')),
	CONSTRAINT ck_sample_item_verifier_not_assessor CHECK (verifier_id IS NULL OR verifier_id <> assessor_id),
	CONSTRAINT ck_sample_item_verifier_not_learner CHECK (verifier_id IS NULL OR verifier_id <> learner_id),
	CONSTRAINT ck_sample_item_assessor_not_learner CHECK (assessor_id <> learner_id),
	CONSTRAINT ck_sample_item_closed_with_outcome CHECK ((outcome IS NULL) = (closed_at IS NULL)),
	CONSTRAINT ck_sample_item_note_short CHECK (length(note) <= 400),
	CONSTRAINT fk_sample_item_plan_id FOREIGN KEY(plan_id) REFERENCES sample_plan (id),
	CONSTRAINT fk_sample_item_learner_id FOREIGN KEY(learner_id) REFERENCES person (id),
	CONSTRAINT fk_sample_item_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_sample_item_assessor_id FOREIGN KEY(assessor_id) REFERENCES person (id),
	CONSTRAINT fk_sample_item_verifier_id FOREIGN KEY(verifier_id) REFERENCES person (id)
)
--;
CREATE OR REPLACE FUNCTION sample_by_another() RETURNS trigger AS $$ BEGIN IF NOT (NEW.verifier_id IS NULL OR NOT EXISTS (SELECT 1 FROM criterion_decision d WHERE d.registration_id = NEW.registration_id AND d.unit_id = NEW.unit_id AND d.assessor_id = NEW.verifier_id)) THEN RAISE EXCEPTION 'nobody verifies their own assessment' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER sample_by_another BEFORE INSERT ON sample_item FOR EACH ROW EXECUTE FUNCTION sample_by_another()
--;
CREATE OR REPLACE FUNCTION sample_stays_by_another() RETURNS trigger AS $$ BEGIN IF NOT (NEW.verifier_id IS NULL OR NOT EXISTS (SELECT 1 FROM criterion_decision d WHERE d.registration_id = NEW.registration_id AND d.unit_id = NEW.unit_id AND d.assessor_id = NEW.verifier_id)) THEN RAISE EXCEPTION 'nobody verifies their own assessment' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER sample_stays_by_another BEFORE UPDATE ON sample_item FOR EACH ROW EXECUTE FUNCTION sample_stays_by_another()
--;
CREATE TABLE own_work (
	registration_id BIGINT NOT NULL,
	version TEXT NOT NULL,
	language TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_own_work PRIMARY KEY (registration_id),
	CONSTRAINT fk_own_work_registration_id FOREIGN KEY(registration_id) REFERENCES registration (id)
)
--;
CREATE TRIGGER own_work_append_only BEFORE UPDATE OR DELETE ON own_work FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE rac_line (
	id BIGSERIAL NOT NULL,
	rac_id BIGINT NOT NULL,
	registration_id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	is_achieved BOOLEAN NOT NULL,
	why_not TEXT NOT NULL,
	result TEXT,
	result_on DATE,
	body_certificate TEXT NOT NULL,
	handed_on DATE,
	handed_by_id BIGINT,
	CONSTRAINT pk_rac_line PRIMARY KEY (id),
	CONSTRAINT uq_rac_line_rac_id_registration_id_unit_id UNIQUE (rac_id, registration_id, unit_id),
	CONSTRAINT ck_rac_line_is_achieved_flag CHECK (is_achieved IN (FALSE, TRUE)),
	CONSTRAINT ck_rac_line_result_known CHECK (result IN ('achieved', 'refused', 'query')),
	CONSTRAINT ck_rac_line_why_not_short CHECK (length(why_not) <= 200),
	CONSTRAINT ck_rac_line_body_certificate_short CHECK (length(body_certificate) <= 60),
	CONSTRAINT fk_rac_line_rac_id FOREIGN KEY(rac_id) REFERENCES rac (id),
	CONSTRAINT fk_rac_line_registration_id FOREIGN KEY(registration_id) REFERENCES registration (id),
	CONSTRAINT fk_rac_line_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_rac_line_handed_by_id FOREIGN KEY(handed_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_rac_line_registration_id ON rac_line (registration_id, unit_id)
--;
CREATE TABLE class_trainer (
	class_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	part TEXT NOT NULL,
	CONSTRAINT pk_class_trainer PRIMARY KEY (class_id, person_id),
	CONSTRAINT ck_class_trainer_part_known CHECK (part IN ('trainer', 'assistant', 'helper')),
	CONSTRAINT fk_class_trainer_class_id FOREIGN KEY(class_id) REFERENCES course_class (id),
	CONSTRAINT fk_class_trainer_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_class_trainer_person_id ON class_trainer (person_id)
--;
CREATE TABLE class_machine (
	class_id BIGINT NOT NULL,
	machine TEXT NOT NULL,
	CONSTRAINT pk_class_machine PRIMARY KEY (class_id, machine),
	CONSTRAINT ck_class_machine_machine_short CHECK (length(machine) <= 60),
	CONSTRAINT fk_class_machine_class_id FOREIGN KEY(class_id) REFERENCES course_class (id)
)
--;
CREATE TABLE booking_event (
	id TEXT NOT NULL,
	booking_id BIGINT NOT NULL,
	verb TEXT NOT NULL,
	was TEXT NOT NULL,
	state TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	by_id BIGINT,
	device_id BIGINT,
	source TEXT NOT NULL,
	reason TEXT NOT NULL,
	CONSTRAINT pk_booking_event PRIMARY KEY (id),
	CONSTRAINT ck_booking_event_state_known CHECK (state IN ('requested', 'waitlisted', 'offered', 'booked', 'attending', 'completed', 'not_completed', 'declined', 'offer_expired', 'cancelled_by_learner', 'cancelled_by_centre', 'no_show', 'withdrawn')),
	CONSTRAINT ck_booking_event_reason_short CHECK (length(reason) <= 400),
	CONSTRAINT fk_booking_event_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id),
	CONSTRAINT fk_booking_event_by_id FOREIGN KEY(by_id) REFERENCES person (id),
	CONSTRAINT fk_booking_event_device_id FOREIGN KEY(device_id) REFERENCES device (id)
)
--;
CREATE INDEX ix_booking_event_booking_id ON booking_event (booking_id, at)
--;
CREATE TRIGGER booking_event_append_only BEFORE UPDATE OR DELETE ON booking_event FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE offer (
	id BIGSERIAL NOT NULL,
	booking_id BIGINT NOT NULL,
	link_key TEXT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
	outcome TEXT,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_offer PRIMARY KEY (id),
	CONSTRAINT ck_offer_outcome_known CHECK (outcome IN ('accepted', 'declined', 'expired', 'withdrawn')),
	CONSTRAINT ck_offer_expires_later CHECK (expires_at > made_at),
	CONSTRAINT ck_offer_ended_with_outcome CHECK ((outcome IS NULL) = (ended_at IS NULL)),
	CONSTRAINT fk_offer_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id),
	CONSTRAINT uq_offer_link_key UNIQUE (link_key)
)
--;
CREATE INDEX ix_offer_expires_at ON offer (expires_at) WHERE outcome IS NULL
--;
CREATE UNIQUE INDEX uq_offer_live ON offer (booking_id) WHERE outcome IS NULL
--;
CREATE TABLE completion (
	booking_id BIGINT NOT NULL,
	proposed TEXT NOT NULL,
	why JSONB NOT NULL,
	confirmed TEXT NOT NULL,
	is_override BOOLEAN NOT NULL,
	reason TEXT NOT NULL,
	completed_on DATE NOT NULL,
	by_id BIGINT,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_completion PRIMARY KEY (booking_id),
	CONSTRAINT ck_completion_proposed_known CHECK (proposed IN ('completed', 'not_completed', 'never_came', 'withdrawn')),
	CONSTRAINT ck_completion_confirmed_known CHECK (confirmed IN ('completed', 'not_completed', 'never_came', 'withdrawn')),
	CONSTRAINT ck_completion_is_override_flag CHECK (is_override IN (FALSE, TRUE)),
	CONSTRAINT ck_completion_reason_short CHECK (length(reason) <= 200),
	CONSTRAINT fk_completion_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id),
	CONSTRAINT fk_completion_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE TABLE next_step (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	booking_id BIGINT NOT NULL,
	after_months BIGINT NOT NULL,
	step TEXT NOT NULL,
	told_on DATE NOT NULL,
	by_id BIGINT,
	CONSTRAINT pk_next_step PRIMARY KEY (id),
	CONSTRAINT uq_next_step_booking_id_after_months UNIQUE (booking_id, after_months),
	CONSTRAINT ck_next_step_step_known CHECK (step IN ('job', 'apprenticeship', 'placement', 'volunteering', 'further_course', 'own_enterprise', 'looking', 'other', 'not_told')),
	CONSTRAINT uq_next_step_token UNIQUE (token),
	CONSTRAINT fk_next_step_booking_id FOREIGN KEY(booking_id) REFERENCES booking (id),
	CONSTRAINT fk_next_step_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE TABLE attendance_mark (
	id TEXT NOT NULL,
	class_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	mark TEXT NOT NULL,
	minutes BIGINT NOT NULL,
	method TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	device_at TIMESTAMP WITH TIME ZONE NOT NULL,
	received_at TIMESTAMP WITH TIME ZONE NOT NULL,
	device TEXT NOT NULL,
	sequence BIGINT NOT NULL,
	device_id BIGINT,
	by_id BIGINT,
	superseded_by TEXT,
	body_hash TEXT NOT NULL,
	CONSTRAINT pk_attendance_mark PRIMARY KEY (id),
	CONSTRAINT ck_attendance_mark_mark_known CHECK (mark IN ('present', 'late', 'left_early', 'told_us', 'absent')),
	CONSTRAINT ck_attendance_mark_method_known CHECK (method IN ('tap', 'card', 'paper', 'import', 'walk_in', 'correction')),
	CONSTRAINT ck_attendance_mark_minutes_bounded CHECK (minutes BETWEEN 0 AND 1440),
	CONSTRAINT ck_attendance_mark_id_length CHECK (length(id) = 36),
	CONSTRAINT ck_attendance_mark_absent_no_minutes CHECK (mark NOT IN ('told_us', 'absent') OR minutes = 0),
	CONSTRAINT fk_attendance_mark_class_id FOREIGN KEY(class_id) REFERENCES course_class (id),
	CONSTRAINT fk_attendance_mark_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_attendance_mark_device_id FOREIGN KEY(device_id) REFERENCES device (id),
	CONSTRAINT fk_attendance_mark_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_attendance_mark_person_id ON attendance_mark (person_id)
--;
CREATE UNIQUE INDEX uq_attendance_mark_current ON attendance_mark (class_id, person_id) WHERE superseded_by IS NULL
--;
CREATE TABLE verifier_action (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	run_id BIGINT NOT NULL,
	item_id BIGINT,
	what TEXT NOT NULL,
	due_on DATE NOT NULL,
	made_by_id BIGINT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	done TEXT NOT NULL,
	closed_by_id BIGINT,
	closed_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_verifier_action PRIMARY KEY (id),
	CONSTRAINT ck_verifier_action_what_short CHECK (length(what) <= 400),
	CONSTRAINT ck_verifier_action_done_short CHECK (length(done) <= 400),
	CONSTRAINT uq_verifier_action_token UNIQUE (token),
	CONSTRAINT fk_verifier_action_run_id FOREIGN KEY(run_id) REFERENCES run (id),
	CONSTRAINT fk_verifier_action_item_id FOREIGN KEY(item_id) REFERENCES sample_item (id),
	CONSTRAINT fk_verifier_action_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id),
	CONSTRAINT fk_verifier_action_closed_by_id FOREIGN KEY(closed_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_verifier_action_item_id ON verifier_action (item_id)
--;
CREATE INDEX ix_verifier_action_run_id ON verifier_action (run_id)
--;
CREATE TABLE amendment (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	line_id BIGINT NOT NULL,
	reason TEXT NOT NULL,
	by_id BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_amendment PRIMARY KEY (id),
	CONSTRAINT ck_amendment_reason_short CHECK (length(reason) <= 400),
	CONSTRAINT uq_amendment_token UNIQUE (token),
	CONSTRAINT fk_amendment_line_id FOREIGN KEY(line_id) REFERENCES rac_line (id),
	CONSTRAINT fk_amendment_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_amendment_line_id ON amendment (line_id)
--;
CREATE TRIGGER amendment_append_only BEFORE UPDATE OR DELETE ON amendment FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE unit_award (
	id BIGSERIAL NOT NULL,
	person_id BIGINT NOT NULL,
	body_id BIGINT NOT NULL,
	unit_code TEXT NOT NULL,
	unit_id BIGINT NOT NULL,
	line_id BIGINT NOT NULL,
	awarded_on DATE NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_unit_award PRIMARY KEY (id),
	CONSTRAINT uq_unit_award_person_id_body_id_unit_code UNIQUE (person_id, body_id, unit_code),
	CONSTRAINT fk_unit_award_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_unit_award_body_id FOREIGN KEY(body_id) REFERENCES awarding_body (id),
	CONSTRAINT fk_unit_award_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT uq_unit_award_line_id UNIQUE (line_id),
	CONSTRAINT fk_unit_award_line_id FOREIGN KEY(line_id) REFERENCES rac_line (id)
)
--;
CREATE INDEX ix_unit_award_unit_id ON unit_award (unit_id)
--;
CREATE TABLE criterion_decision (
	id TEXT NOT NULL,
	registration_id BIGINT NOT NULL,
	learner_id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	criterion_id BIGINT NOT NULL,
	decision TEXT NOT NULL,
	assessor_id BIGINT NOT NULL,
	decided_on DATE NOT NULL,
	evidence TEXT NOT NULL,
	reference TEXT NOT NULL,
	photo TEXT NOT NULL,
	feedback TEXT NOT NULL,
	is_borderline BOOLEAN NOT NULL,
	amendment_id BIGINT,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	device_at TIMESTAMP WITH TIME ZONE NOT NULL,
	received_at TIMESTAMP WITH TIME ZONE NOT NULL,
	superseded_by TEXT,
	body_hash TEXT NOT NULL,
	CONSTRAINT pk_criterion_decision PRIMARY KEY (id),
	CONSTRAINT fk_criterion_decision_registration_id_learner_id FOREIGN KEY(registration_id, learner_id) REFERENCES registration (id, person_id),
	CONSTRAINT ck_criterion_decision_decision_known CHECK (decision IN ('achieved', 'not_yet', 'referred')),
	CONSTRAINT ck_criterion_decision_evidence_known CHECK (evidence IN ('observed', 'product', 'photo', 'question', 'witness', 'prior_learning')),
	CONSTRAINT ck_criterion_decision_is_borderline_flag CHECK (is_borderline IN (FALSE, TRUE)),
	CONSTRAINT ck_criterion_decision_assessor_not_learner CHECK (assessor_id <> learner_id),
	CONSTRAINT ck_criterion_decision_id_length CHECK (length(id) = 36),
	CONSTRAINT ck_criterion_decision_reference_short CHECK (length(reference) <= 120),
	CONSTRAINT ck_criterion_decision_feedback_short CHECK (length(feedback) <= 400),
	CONSTRAINT fk_criterion_decision_learner_id FOREIGN KEY(learner_id) REFERENCES person (id),
	CONSTRAINT fk_criterion_decision_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_criterion_decision_criterion_id FOREIGN KEY(criterion_id) REFERENCES criterion (id),
	CONSTRAINT fk_criterion_decision_assessor_id FOREIGN KEY(assessor_id) REFERENCES person (id),
	CONSTRAINT fk_criterion_decision_amendment_id FOREIGN KEY(amendment_id) REFERENCES amendment (id)
)
--;
CREATE INDEX ix_criterion_decision_unit_id ON criterion_decision (unit_id, assessor_id)
--;
CREATE UNIQUE INDEX uq_criterion_decision_current ON criterion_decision (registration_id, criterion_id) WHERE superseded_by IS NULL
--;
CREATE OR REPLACE FUNCTION decision_stands() RETURNS trigger AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM criterion c WHERE c.id = NEW.criterion_id AND c.unit_id = NEW.unit_id) AND EXISTS (SELECT 1 FROM assessor_unit e WHERE e.person_id = NEW.assessor_id AND e.unit_id = NEW.unit_id AND e.part = 'assessor' AND e.starts_on <= NEW.decided_on AND (e.ends_on IS NULL OR e.ends_on >= NEW.decided_on)) AND (NOT EXISTS (SELECT 1 FROM rac_line l JOIN rac c ON c.id = l.rac_id WHERE l.registration_id = NEW.registration_id AND l.unit_id = NEW.unit_id AND c.sent_at IS NOT NULL) OR EXISTS (SELECT 1 FROM amendment a JOIN rac_line l ON l.id = a.line_id WHERE a.id = NEW.amendment_id AND l.registration_id = NEW.registration_id AND l.unit_id = NEW.unit_id))) THEN RAISE EXCEPTION 'a decision needs an entitled assessor, and an amendment once the RAC was sent' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER decision_stands BEFORE INSERT ON criterion_decision FOR EACH ROW EXECUTE FUNCTION decision_stands()
