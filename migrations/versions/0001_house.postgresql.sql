CREATE TABLE look_log (
	id BIGSERIAL NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	by_id BIGINT NOT NULL,
	subject TEXT NOT NULL,
	page TEXT NOT NULL,
	CONSTRAINT pk_look_log PRIMARY KEY (id)
)
--;
CREATE INDEX ix_look_log_subject ON look_log (subject, at)
--;
CREATE TABLE attempt (
	id BIGSERIAL NOT NULL,
	kind TEXT NOT NULL,
	key TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_attempt PRIMARY KEY (id)
)
--;
CREATE INDEX ix_attempt_kind ON attempt (kind, key, at)
--;
CREATE TABLE organisation (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	name TEXT NOT NULL,
	kind TEXT NOT NULL,
	city TEXT NOT NULL,
	is_active BOOLEAN NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_organisation PRIMARY KEY (id),
	CONSTRAINT ck_organisation_kind_known CHECK (kind IN ('charity', 'school', 'council', 'health', 'firm', 'community', 'other')),
	CONSTRAINT ck_organisation_is_active_flag CHECK (is_active IN (FALSE, TRUE)),
	CONSTRAINT ck_organisation_name_short CHECK (length(name) <= 120),
	CONSTRAINT uq_organisation_token UNIQUE (token),
	CONSTRAINT uq_organisation_name UNIQUE (name)
)
--;
CREATE TABLE site (
	id BIGSERIAL NOT NULL,
	slug TEXT NOT NULL,
	name TEXT NOT NULL,
	city TEXT NOT NULL,
	kind TEXT NOT NULL,
	phone TEXT NOT NULL,
	is_practice BOOLEAN NOT NULL,
	is_active BOOLEAN NOT NULL,
	hidden_steps JSONB NOT NULL,
	days_wanted JSONB NOT NULL,
	settings JSONB NOT NULL,
	CONSTRAINT pk_site PRIMARY KEY (id),
	CONSTRAINT ck_site_kind_known CHECK (kind IN ('factory', 'fablab', 'van')),
	CONSTRAINT ck_site_is_practice_flag CHECK (is_practice IN (FALSE, TRUE)),
	CONSTRAINT ck_site_is_active_flag CHECK (is_active IN (FALSE, TRUE)),
	CONSTRAINT ck_site_name_short CHECK (length(name) <= 80),
	CONSTRAINT uq_site_slug UNIQUE (slug)
)
--;
CREATE TABLE category (
	slug TEXT NOT NULL,
	is_upholstered BOOLEAN NOT NULL,
	is_seating BOOLEAN NOT NULL,
	is_wooden BOOLEAN NOT NULL,
	is_mains BOOLEAN NOT NULL,
	is_childrens BOOLEAN NOT NULL,
	is_tall BOOLEAN NOT NULL,
	may_have_glass BOOLEAN NOT NULL,
	CONSTRAINT pk_category PRIMARY KEY (slug)
)
--;
CREATE TABLE audit_line (
	id BIGSERIAL NOT NULL,
	site_id BIGINT NOT NULL,
	number BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	verb TEXT NOT NULL,
	subject TEXT NOT NULL,
	by_id BIGINT,
	device_id BIGINT,
	fields TEXT NOT NULL,
	chain TEXT NOT NULL,
	CONSTRAINT pk_audit_line PRIMARY KEY (id),
	CONSTRAINT uq_audit_line_site_id_number UNIQUE (site_id, number),
	CONSTRAINT fk_audit_line_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE INDEX ix_audit_line_subject ON audit_line (subject)
--;
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER audit_line_append_only BEFORE UPDATE OR DELETE ON audit_line FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE audit_head (
	site_id BIGINT NOT NULL,
	number BIGINT NOT NULL,
	chain TEXT NOT NULL,
	CONSTRAINT pk_audit_head PRIMARY KEY (site_id),
	CONSTRAINT fk_audit_head_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE TABLE person (
	id BIGSERIAL NOT NULL,
	number TEXT NOT NULL,
	home_site_id BIGINT NOT NULL,
	language TEXT NOT NULL,
	avatar TEXT NOT NULL,
	theme TEXT NOT NULL,
	shows_english BOOLEAN NOT NULL,
	is_active BOOLEAN NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	token TEXT NOT NULL,
	CONSTRAINT pk_person PRIMARY KEY (id),
	CONSTRAINT ck_person_language_known CHECK (language IN ('en', 'ar', 'fa', 'ckb', 'ti', 'uk', 'pl', 'ro', 'fr', 'ur', 'ps', 'am')),
	CONSTRAINT ck_person_shows_english_flag CHECK (shows_english IN (FALSE, TRUE)),
	CONSTRAINT ck_person_is_active_flag CHECK (is_active IN (FALSE, TRUE)),
	CONSTRAINT uq_person_number UNIQUE (number),
	CONSTRAINT fk_person_home_site_id FOREIGN KEY(home_site_id) REFERENCES site (id),
	CONSTRAINT uq_person_token UNIQUE (token)
)
--;
CREATE INDEX ix_person_home_site_id ON person (home_site_id)
--;
CREATE TABLE household (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	reference TEXT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_household PRIMARY KEY (id),
	CONSTRAINT uq_household_site_id_reference UNIQUE (site_id, reference),
	CONSTRAINT ck_household_reference_short CHECK (length(reference) <= 40),
	CONSTRAINT uq_household_token UNIQUE (token),
	CONSTRAINT fk_household_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE TABLE makeover (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	code TEXT NOT NULL,
	title TEXT NOT NULL,
	kind TEXT NOT NULL,
	city TEXT NOT NULL,
	is_open BOOLEAN NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_makeover PRIMARY KEY (id),
	CONSTRAINT ck_makeover_kind_known CHECK (kind IN ('home', 'community')),
	CONSTRAINT ck_makeover_is_open_flag CHECK (is_open IN (FALSE, TRUE)),
	CONSTRAINT ck_makeover_title_short CHECK (length(title) <= 80),
	CONSTRAINT uq_makeover_token UNIQUE (token),
	CONSTRAINT fk_makeover_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT uq_makeover_code UNIQUE (code)
)
--;
CREATE TABLE place (
	id BIGSERIAL NOT NULL,
	site_id BIGINT NOT NULL,
	code TEXT NOT NULL,
	name TEXT NOT NULL,
	kind TEXT NOT NULL,
	step TEXT,
	is_active BOOLEAN NOT NULL,
	CONSTRAINT pk_place PRIMARY KEY (id),
	CONSTRAINT ck_place_kind_known CHECK (kind IN ('bay', 'shelf', 'bench', 'venue', 'quarantine')),
	CONSTRAINT ck_place_is_active_flag CHECK (is_active IN (FALSE, TRUE)),
	CONSTRAINT ck_place_name_short CHECK (length(name) <= 40),
	CONSTRAINT uq_place_site_id_name UNIQUE (site_id, name),
	CONSTRAINT fk_place_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT uq_place_code UNIQUE (code)
)
--;
CREATE TABLE count_month (
	indicator TEXT NOT NULL,
	month TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	category TEXT NOT NULL,
	split TEXT NOT NULL,
	amount BIGINT NOT NULL,
	CONSTRAINT pk_count_month PRIMARY KEY (indicator, month, site_id, category, split),
	CONSTRAINT fk_count_month_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE TABLE board_count (
	site_id BIGINT NOT NULL,
	stage TEXT NOT NULL,
	since_day DATE NOT NULL,
	category TEXT NOT NULL,
	amount BIGINT NOT NULL,
	CONSTRAINT pk_board_count PRIMARY KEY (site_id, stage, since_day, category),
	CONSTRAINT fk_board_count_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE TABLE label_batch (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	number BIGINT NOT NULL,
	stationery TEXT NOT NULL,
	printer TEXT NOT NULL,
	count BIGINT NOT NULL,
	start BIGINT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	made_by_id BIGINT,
	CONSTRAINT pk_label_batch PRIMARY KEY (id),
	CONSTRAINT uq_label_batch_site_id_number UNIQUE (site_id, number),
	CONSTRAINT ck_label_batch_count_bounded CHECK (count BETWEEN 1 AND 5000),
	CONSTRAINT uq_label_batch_token UNIQUE (token),
	CONSTRAINT fk_label_batch_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE TABLE printer_offset (
	id BIGSERIAL NOT NULL,
	site_id BIGINT NOT NULL,
	printer TEXT NOT NULL,
	stationery TEXT NOT NULL,
	x_tenths BIGINT NOT NULL,
	y_tenths BIGINT NOT NULL,
	next_start BIGINT NOT NULL,
	CONSTRAINT pk_printer_offset PRIMARY KEY (id),
	CONSTRAINT uq_printer_offset_site_id_printer_stationery UNIQUE (site_id, printer, stationery),
	CONSTRAINT ck_printer_offset_offset_bounded CHECK (x_tenths BETWEEN -100 AND 100 AND y_tenths BETWEEN -100 AND 100),
	CONSTRAINT fk_printer_offset_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE TABLE donor (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	number TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	kind TEXT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_donor PRIMARY KEY (id),
	CONSTRAINT ck_donor_kind_known CHECK (kind IN ('person', 'organisation', 'council')),
	CONSTRAINT uq_donor_token UNIQUE (token),
	CONSTRAINT uq_donor_number UNIQUE (number),
	CONSTRAINT fk_donor_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE TABLE device (
	id BIGSERIAL NOT NULL,
	public_id TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	kind TEXT NOT NULL,
	name TEXT NOT NULL,
	token_hash TEXT NOT NULL,
	paired_at TIMESTAMP WITH TIME ZONE NOT NULL,
	paired_by_id BIGINT,
	last_seen_at TIMESTAMP WITH TIME ZONE,
	waiting BIGINT NOT NULL,
	keeps_storage BOOLEAN NOT NULL,
	revoked_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_device PRIMARY KEY (id),
	CONSTRAINT ck_device_kind_known CHECK (kind IN ('tablet', 'kiosk')),
	CONSTRAINT ck_device_keeps_storage_flag CHECK (keeps_storage IN (FALSE, TRUE)),
	CONSTRAINT ck_device_name_short CHECK (length(name) <= 60),
	CONSTRAINT uq_device_public_id UNIQUE (public_id),
	CONSTRAINT fk_device_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT uq_device_token_hash UNIQUE (token_hash),
	CONSTRAINT fk_device_paired_by_id FOREIGN KEY(paired_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_device_site_id ON device (site_id)
--;
CREATE TABLE pairing_code (
	id BIGSERIAL NOT NULL,
	code_hash TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	name TEXT NOT NULL,
	made_by_id BIGINT,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
	used_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_pairing_code PRIMARY KEY (id),
	CONSTRAINT uq_pairing_code_code_hash UNIQUE (code_hash),
	CONSTRAINT fk_pairing_code_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_pairing_code_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
--;
CREATE TABLE person_name (
	person_id BIGINT NOT NULL,
	called TEXT NOT NULL,
	full_name TEXT NOT NULL,
	CONSTRAINT pk_person_name PRIMARY KEY (person_id),
	CONSTRAINT ck_person_name_called_short CHECK (length(called) <= 60),
	CONSTRAINT ck_person_name_full_name_short CHECK (length(full_name) <= 160),
	CONSTRAINT fk_person_name_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--;
CREATE TABLE person_contact (
	person_id BIGINT NOT NULL,
	email TEXT NOT NULL,
	phone TEXT NOT NULL,
	CONSTRAINT pk_person_contact PRIMARY KEY (person_id),
	CONSTRAINT fk_person_contact_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--;
CREATE TABLE account (
	person_id BIGINT NOT NULL,
	login TEXT NOT NULL,
	password_hash TEXT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	disabled_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_account PRIMARY KEY (person_id),
	CONSTRAINT fk_account_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT uq_account_login UNIQUE (login)
)
--;
CREATE TABLE pin (
	person_id BIGINT NOT NULL,
	pin_hash TEXT NOT NULL,
	set_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_pin PRIMARY KEY (person_id),
	CONSTRAINT fk_pin_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--;
CREATE TABLE card (
	id BIGSERIAL NOT NULL,
	site_id BIGINT NOT NULL,
	number TEXT NOT NULL,
	lookup_key TEXT NOT NULL,
	proof_key TEXT NOT NULL,
	person_id BIGINT,
	state TEXT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	claimed_at TIMESTAMP WITH TIME ZONE,
	ended_at TIMESTAMP WITH TIME ZONE,
	ends_on DATE,
	CONSTRAINT pk_card PRIMARY KEY (id),
	CONSTRAINT ck_card_state_known CHECK (state IN ('blank', 'live', 'lost', 'void')),
	CONSTRAINT ck_card_claimed_has_person CHECK ((state = 'blank') = (person_id IS NULL) OR state = 'void'),
	CONSTRAINT fk_card_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT uq_card_number UNIQUE (number),
	CONSTRAINT uq_card_lookup_key UNIQUE (lookup_key),
	CONSTRAINT fk_card_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_card_person_id ON card (person_id)
--;
CREATE TABLE role (
	id BIGSERIAL NOT NULL,
	person_id BIGINT NOT NULL,
	site_id BIGINT,
	role TEXT NOT NULL,
	starts_on DATE NOT NULL,
	ends_on DATE,
	given_by_id BIGINT,
	CONSTRAINT pk_role PRIMARY KEY (id),
	CONSTRAINT ck_role_role_known CHECK (role IN ('volunteer', 'trainee', 'trainer', 'assessor', 'internal_verifier', 'external_verifier', 'driver', 'coordinator', 'maintainer', 'funder', 'administrator')),
	CONSTRAINT ck_role_days_in_order CHECK (ends_on IS NULL OR ends_on >= starts_on),
	CONSTRAINT fk_role_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_role_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_role_given_by_id FOREIGN KEY(given_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_role_person_id ON role (person_id)
--;
CREATE TABLE permit (
	id BIGSERIAL NOT NULL,
	person_id BIGINT NOT NULL,
	kind TEXT NOT NULL,
	source TEXT NOT NULL,
	starts_on DATE NOT NULL,
	ends_on DATE NOT NULL,
	given_by_id BIGINT,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_permit PRIMARY KEY (id),
	CONSTRAINT ck_permit_source_known CHECK (source IN ('training', 'document')),
	CONSTRAINT ck_permit_days_in_order CHECK (ends_on >= starts_on),
	CONSTRAINT uq_permit_id_person_id UNIQUE (id, person_id),
	CONSTRAINT fk_permit_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_permit_given_by_id FOREIGN KEY(given_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_permit_person_id ON permit (person_id)
--;
CREATE TABLE consent (
	id BIGSERIAL NOT NULL,
	person_id BIGINT NOT NULL,
	kind TEXT NOT NULL,
	version TEXT NOT NULL,
	how TEXT NOT NULL,
	given_at TIMESTAMP WITH TIME ZONE NOT NULL,
	withdrawn_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_consent PRIMARY KEY (id),
	CONSTRAINT ck_consent_kind_known CHECK (kind IN ('privacy_notice', 'first_name_public', 'photo')),
	CONSTRAINT fk_consent_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_consent_person_id ON consent (person_id, kind)
--;
CREATE TABLE day_in (
	person_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	day DATE NOT NULL,
	first_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_day_in PRIMARY KEY (person_id, site_id, day),
	CONSTRAINT fk_day_in_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_day_in_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE TABLE piece_import (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
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
	repeated BIGINT NOT NULL,
	refused BIGINT NOT NULL,
	CONSTRAINT pk_piece_import PRIMARY KEY (id),
	CONSTRAINT ck_piece_import_state_known CHECK (state IN ('open', 'closed')),
	CONSTRAINT uq_piece_import_token UNIQUE (token),
	CONSTRAINT fk_piece_import_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_piece_import_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_piece_import_site_id ON piece_import (site_id, id)
--;
CREATE TABLE settlement (
	event_id TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	note TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	by_id BIGINT,
	CONSTRAINT pk_settlement PRIMARY KEY (event_id),
	CONSTRAINT ck_settlement_note_short CHECK (length(note) <= 200),
	CONSTRAINT fk_settlement_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_settlement_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE TABLE donor_contact (
	donor_id BIGINT NOT NULL,
	name TEXT NOT NULL,
	email TEXT NOT NULL,
	phone TEXT NOT NULL,
	CONSTRAINT pk_donor_contact PRIMARY KEY (donor_id),
	CONSTRAINT ck_donor_contact_name_short CHECK (length(name) <= 120),
	CONSTRAINT ck_donor_contact_email_short CHECK (length(email) <= 200),
	CONSTRAINT ck_donor_contact_phone_short CHECK (length(phone) <= 40),
	CONSTRAINT fk_donor_contact_donor_id FOREIGN KEY(donor_id) REFERENCES donor (id)
)
--;
CREATE TABLE donation (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	number TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	donor_id BIGINT,
	given_on DATE NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_donation PRIMARY KEY (id),
	CONSTRAINT uq_donation_token UNIQUE (token),
	CONSTRAINT uq_donation_number UNIQUE (number),
	CONSTRAINT fk_donation_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_donation_donor_id FOREIGN KEY(donor_id) REFERENCES donor (id)
)
--;
CREATE INDEX ix_donation_donor_id ON donation (donor_id)
--;
CREATE TABLE target (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	indicator TEXT NOT NULL,
	number BIGINT NOT NULL,
	starts_on DATE NOT NULL,
	ends_on DATE NOT NULL,
	site_id BIGINT,
	replaces_id BIGINT,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	made_by_id BIGINT,
	ended_at TIMESTAMP WITH TIME ZONE,
	ended_by_id BIGINT,
	ended_why TEXT NOT NULL,
	CONSTRAINT pk_target PRIMARY KEY (id),
	CONSTRAINT ck_target_indicator_known CHECK (indicator IN ('pieces_upcycled', 'pieces_received', 'pieces_given_out', 'grams_kept')),
	CONSTRAINT ck_target_number_bounded CHECK (number BETWEEN 1 AND 100000000),
	CONSTRAINT ck_target_days_in_order CHECK (ends_on >= starts_on),
	CONSTRAINT ck_target_end_has_reason CHECK ((ended_at IS NULL) = (ended_why = '')),
	CONSTRAINT ck_target_ended_why_known CHECK (ended_why IN ('', 'changed', 'dropped')),
	CONSTRAINT uq_target_token UNIQUE (token),
	CONSTRAINT fk_target_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_target_replaces_id FOREIGN KEY(replaces_id) REFERENCES target (id),
	CONSTRAINT fk_target_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id),
	CONSTRAINT fk_target_ended_by_id FOREIGN KEY(ended_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_target_span ON target (starts_on, ends_on)
--;
CREATE TABLE sign_in (
	id TEXT NOT NULL,
	public_id TEXT NOT NULL,
	person_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	device_id BIGINT,
	method TEXT NOT NULL,
	started_at TIMESTAMP WITH TIME ZONE NOT NULL,
	last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
	pin_until TIMESTAMP WITH TIME ZONE,
	with_ids JSONB NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_sign_in PRIMARY KEY (id),
	CONSTRAINT ck_sign_in_method_known CHECK (method IN ('password', 'card', 'pin')),
	CONSTRAINT uq_sign_in_public_id UNIQUE (public_id),
	CONSTRAINT fk_sign_in_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_sign_in_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_sign_in_device_id FOREIGN KEY(device_id) REFERENCES device (id)
)
--;
CREATE INDEX ix_sign_in_person_id ON sign_in (person_id)
--;
CREATE TABLE piece (
	id BIGSERIAL NOT NULL,
	code TEXT NOT NULL,
	claimed_site_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	is_practice BOOLEAN NOT NULL,
	stage TEXT NOT NULL,
	step TEXT NOT NULL,
	place_id BIGINT,
	since TIMESTAMP WITH TIME ZONE NOT NULL,
	life BIGINT NOT NULL,
	category TEXT NOT NULL,
	title TEXT NOT NULL,
	grams BIGINT NOT NULL,
	weight_source TEXT NOT NULL,
	donation_id BIGINT,
	photo_id TEXT,
	waits_for TEXT NOT NULL,
	is_sealed BOOLEAN NOT NULL,
	is_barred BOOLEAN NOT NULL,
	is_uncleared BOOLEAN NOT NULL,
	folded JSONB NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_piece PRIMARY KEY (id),
	CONSTRAINT ck_piece_stage_known CHECK (stage IN ('draft', 'received', 'checked', 'stored', 'in_work', 'quality_check', 'ready', 'released', 'quarantine', 'dismantled', 'recycled', 'waste', 'waste_pops', 'lost', 'returned')),
	CONSTRAINT ck_piece_is_practice_flag CHECK (is_practice IN (FALSE, TRUE)),
	CONSTRAINT ck_piece_is_sealed_flag CHECK (is_sealed IN (FALSE, TRUE)),
	CONSTRAINT ck_piece_is_barred_flag CHECK (is_barred IN (FALSE, TRUE)),
	CONSTRAINT ck_piece_is_uncleared_flag CHECK (is_uncleared IN (FALSE, TRUE)),
	CONSTRAINT ck_piece_barred_stays CHECK (NOT (is_barred AND stage IN ('released', 'dismantled'))),
	CONSTRAINT ck_piece_life_counts CHECK (life >= 1),
	CONSTRAINT uq_piece_code UNIQUE (code),
	CONSTRAINT fk_piece_claimed_site_id FOREIGN KEY(claimed_site_id) REFERENCES site (id),
	CONSTRAINT fk_piece_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_piece_place_id FOREIGN KEY(place_id) REFERENCES place (id),
	CONSTRAINT fk_piece_donation_id FOREIGN KEY(donation_id) REFERENCES donation (id)
)
--;
CREATE INDEX ix_piece_board ON piece (site_id, stage, since)
--;
CREATE INDEX ix_piece_category ON piece (category, id)
--;
CREATE INDEX ix_piece_donation_id ON piece (donation_id) WHERE donation_id IS NOT NULL
--;
CREATE INDEX ix_piece_place_id ON piece (place_id) WHERE place_id IS NOT NULL
--;
CREATE OR REPLACE FUNCTION released_piece_has_release() RETURNS trigger AS $$ BEGIN IF NOT (NEW.stage <> 'released' OR EXISTS (SELECT 1 FROM release r WHERE r.piece_id = NEW.id AND r.life = NEW.life AND NOT EXISTS (SELECT 1 FROM event_verdict v WHERE v.event_id = r.event_id AND v.verdict <> 'already'))) THEN RAISE EXCEPTION 'a released piece needs its release' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER released_piece_has_release BEFORE UPDATE OF stage ON piece FOR EACH ROW EXECUTE FUNCTION released_piece_has_release()
--;
CREATE OR REPLACE FUNCTION no_piece_is_born_released() RETURNS trigger AS $$ BEGIN IF NOT (NEW.stage <> 'released') THEN RAISE EXCEPTION 'a piece is not born released' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER no_piece_is_born_released BEFORE INSERT ON piece FOR EACH ROW EXECUTE FUNCTION no_piece_is_born_released()
--;
CREATE TABLE piece_search (piece_id BIGINT PRIMARY KEY REFERENCES piece (id), words tsvector NOT NULL)
--;
CREATE INDEX ix_piece_search_words ON piece_search USING gin (words)
--;
CREATE TABLE stray_scan (
	event_id TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	device_id BIGINT,
	reason TEXT NOT NULL,
	received_at TIMESTAMP WITH TIME ZONE NOT NULL,
	body JSONB NOT NULL,
	body_hash TEXT NOT NULL,
	settled_at TIMESTAMP WITH TIME ZONE,
	settled_by_id BIGINT,
	CONSTRAINT pk_stray_scan PRIMARY KEY (event_id),
	CONSTRAINT fk_stray_scan_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_stray_scan_device_id FOREIGN KEY(device_id) REFERENCES device (id),
	CONSTRAINT fk_stray_scan_settled_by_id FOREIGN KEY(settled_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_stray_scan_site_id ON stray_scan (site_id, received_at)
--;
CREATE TABLE label (
	code TEXT NOT NULL,
	batch_id BIGINT NOT NULL,
	position BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	state TEXT NOT NULL,
	piece_id BIGINT,
	claimed_at TIMESTAMP WITH TIME ZONE,
	ended_at TIMESTAMP WITH TIME ZONE,
	is_missing BOOLEAN NOT NULL,
	CONSTRAINT pk_label PRIMARY KEY (code),
	CONSTRAINT ck_label_state_known CHECK (state IN ('printed', 'claimed', 'void', 'replaced')),
	CONSTRAINT ck_label_claimed_has_piece CHECK (state IN ('printed', 'void') OR piece_id IS NOT NULL),
	CONSTRAINT ck_label_code_length CHECK (length(code) = 7),
	CONSTRAINT fk_label_batch_id FOREIGN KEY(batch_id) REFERENCES label_batch (id),
	CONSTRAINT fk_label_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_label_piece_id FOREIGN KEY(piece_id) REFERENCES piece (id)
)
--;
CREATE INDEX ix_label_batch_id ON label (batch_id, position)
--;
CREATE INDEX ix_label_piece_id ON label (piece_id)
--;
CREATE TABLE piece_event (
	id TEXT NOT NULL,
	piece_id BIGINT NOT NULL,
	label TEXT NOT NULL,
	kind TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	device_at TIMESTAMP WITH TIME ZONE NOT NULL,
	received_at TIMESTAMP WITH TIME ZONE NOT NULL,
	site_id BIGINT NOT NULL,
	device_id BIGINT,
	device TEXT NOT NULL,
	sequence BIGINT NOT NULL,
	by_id BIGINT,
	with_ids JSONB NOT NULL,
	powers JSONB NOT NULL,
	how TEXT NOT NULL,
	data JSONB NOT NULL,
	body_hash TEXT NOT NULL,
	CONSTRAINT pk_piece_event PRIMARY KEY (id),
	CONSTRAINT ck_piece_event_kind_known CHECK (kind IN ('intake', 'moved', 'answered', 'placed', 'photographed', 'weighed', 'described', 'filled', 'released', 'transferred', 'overridden', 'waste_noted', 'undone', 'closed')),
	CONSTRAINT ck_piece_event_how_known CHECK (how IN ('scan', 'typed', 'station', 'many', 'wall_card', 'form', 'import', 'paper', 'demo', 'system')),
	CONSTRAINT ck_piece_event_id_length CHECK (length(id) = 36),
	CONSTRAINT fk_piece_event_piece_id FOREIGN KEY(piece_id) REFERENCES piece (id),
	CONSTRAINT fk_piece_event_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_piece_event_device_id FOREIGN KEY(device_id) REFERENCES device (id),
	CONSTRAINT fk_piece_event_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_piece_event_by_id ON piece_event (by_id, at)
--;
CREATE INDEX ix_piece_event_piece_id ON piece_event (piece_id, at)
--;
CREATE TRIGGER piece_event_append_only BEFORE UPDATE OR DELETE ON piece_event FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE photo (
	id TEXT NOT NULL,
	piece_id BIGINT NOT NULL,
	life BIGINT NOT NULL,
	kind TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	width BIGINT NOT NULL,
	height BIGINT NOT NULL,
	by_id BIGINT,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	approved_at TIMESTAMP WITH TIME ZONE,
	approved_by_id BIGINT,
	CONSTRAINT pk_photo PRIMARY KEY (id),
	CONSTRAINT ck_photo_kind_known CHECK (kind IN ('before', 'after', 'other', 'evidence')),
	CONSTRAINT fk_photo_piece_id FOREIGN KEY(piece_id) REFERENCES piece (id),
	CONSTRAINT fk_photo_by_id FOREIGN KEY(by_id) REFERENCES person (id),
	CONSTRAINT fk_photo_approved_by_id FOREIGN KEY(approved_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_photo_piece_id ON photo (piece_id)
--;
CREATE TABLE count_entry (
	id BIGSERIAL NOT NULL,
	indicator TEXT NOT NULL,
	piece_id BIGINT NOT NULL,
	life BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	day DATE NOT NULL,
	category TEXT NOT NULL,
	split TEXT NOT NULL,
	amount BIGINT NOT NULL,
	event_id TEXT NOT NULL,
	is_adjustment BOOLEAN NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_count_entry PRIMARY KEY (id),
	CONSTRAINT ck_count_entry_is_adjustment_flag CHECK (is_adjustment IN (FALSE, TRUE)),
	CONSTRAINT fk_count_entry_piece_id FOREIGN KEY(piece_id) REFERENCES piece (id),
	CONSTRAINT fk_count_entry_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_count_entry_event_id FOREIGN KEY(event_id) REFERENCES piece_event (id)
)
--;
CREATE INDEX ix_count_entry_piece_id ON count_entry (piece_id)
--;
CREATE INDEX ix_count_entry_rows ON count_entry (indicator, day, site_id, category, split, amount)
--;
CREATE TRIGGER count_entry_append_only BEFORE UPDATE OR DELETE ON count_entry FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE event_verdict (
	event_id TEXT NOT NULL,
	piece_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	verdict TEXT NOT NULL,
	reason TEXT NOT NULL,
	message TEXT NOT NULL,
	remedy TEXT NOT NULL,
	settled_at TIMESTAMP WITH TIME ZONE,
	settled_by_id BIGINT,
	CONSTRAINT pk_event_verdict PRIMARY KEY (event_id),
	CONSTRAINT ck_event_verdict_verdict_known CHECK (verdict IN ('refused', 'already', 'undone')),
	CONSTRAINT fk_event_verdict_event_id FOREIGN KEY(event_id) REFERENCES piece_event (id),
	CONSTRAINT fk_event_verdict_piece_id FOREIGN KEY(piece_id) REFERENCES piece (id),
	CONSTRAINT fk_event_verdict_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_event_verdict_settled_by_id FOREIGN KEY(settled_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_event_verdict_open ON event_verdict (site_id, at) WHERE verdict = 'refused' AND settled_at IS NULL
--;
CREATE INDEX ix_event_verdict_piece_id ON event_verdict (piece_id)
--;
CREATE TABLE check_answer (
	id BIGSERIAL NOT NULL,
	event_id TEXT NOT NULL,
	piece_id BIGINT NOT NULL,
	life BIGINT NOT NULL,
	question TEXT NOT NULL,
	version TEXT NOT NULL,
	answer TEXT NOT NULL,
	counts BOOLEAN NOT NULL,
	photo_id TEXT,
	by_id BIGINT,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_check_answer PRIMARY KEY (id),
	CONSTRAINT uq_check_answer_event_id_question_life UNIQUE (event_id, question, life),
	CONSTRAINT ck_check_answer_counts_flag CHECK (counts IN (FALSE, TRUE)),
	CONSTRAINT fk_check_answer_event_id FOREIGN KEY(event_id) REFERENCES piece_event (id),
	CONSTRAINT fk_check_answer_piece_id FOREIGN KEY(piece_id) REFERENCES piece (id),
	CONSTRAINT fk_check_answer_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_check_answer_piece_id ON check_answer (piece_id, life, question)
--;
CREATE TRIGGER check_answer_append_only BEFORE UPDATE OR DELETE ON check_answer FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE release (
	event_id TEXT NOT NULL,
	piece_id BIGINT NOT NULL,
	life BIGINT NOT NULL,
	released_on DATE NOT NULL,
	destination TEXT NOT NULL,
	organisation_id BIGINT,
	household_id BIGINT,
	makeover_id BIGINT,
	terms TEXT NOT NULL,
	price_pence BIGINT NOT NULL,
	quality_answer_id BIGINT NOT NULL,
	intent_answer_id BIGINT,
	stable_answer_id BIGINT,
	stability_override_id TEXT,
	after_photo_id TEXT,
	photo_override_id TEXT,
	infestation_answer_id BIGINT,
	fire_answer_id BIGINT,
	minor_repair_answer_id BIGINT,
	kept_apart_answer_id BIGINT,
	filling_answer_id BIGINT,
	electrical_answer_id BIGINT,
	children_answer_id BIGINT,
	wall_fixing_answer_id BIGINT,
	glass_answer_id BIGINT,
	CONSTRAINT pk_release PRIMARY KEY (event_id),
	CONSTRAINT uq_release_piece_id_life_event_id UNIQUE (piece_id, life, event_id),
	CONSTRAINT ck_release_destination_known CHECK (destination IN ('makeover', 'organisation', 'household', 'sale', 'event', 'own_use')),
	CONSTRAINT ck_release_stability_known CHECK ((stable_answer_id IS NOT NULL) OR (stability_override_id IS NOT NULL)),
	CONSTRAINT ck_release_after_photo_known CHECK ((after_photo_id IS NOT NULL) OR (photo_override_id IS NOT NULL)),
	CONSTRAINT ck_release_organisation_named CHECK (destination != 'organisation' OR organisation_id IS NOT NULL),
	CONSTRAINT ck_release_household_named CHECK (destination != 'household' OR household_id IS NOT NULL),
	CONSTRAINT ck_release_makeover_named CHECK (destination != 'makeover' OR makeover_id IS NOT NULL),
	CONSTRAINT ck_release_price_bounded CHECK (price_pence >= 0),
	CONSTRAINT fk_release_event_id FOREIGN KEY(event_id) REFERENCES piece_event (id),
	CONSTRAINT fk_release_piece_id FOREIGN KEY(piece_id) REFERENCES piece (id),
	CONSTRAINT fk_release_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_release_household_id FOREIGN KEY(household_id) REFERENCES household (id),
	CONSTRAINT fk_release_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id),
	CONSTRAINT fk_release_quality_answer_id FOREIGN KEY(quality_answer_id) REFERENCES check_answer (id),
	CONSTRAINT fk_release_intent_answer_id FOREIGN KEY(intent_answer_id) REFERENCES check_answer (id),
	CONSTRAINT fk_release_stable_answer_id FOREIGN KEY(stable_answer_id) REFERENCES check_answer (id),
	CONSTRAINT fk_release_stability_override_id FOREIGN KEY(stability_override_id) REFERENCES piece_event (id),
	CONSTRAINT fk_release_after_photo_id FOREIGN KEY(after_photo_id) REFERENCES photo (id),
	CONSTRAINT fk_release_photo_override_id FOREIGN KEY(photo_override_id) REFERENCES piece_event (id),
	CONSTRAINT fk_release_infestation_answer_id FOREIGN KEY(infestation_answer_id) REFERENCES check_answer (id),
	CONSTRAINT fk_release_fire_answer_id FOREIGN KEY(fire_answer_id) REFERENCES check_answer (id),
	CONSTRAINT fk_release_minor_repair_answer_id FOREIGN KEY(minor_repair_answer_id) REFERENCES check_answer (id),
	CONSTRAINT fk_release_kept_apart_answer_id FOREIGN KEY(kept_apart_answer_id) REFERENCES check_answer (id),
	CONSTRAINT fk_release_filling_answer_id FOREIGN KEY(filling_answer_id) REFERENCES check_answer (id),
	CONSTRAINT fk_release_electrical_answer_id FOREIGN KEY(electrical_answer_id) REFERENCES check_answer (id),
	CONSTRAINT fk_release_children_answer_id FOREIGN KEY(children_answer_id) REFERENCES check_answer (id),
	CONSTRAINT fk_release_wall_fixing_answer_id FOREIGN KEY(wall_fixing_answer_id) REFERENCES check_answer (id),
	CONSTRAINT fk_release_glass_answer_id FOREIGN KEY(glass_answer_id) REFERENCES check_answer (id)
)
--;
CREATE INDEX ix_release_organisation_id ON release (organisation_id)
--;
CREATE INDEX ix_release_released_on ON release (released_on)
--;
CREATE TRIGGER release_append_only BEFORE UPDATE OR DELETE ON release FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE OR REPLACE FUNCTION release_has_its_answers() RETURNS trigger AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM piece p JOIN category c ON c.slug = p.category WHERE p.id = NEW.piece_id AND NOT p.is_barred AND EXISTS (SELECT 1 FROM check_answer a WHERE a.id = NEW.quality_answer_id AND a.piece_id = NEW.piece_id AND a.life = NEW.life AND a.question IN ('quality_check') AND a.answer IN ('yes') AND a.counts) AND (NOT (NEW.stable_answer_id IS NOT NULL) OR EXISTS (SELECT 1 FROM check_answer a WHERE a.id = NEW.stable_answer_id AND a.piece_id = NEW.piece_id AND a.life = NEW.life AND a.question IN ('stable') AND a.answer IN ('yes'))) AND (NOT (NEW.stability_override_id IS NOT NULL) OR EXISTS (SELECT 1 FROM piece_event e WHERE e.id = NEW.stability_override_id AND e.piece_id = NEW.piece_id AND e.kind = 'overridden')) AND (NOT (NEW.photo_override_id IS NOT NULL) OR EXISTS (SELECT 1 FROM piece_event e WHERE e.id = NEW.photo_override_id AND e.piece_id = NEW.piece_id AND e.kind = 'overridden')) AND (NOT (NEW.after_photo_id IS NOT NULL) OR EXISTS (SELECT 1 FROM photo f WHERE f.id = NEW.after_photo_id AND f.piece_id = NEW.piece_id)) AND (NOT (c.is_upholstered OR c.is_wooden) OR EXISTS (SELECT 1 FROM check_answer a WHERE a.id = NEW.infestation_answer_id AND a.piece_id = NEW.piece_id AND a.life = NEW.life AND a.question IN ('infestation') AND a.answer IN ('no') AND a.counts)) AND (NOT (c.is_upholstered) OR EXISTS (SELECT 1 FROM check_answer a WHERE a.id = NEW.fire_answer_id AND a.piece_id = NEW.piece_id AND a.life = NEW.life AND a.question IN ('fire_label_release', 'fire_exempt') AND a.answer IN ('yes') AND a.counts)) AND (NOT (c.is_upholstered) OR EXISTS (SELECT 1 FROM check_answer a WHERE a.id = NEW.filling_answer_id AND a.piece_id = NEW.piece_id AND a.life = NEW.life AND a.question IN ('new_filling') AND a.answer IN ('yes', 'no') AND a.counts)) AND (NOT (c.is_upholstered AND c.is_seating) OR EXISTS (SELECT 1 FROM check_answer a WHERE a.id = NEW.minor_repair_answer_id AND a.piece_id = NEW.piece_id AND a.life = NEW.life AND a.question IN ('minor_repair') AND a.answer IN ('yes') AND a.counts)) AND (NOT (c.is_upholstered AND c.is_seating) OR EXISTS (SELECT 1 FROM check_answer a WHERE a.id = NEW.kept_apart_answer_id AND a.piece_id = NEW.piece_id AND a.life = NEW.life AND a.question IN ('kept_apart') AND a.answer IN ('yes') AND a.counts)) AND (NOT (COALESCE((c.is_mains OR 'mains' = (SELECT a.answer FROM check_answer a WHERE a.piece_id = NEW.piece_id AND a.life = NEW.life AND a.question = 'electrical' ORDER BY a.at DESC, a.id DESC LIMIT 1)), FALSE)) OR EXISTS (SELECT 1 FROM check_answer a WHERE a.id = NEW.electrical_answer_id AND a.piece_id = NEW.piece_id AND a.life = NEW.life AND a.question IN ('electrical_test') AND a.answer IN ('yes') AND a.counts)) AND (NOT (c.is_childrens) OR EXISTS (SELECT 1 FROM check_answer a WHERE a.id = NEW.children_answer_id AND a.piece_id = NEW.piece_id AND a.life = NEW.life AND a.question IN ('children_gaps') AND a.answer IN ('yes') AND a.counts)) AND (NOT (c.is_tall) OR EXISTS (SELECT 1 FROM check_answer a WHERE a.id = NEW.wall_fixing_answer_id AND a.piece_id = NEW.piece_id AND a.life = NEW.life AND a.question IN ('wall_fixing') AND a.answer IN ('yes'))) AND (NOT (c.may_have_glass) OR EXISTS (SELECT 1 FROM check_answer a WHERE a.id = NEW.glass_answer_id AND a.piece_id = NEW.piece_id AND a.life = NEW.life AND a.question IN ('glass') AND a.answer IN ('yes'))))) THEN RAISE EXCEPTION 'a release needs its answers' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER release_has_its_answers BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION release_has_its_answers()
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('dining-or-kitchen-chair-wooden', FALSE, TRUE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('dining-chair-upholstered', TRUE, TRUE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('stool-or-pouffe', TRUE, TRUE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('easy-or-fireside-chair', TRUE, TRUE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('office-chair', TRUE, TRUE, FALSE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('armchair', TRUE, TRUE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('recliner', TRUE, TRUE, FALSE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('sofa-2-seat', TRUE, TRUE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('sofa-3-seat', TRUE, TRUE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('sofa-bed-foam', TRUE, TRUE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('sofa-bed-metal', TRUE, TRUE, FALSE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('futon', TRUE, TRUE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('chaise-longue', TRUE, TRUE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('bedside-unit', FALSE, FALSE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('coffee-or-small-table', FALSE, FALSE, TRUE, FALSE, FALSE, TRUE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('kitchen-table', FALSE, FALSE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('dining-table', FALSE, FALSE, TRUE, FALSE, FALSE, TRUE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('small-desk', FALSE, FALSE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('large-desk', FALSE, FALSE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('office-desk', FALSE, FALSE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('bench-solid-wood', FALSE, TRUE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('chest-of-drawers', FALSE, FALSE, TRUE, FALSE, TRUE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('dressing-table', FALSE, FALSE, TRUE, FALSE, FALSE, TRUE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('sideboard', FALSE, FALSE, TRUE, FALSE, TRUE, TRUE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('wardrobe-single', FALSE, FALSE, TRUE, FALSE, TRUE, TRUE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('wardrobe-double', FALSE, FALSE, TRUE, FALSE, TRUE, TRUE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('wall-unit', FALSE, FALSE, TRUE, FALSE, TRUE, TRUE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('welsh-dresser', FALSE, FALSE, TRUE, FALSE, TRUE, TRUE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('bookcase-or-shelving', FALSE, FALSE, TRUE, FALSE, TRUE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('cabinet-or-bureau', FALSE, FALSE, TRUE, FALSE, TRUE, TRUE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('tv-unit', FALSE, FALSE, TRUE, FALSE, FALSE, TRUE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('blanket-box', FALSE, FALSE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('headboard', FALSE, FALSE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('filing-cabinet-small', FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('filing-cabinet-large', FALSE, FALSE, FALSE, FALSE, TRUE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('bed-base-single', TRUE, FALSE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('bed-base-double', TRUE, FALSE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('bed-base-king', TRUE, FALSE, TRUE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('bunk-or-cabin-bed', FALSE, FALSE, TRUE, TRUE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('mattress-single', TRUE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('mattress-double', TRUE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('mattress-king', TRUE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('cot', FALSE, FALSE, TRUE, TRUE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('high-chair', FALSE, TRUE, TRUE, TRUE, FALSE, FALSE, FALSE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('lamp', FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('vacuum-cleaner', FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('microwave', FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('sewing-machine', FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('washing-machine', FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE)
--;
INSERT INTO category (slug, is_upholstered, is_seating, is_wooden, is_childrens, is_tall, may_have_glass, is_mains) VALUES ('bicycle-adult', FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE)
