CREATE TABLE kiosk (
	device_id INTEGER NOT NULL,
	pepper TEXT NOT NULL,
	old_token_hash TEXT,
	old_token_until TEXT,
	turned_at TEXT NOT NULL,
	packed_at TEXT,
	agent TEXT NOT NULL,
	CONSTRAINT pk_kiosk PRIMARY KEY (device_id),
	CONSTRAINT ck_kiosk_old_token_ends CHECK ((old_token_hash IS NULL) = (old_token_until IS NULL)),
	CONSTRAINT ck_kiosk_agent_short CHECK (length(agent) <= 80),
	CONSTRAINT fk_kiosk_device_id FOREIGN KEY(device_id) REFERENCES device (id),
	CONSTRAINT uq_kiosk_old_token_hash UNIQUE (old_token_hash)
)
 STRICT
--;
CREATE TABLE machine_type (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	slug TEXT NOT NULL,
	name TEXT NOT NULL,
	permit_kind TEXT NOT NULL,
	picture TEXT NOT NULL,
	wants_material INTEGER NOT NULL,
	checklist TEXT NOT NULL,
	is_active INTEGER NOT NULL,
	made_at TEXT NOT NULL,
	CONSTRAINT pk_machine_type PRIMARY KEY (id),
	CONSTRAINT ck_machine_type_is_active_flag CHECK (is_active IN (FALSE, TRUE)),
	CONSTRAINT ck_machine_type_wants_material_flag CHECK (wants_material IN (FALSE, TRUE)),
	CONSTRAINT ck_machine_type_name_short CHECK (length(name) <= 60),
	CONSTRAINT ck_machine_type_picture_short CHECK (length(picture) <= 60),
	CONSTRAINT ck_machine_type_permit_of_a_machine CHECK (permit_kind LIKE 'machine:_%'),
	CONSTRAINT uq_machine_type_token UNIQUE (token),
	CONSTRAINT uq_machine_type_slug UNIQUE (slug)
)
 STRICT
--;
CREATE TABLE kiosk_boot (
	kiosk_id INTEGER NOT NULL,
	boot TEXT NOT NULL,
	last_mono_ms INTEGER NOT NULL,
	upload_offset_ms INTEGER,
	wall_offset_ms INTEGER,
	offset_ms INTEGER,
	is_estimated INTEGER NOT NULL,
	CONSTRAINT pk_kiosk_boot PRIMARY KEY (kiosk_id, boot),
	CONSTRAINT ck_kiosk_boot_is_estimated_flag CHECK (is_estimated IN (FALSE, TRUE)),
	CONSTRAINT ck_kiosk_boot_last_mono_ms_counts CHECK (last_mono_ms >= 0),
	CONSTRAINT ck_kiosk_boot_upload_offset_ms_counts CHECK (upload_offset_ms >= -1000000000000000),
	CONSTRAINT ck_kiosk_boot_wall_offset_ms_counts CHECK (wall_offset_ms >= -1000000000000000),
	CONSTRAINT ck_kiosk_boot_offset_ms_counts CHECK (offset_ms >= -1000000000000000),
	CONSTRAINT ck_kiosk_boot_boot_short CHECK (length(boot) <= 64),
	CONSTRAINT fk_kiosk_boot_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES kiosk (device_id)
)
 STRICT
--;
CREATE TABLE kiosk_rejected (
	id INTEGER NOT NULL,
	kiosk_id INTEGER NOT NULL,
	reason TEXT NOT NULL,
	detail TEXT NOT NULL,
	body TEXT NOT NULL,
	body_hash TEXT NOT NULL,
	received_at TEXT NOT NULL,
	settled_at TEXT,
	settled_by_id INTEGER,
	CONSTRAINT pk_kiosk_rejected PRIMARY KEY (id),
	CONSTRAINT ck_kiosk_rejected_reason_known CHECK (reason IN ('unreadable', 'too_big', 'other_kiosk', 'other_machine', 'changed')),
	CONSTRAINT ck_kiosk_rejected_body_short CHECK (length(body) <= 4000),
	CONSTRAINT ck_kiosk_rejected_detail_short CHECK (length(detail) <= 200),
	CONSTRAINT ck_kiosk_rejected_settled_by_somebody CHECK ((settled_at IS NULL) = (settled_by_id IS NULL)),
	CONSTRAINT uq_kiosk_rejected_kiosk_id_body_hash UNIQUE (kiosk_id, body_hash),
	CONSTRAINT fk_kiosk_rejected_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES kiosk (device_id),
	CONSTRAINT fk_kiosk_rejected_settled_by_id FOREIGN KEY(settled_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_kiosk_rejected_open ON kiosk_rejected (kiosk_id) WHERE settled_at IS NULL
--;
CREATE TABLE machine (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	code TEXT NOT NULL,
	type_id INTEGER NOT NULL,
	site_id INTEGER NOT NULL,
	place_id INTEGER,
	name TEXT NOT NULL,
	serial_identity TEXT NOT NULL,
	picture TEXT NOT NULL,
	ppe TEXT NOT NULL,
	method TEXT NOT NULL,
	instructions TEXT NOT NULL,
	wants_second_person INTEGER NOT NULL,
	opening TEXT NOT NULL,
	idle_minutes INTEGER NOT NULL,
	longest_minutes INTEGER NOT NULL,
	horizon_days INTEGER NOT NULL,
	most_bookings INTEGER NOT NULL,
	made_at TEXT NOT NULL,
	retired_at TEXT,
	CONSTRAINT pk_machine PRIMARY KEY (id),
	CONSTRAINT ck_machine_wants_second_person_flag CHECK (wants_second_person IN (FALSE, TRUE)),
	CONSTRAINT ck_machine_name_short CHECK (length(name) <= 60),
	CONSTRAINT ck_machine_serial_identity_short CHECK (length(serial_identity) <= 200),
	CONSTRAINT ck_machine_instructions_short CHECK (length(instructions) <= 2000),
	CONSTRAINT ck_machine_picture_short CHECK (length(picture) <= 80),
	CONSTRAINT ck_machine_idle_minutes_bounded CHECK (idle_minutes BETWEEN 1 AND 240),
	CONSTRAINT ck_machine_longest_minutes_bounded CHECK (longest_minutes BETWEEN 5 AND 1440),
	CONSTRAINT ck_machine_horizon_days_bounded CHECK (horizon_days BETWEEN 1 AND 365),
	CONSTRAINT ck_machine_most_bookings_bounded CHECK (most_bookings BETWEEN 1 AND 50),
	CONSTRAINT ck_machine_code_length CHECK (length(code) = 7),
	CONSTRAINT uq_machine_site_id_name UNIQUE (site_id, name),
	CONSTRAINT uq_machine_id_site_id UNIQUE (id, site_id),
	CONSTRAINT uq_machine_token UNIQUE (token),
	CONSTRAINT uq_machine_code UNIQUE (code),
	CONSTRAINT fk_machine_type_id FOREIGN KEY(type_id) REFERENCES machine_type (id),
	CONSTRAINT fk_machine_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_machine_place_id FOREIGN KEY(place_id) REFERENCES place (id)
)
 STRICT
--;
CREATE INDEX ix_machine_type_id ON machine (type_id)
--;
CREATE TRIGGER machine_place_here BEFORE INSERT ON machine WHEN NOT (NEW.place_id IS NULL OR EXISTS (SELECT 1 FROM place p WHERE p.id = NEW.place_id AND p.site_id = NEW.site_id)) BEGIN SELECT RAISE(ABORT, 'the place is at another site'); END
--;
CREATE TRIGGER machine_place_stays_here BEFORE UPDATE OF place_id, site_id ON machine WHEN NOT (NEW.place_id IS NULL OR EXISTS (SELECT 1 FROM place p WHERE p.id = NEW.place_id AND p.site_id = NEW.site_id)) BEGIN SELECT RAISE(ABORT, 'the place is at another site'); END
--;
CREATE TABLE machine_booking (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	machine_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	supervisor_id INTEGER,
	is_supervised INTEGER NOT NULL,
	used_for TEXT NOT NULL,
	piece_code TEXT NOT NULL,
	starts_at TEXT NOT NULL,
	ends_at TEXT NOT NULL,
	state TEXT NOT NULL,
	number INTEGER NOT NULL,
	reason TEXT NOT NULL,
	made_at TEXT NOT NULL,
	made_by_id INTEGER,
	ended_at TEXT,
	CONSTRAINT pk_machine_booking PRIMARY KEY (id),
	CONSTRAINT ck_machine_booking_state_known CHECK (state IN ('booked', 'used', 'no_show', 'cancelled')),
	CONSTRAINT ck_machine_booking_used_for_known CHECK (used_for IN ('own_work', 'piece', 'class', 'makeover', 'artefacts', 'maintenance', 'unknown')),
	CONSTRAINT ck_machine_booking_is_supervised_flag CHECK (is_supervised IN (FALSE, TRUE)),
	CONSTRAINT ck_machine_booking_number_bounded CHECK (number BETWEEN 0 AND 100000),
	CONSTRAINT ck_machine_booking_piece_code_short CHECK (length(piece_code) <= 12),
	CONSTRAINT ck_machine_booking_reason_short CHECK (length(reason) <= 200),
	CONSTRAINT ck_machine_booking_ends_later CHECK (ends_at > starts_at),
	CONSTRAINT ck_machine_booking_ended_when_not_booked CHECK ((state = 'booked') = (ended_at IS NULL)),
	CONSTRAINT ck_machine_booking_supervisor_not_person CHECK (supervisor_id IS NULL OR supervisor_id <> person_id),
	CONSTRAINT ck_machine_booking_supervised_by_somebody CHECK (NOT is_supervised OR supervisor_id IS NOT NULL),
	CONSTRAINT uq_machine_booking_token UNIQUE (token),
	CONSTRAINT fk_machine_booking_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id),
	CONSTRAINT fk_machine_booking_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_machine_booking_supervisor_id FOREIGN KEY(supervisor_id) REFERENCES person (id),
	CONSTRAINT fk_machine_booking_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_machine_booking_live ON machine_booking (machine_id, ends_at) WHERE state IN ('booked', 'used')
--;
CREATE INDEX ix_machine_booking_machine_id ON machine_booking (machine_id, starts_at)
--;
CREATE INDEX ix_machine_booking_person_id ON machine_booking (person_id, starts_at)
--;
CREATE TRIGGER machine_booking_free BEFORE INSERT ON machine_booking WHEN NOT (NEW.state NOT IN ('booked', 'used') OR NOT EXISTS (SELECT 1 FROM machine_booking b WHERE b.machine_id = NEW.machine_id AND b.id <> NEW.id AND b.state IN ('booked', 'used') AND b.starts_at < NEW.ends_at AND b.ends_at > NEW.starts_at)) BEGIN SELECT RAISE(ABORT, 'somebody has booked the machine for this time'); END
--;
CREATE TRIGGER machine_booking_stays_free BEFORE UPDATE OF machine_id, starts_at, ends_at, state ON machine_booking WHEN NOT (NEW.state NOT IN ('booked', 'used') OR NOT EXISTS (SELECT 1 FROM machine_booking b WHERE b.machine_id = NEW.machine_id AND b.id <> NEW.id AND b.state IN ('booked', 'used') AND b.starts_at < NEW.ends_at AND b.ends_at > NEW.starts_at)) BEGIN SELECT RAISE(ABORT, 'somebody has booked the machine for this time'); END
--;
CREATE TABLE machine_fault (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	event_key TEXT,
	machine_id INTEGER NOT NULL,
	site_id INTEGER NOT NULL,
	sign TEXT NOT NULL,
	is_unsafe INTEGER NOT NULL,
	note TEXT NOT NULL,
	reported_at TEXT NOT NULL,
	reported_by_id INTEGER,
	device_id INTEGER,
	taken_by_id INTEGER,
	ended_at TEXT,
	ended_by_id INTEGER,
	fault_cause TEXT,
	mended_note TEXT NOT NULL,
	has_test_run INTEGER NOT NULL,
	CONSTRAINT pk_machine_fault PRIMARY KEY (id),
	CONSTRAINT ck_machine_fault_sign_known CHECK (sign IN ('smoke', 'smell', 'noise', 'stuck', 'does_not_start', 'cuts_badly', 'broken_part', 'cable', 'guard', 'other')),
	CONSTRAINT ck_machine_fault_fault_cause_known CHECK (fault_cause IN ('wear', 'dirt', 'material', 'setting', 'power', 'software', 'nothing_found', 'unknown')),
	CONSTRAINT ck_machine_fault_is_unsafe_flag CHECK (is_unsafe IN (FALSE, TRUE)),
	CONSTRAINT ck_machine_fault_has_test_run_flag CHECK (has_test_run IN (FALSE, TRUE)),
	CONSTRAINT ck_machine_fault_note_short CHECK (length(note) <= 400),
	CONSTRAINT ck_machine_fault_mended_note_short CHECK (length(mended_note) <= 400),
	CONSTRAINT ck_machine_fault_ended_has_cause CHECK ((ended_at IS NULL) = (fault_cause IS NULL)),
	CONSTRAINT ck_machine_fault_ended_by_somebody CHECK ((ended_at IS NULL) = (ended_by_id IS NULL)),
	CONSTRAINT ck_machine_fault_ends_later CHECK (ended_at IS NULL OR ended_at >= reported_at),
	CONSTRAINT ck_machine_fault_unsafe_ends_by_test CHECK (NOT is_unsafe OR ended_at IS NULL OR has_test_run),
	CONSTRAINT uq_machine_fault_token UNIQUE (token),
	CONSTRAINT uq_machine_fault_event_key UNIQUE (event_key),
	CONSTRAINT fk_machine_fault_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id),
	CONSTRAINT fk_machine_fault_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_machine_fault_reported_by_id FOREIGN KEY(reported_by_id) REFERENCES person (id),
	CONSTRAINT fk_machine_fault_device_id FOREIGN KEY(device_id) REFERENCES device (id),
	CONSTRAINT fk_machine_fault_taken_by_id FOREIGN KEY(taken_by_id) REFERENCES person (id),
	CONSTRAINT fk_machine_fault_ended_by_id FOREIGN KEY(ended_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_machine_fault_machine_id ON machine_fault (machine_id, reported_at)
--;
CREATE INDEX ix_machine_fault_open ON machine_fault (site_id, machine_id) WHERE ended_at IS NULL
--;
CREATE TABLE maintenance_plan (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	type_id INTEGER,
	machine_id INTEGER,
	task TEXT NOT NULL,
	picture TEXT NOT NULL,
	measure TEXT NOT NULL,
	every INTEGER NOT NULL,
	wants_maintainer INTEGER NOT NULL,
	is_active INTEGER NOT NULL,
	made_at TEXT NOT NULL,
	CONSTRAINT pk_maintenance_plan PRIMARY KEY (id),
	CONSTRAINT ck_maintenance_plan_measure_known CHECK (measure IN ('hours', 'jobs', 'days')),
	CONSTRAINT ck_maintenance_plan_every_bounded CHECK (every BETWEEN 1 AND 100000),
	CONSTRAINT ck_maintenance_plan_is_active_flag CHECK (is_active IN (FALSE, TRUE)),
	CONSTRAINT ck_maintenance_plan_wants_maintainer_flag CHECK (wants_maintainer IN (FALSE, TRUE)),
	CONSTRAINT ck_maintenance_plan_task_short CHECK (length(task) <= 80),
	CONSTRAINT ck_maintenance_plan_picture_short CHECK (length(picture) <= 60),
	CONSTRAINT ck_maintenance_plan_of_type_or_machine CHECK ((type_id IS NULL) <> (machine_id IS NULL)),
	CONSTRAINT uq_maintenance_plan_token UNIQUE (token),
	CONSTRAINT fk_maintenance_plan_type_id FOREIGN KEY(type_id) REFERENCES machine_type (id),
	CONSTRAINT fk_maintenance_plan_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id)
)
 STRICT
--;
CREATE INDEX ix_maintenance_plan_machine_id ON maintenance_plan (machine_id)
--;
CREATE INDEX ix_maintenance_plan_type_id ON maintenance_plan (type_id)
--;
CREATE TABLE kiosk_machine (
	id INTEGER NOT NULL,
	kiosk_id INTEGER NOT NULL,
	machine_id INTEGER NOT NULL,
	starts_at TEXT NOT NULL,
	ends_at TEXT,
	by_id INTEGER,
	CONSTRAINT pk_kiosk_machine PRIMARY KEY (id),
	CONSTRAINT ck_kiosk_machine_ends_later CHECK (ends_at IS NULL OR ends_at >= starts_at),
	CONSTRAINT fk_kiosk_machine_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES kiosk (device_id),
	CONSTRAINT fk_kiosk_machine_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id),
	CONSTRAINT fk_kiosk_machine_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_kiosk_machine_kiosk_id ON kiosk_machine (kiosk_id)
--;
CREATE UNIQUE INDEX uq_kiosk_machine_live ON kiosk_machine (machine_id) WHERE ends_at IS NULL
--;
CREATE TRIGGER kiosk_machine_here BEFORE INSERT ON kiosk_machine WHEN NOT (EXISTS (SELECT 1 FROM device d JOIN machine m ON m.site_id = d.site_id WHERE d.id = NEW.kiosk_id AND d.kind = 'kiosk' AND m.id = NEW.machine_id)) BEGIN SELECT RAISE(ABORT, 'a kiosk stands beside machines of its own site'); END
--;
CREATE TABLE machine_fold (
	kiosk_id INTEGER NOT NULL,
	machine_id INTEGER NOT NULL,
	stale_from TEXT,
	folded_at TEXT,
	rule_version INTEGER NOT NULL,
	state_class TEXT NOT NULL,
	word TEXT NOT NULL,
	state_since TEXT,
	seen_at TEXT,
	CONSTRAINT pk_machine_fold PRIMARY KEY (kiosk_id, machine_id),
	CONSTRAINT ck_machine_fold_state_class_known CHECK (state_class IN ('', 'busy', 'setup', 'paused', 'idle', 'offjob', 'fault', 'silent')),
	CONSTRAINT ck_machine_fold_rule_version_bounded CHECK (rule_version BETWEEN 0 AND 10000),
	CONSTRAINT ck_machine_fold_stale_from_short CHECK (length(stale_from) <= 90),
	CONSTRAINT fk_machine_fold_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES kiosk (device_id),
	CONSTRAINT fk_machine_fold_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id)
)
 STRICT
--;
CREATE INDEX ix_machine_fold_machine_id ON machine_fold (machine_id)
--;
CREATE INDEX ix_machine_fold_stale ON machine_fold (machine_id) WHERE stale_from IS NOT NULL
--;
CREATE TABLE kiosk_event (
	id INTEGER NOT NULL,
	kiosk_id INTEGER NOT NULL,
	boot TEXT NOT NULL,
	seq INTEGER NOT NULL,
	mono_ms INTEGER NOT NULL,
	wall_at TEXT,
	is_wall_ok INTEGER NOT NULL,
	machine_id INTEGER,
	kind TEXT NOT NULL,
	body TEXT NOT NULL,
	body_hash TEXT NOT NULL,
	received_at TEXT NOT NULL,
	CONSTRAINT pk_kiosk_event PRIMARY KEY (id),
	CONSTRAINT ck_kiosk_event_kind_known CHECK (kind IN ('agent_started', 'machine_state', 'banner', 'alarm', 'identity', 'port_lost', 'port_back', 'job_word', 'noise', 'meter_hello', 'card_shown', 'signed_on', 'signed_off', 'piece_scanned', 'purpose_chosen', 'material_chosen', 'fault_reported', 'maintenance_done', 'job_refreshed', 'clock', 'disk')),
	CONSTRAINT ck_kiosk_event_is_wall_ok_flag CHECK (is_wall_ok IN (FALSE, TRUE)),
	CONSTRAINT ck_kiosk_event_seq_counts CHECK (seq >= 0),
	CONSTRAINT ck_kiosk_event_mono_ms_counts CHECK (mono_ms >= 0),
	CONSTRAINT ck_kiosk_event_boot_short CHECK (length(boot) <= 64),
	CONSTRAINT uq_kiosk_event_kiosk_id_boot_seq UNIQUE (kiosk_id, boot, seq),
	CONSTRAINT fk_kiosk_event_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES kiosk (device_id),
	CONSTRAINT fk_kiosk_event_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id)
)
 STRICT
--;
CREATE INDEX ix_kiosk_event_acts ON kiosk_event (kiosk_id, received_at) WHERE kind IN ('fault_reported', 'maintenance_done')
--;
CREATE INDEX ix_kiosk_event_machine_id ON kiosk_event (machine_id, kiosk_id, boot, seq)
--;
CREATE TRIGGER kiosk_event_no_update BEFORE UPDATE ON kiosk_event BEGIN SELECT RAISE(ABORT, 'kiosk_event is append-only'); END
--;
CREATE TRIGGER kiosk_event_no_delete BEFORE DELETE ON kiosk_event BEGIN SELECT RAISE(ABORT, 'kiosk_event is append-only'); END
--;
CREATE TABLE machine_profile (
	id INTEGER NOT NULL,
	machine_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	profile TEXT NOT NULL,
	made_at TEXT NOT NULL,
	made_by_id INTEGER,
	CONSTRAINT pk_machine_profile PRIMARY KEY (id),
	CONSTRAINT ck_machine_profile_number_bounded CHECK (number BETWEEN 1 AND 10000),
	CONSTRAINT uq_machine_profile_machine_id_number UNIQUE (machine_id, number),
	CONSTRAINT fk_machine_profile_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id),
	CONSTRAINT fk_machine_profile_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE TRIGGER machine_profile_no_update BEFORE UPDATE ON machine_profile BEGIN SELECT RAISE(ABORT, 'machine_profile is append-only'); END
--;
CREATE TRIGGER machine_profile_no_delete BEFORE DELETE ON machine_profile BEGIN SELECT RAISE(ABORT, 'machine_profile is append-only'); END
--;
CREATE TABLE machine_material (
	id INTEGER NOT NULL,
	machine_id INTEGER NOT NULL,
	name TEXT NOT NULL,
	picture TEXT NOT NULL,
	rule TEXT NOT NULL,
	why TEXT NOT NULL,
	CONSTRAINT pk_machine_material PRIMARY KEY (id),
	CONSTRAINT ck_machine_material_rule_known CHECK (rule IN ('allowed', 'test_first', 'forbidden')),
	CONSTRAINT ck_machine_material_name_short CHECK (length(name) <= 40),
	CONSTRAINT ck_machine_material_picture_short CHECK (length(picture) <= 60),
	CONSTRAINT ck_machine_material_why_short CHECK (length(why) <= 200),
	CONSTRAINT uq_machine_material_machine_id_name UNIQUE (machine_id, name),
	CONSTRAINT fk_machine_material_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id)
)
 STRICT
--;
CREATE TABLE machine_session (
	id INTEGER NOT NULL,
	"key" TEXT NOT NULL,
	machine_id INTEGER NOT NULL,
	site_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	supervisor_id INTEGER,
	used_for TEXT NOT NULL,
	piece_code TEXT NOT NULL,
	material TEXT NOT NULL,
	source TEXT NOT NULL,
	began_at TEXT NOT NULL,
	ended_at TEXT,
	end_cause TEXT,
	busy_ms INTEGER NOT NULL,
	paused_ms INTEGER NOT NULL,
	setup_ms INTEGER NOT NULL,
	idle_ms INTEGER NOT NULL,
	spindle_ms INTEGER NOT NULL,
	gap_ms INTEGER NOT NULL,
	job_count INTEGER NOT NULL,
	told_by TEXT NOT NULL,
	is_estimated INTEGER NOT NULL,
	is_to_review INTEGER NOT NULL,
	is_void INTEGER NOT NULL,
	noted_minutes INTEGER NOT NULL,
	first_place TEXT NOT NULL,
	last_place TEXT NOT NULL,
	kiosk_id INTEGER,
	rule_version INTEGER NOT NULL,
	CONSTRAINT pk_machine_session PRIMARY KEY (id),
	CONSTRAINT ck_machine_session_used_for_known CHECK (used_for IN ('own_work', 'piece', 'class', 'makeover', 'artefacts', 'maintenance', 'unknown')),
	CONSTRAINT ck_machine_session_source_known CHECK (source IN ('kiosk', 'claim', 'desk')),
	CONSTRAINT ck_machine_session_end_cause_known CHECK (end_cause IN ('finished', 'sign_out', 'idle_timeout', 'hand_over', 'closing_time', 'permit_ended', 'alarm', 'door', 'reset', 'unplugged', 'lost', 'power', 'fault_reported', 'agent_down', 'estimated', 'corrected')),
	CONSTRAINT ck_machine_session_is_estimated_flag CHECK (is_estimated IN (FALSE, TRUE)),
	CONSTRAINT ck_machine_session_is_to_review_flag CHECK (is_to_review IN (FALSE, TRUE)),
	CONSTRAINT ck_machine_session_is_void_flag CHECK (is_void IN (FALSE, TRUE)),
	CONSTRAINT ck_machine_session_busy_ms_counts CHECK (busy_ms >= 0),
	CONSTRAINT ck_machine_session_paused_ms_counts CHECK (paused_ms >= 0),
	CONSTRAINT ck_machine_session_setup_ms_counts CHECK (setup_ms >= 0),
	CONSTRAINT ck_machine_session_idle_ms_counts CHECK (idle_ms >= 0),
	CONSTRAINT ck_machine_session_spindle_ms_counts CHECK (spindle_ms >= 0),
	CONSTRAINT ck_machine_session_gap_ms_counts CHECK (gap_ms >= 0),
	CONSTRAINT ck_machine_session_job_count_counts CHECK (job_count >= 0),
	CONSTRAINT ck_machine_session_rule_version_bounded CHECK (rule_version BETWEEN 1 AND 10000),
	CONSTRAINT ck_machine_session_piece_code_short CHECK (length(piece_code) <= 12),
	CONSTRAINT ck_machine_session_material_short CHECK (length(material) <= 40),
	CONSTRAINT ck_machine_session_noted_minutes_bounded CHECK (noted_minutes BETWEEN 0 AND 1000000),
	CONSTRAINT ck_machine_session_ended_has_cause CHECK ((ended_at IS NULL) = (end_cause IS NULL)),
	CONSTRAINT ck_machine_session_ends_later CHECK (ended_at IS NULL OR ended_at >= began_at),
	CONSTRAINT ck_machine_session_supervisor_not_person CHECK (supervisor_id IS NULL OR supervisor_id <> person_id),
	CONSTRAINT uq_machine_session_key UNIQUE ("key"),
	CONSTRAINT fk_machine_session_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id),
	CONSTRAINT fk_machine_session_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_machine_session_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_machine_session_supervisor_id FOREIGN KEY(supervisor_id) REFERENCES person (id),
	CONSTRAINT fk_machine_session_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES kiosk (device_id)
)
 STRICT
--;
CREATE INDEX ix_machine_session_machine_id ON machine_session (machine_id, began_at)
--;
CREATE INDEX ix_machine_session_person_id ON machine_session (person_id, began_at)
--;
CREATE INDEX ix_machine_session_piece ON machine_session (piece_code) WHERE piece_code <> ''
--;
CREATE INDEX ix_machine_session_place ON machine_session (machine_id, kiosk_id, first_place)
--;
CREATE INDEX ix_machine_session_site_id ON machine_session (site_id, began_at)
--;
CREATE UNIQUE INDEX uq_machine_session_open ON machine_session (machine_id) WHERE ended_at IS NULL AND NOT is_void
--;
CREATE TABLE job_claim (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	job_key TEXT NOT NULL,
	machine_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	used_for TEXT NOT NULL,
	piece_code TEXT NOT NULL,
	by_id INTEGER,
	at TEXT NOT NULL,
	CONSTRAINT pk_job_claim PRIMARY KEY (id),
	CONSTRAINT ck_job_claim_used_for_known CHECK (used_for IN ('own_work', 'piece', 'class', 'makeover', 'artefacts', 'maintenance', 'unknown')),
	CONSTRAINT ck_job_claim_piece_code_short CHECK (length(piece_code) <= 12),
	CONSTRAINT ck_job_claim_job_key_short CHECK (length(job_key) <= 200),
	CONSTRAINT uq_job_claim_token UNIQUE (token),
	CONSTRAINT uq_job_claim_job_key UNIQUE (job_key),
	CONSTRAINT fk_job_claim_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id),
	CONSTRAINT fk_job_claim_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_job_claim_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_job_claim_person_id ON job_claim (person_id)
--;
CREATE TRIGGER job_claim_no_update BEFORE UPDATE ON job_claim BEGIN SELECT RAISE(ABORT, 'job_claim is append-only'); END
--;
CREATE TRIGGER job_claim_no_delete BEFORE DELETE ON job_claim BEGIN SELECT RAISE(ABORT, 'job_claim is append-only'); END
--;
CREATE TABLE machine_month (
	machine_id INTEGER NOT NULL,
	month TEXT NOT NULL,
	busy_ms INTEGER NOT NULL,
	paused_ms INTEGER NOT NULL,
	setup_ms INTEGER NOT NULL,
	idle_ms INTEGER NOT NULL,
	spindle_ms INTEGER NOT NULL,
	gap_ms INTEGER NOT NULL,
	attributed_ms INTEGER NOT NULL,
	job_count INTEGER NOT NULL,
	CONSTRAINT pk_machine_month PRIMARY KEY (machine_id, month),
	CONSTRAINT ck_machine_month_busy_ms_counts CHECK (busy_ms >= 0),
	CONSTRAINT ck_machine_month_paused_ms_counts CHECK (paused_ms >= 0),
	CONSTRAINT ck_machine_month_setup_ms_counts CHECK (setup_ms >= 0),
	CONSTRAINT ck_machine_month_idle_ms_counts CHECK (idle_ms >= 0),
	CONSTRAINT ck_machine_month_spindle_ms_counts CHECK (spindle_ms >= 0),
	CONSTRAINT ck_machine_month_gap_ms_counts CHECK (gap_ms >= 0),
	CONSTRAINT ck_machine_month_attributed_ms_counts CHECK (attributed_ms >= 0),
	CONSTRAINT ck_machine_month_job_count_counts CHECK (job_count >= 0),
	CONSTRAINT ck_machine_month_month_short CHECK (length(month) <= 7),
	CONSTRAINT fk_machine_month_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id)
)
 STRICT
--;
CREATE TABLE fault_photo (
	id TEXT NOT NULL,
	fault_id INTEGER,
	site_id INTEGER NOT NULL,
	device_id INTEGER,
	sha256 TEXT NOT NULL,
	width INTEGER NOT NULL,
	height INTEGER NOT NULL,
	at TEXT NOT NULL,
	CONSTRAINT pk_fault_photo PRIMARY KEY (id),
	CONSTRAINT ck_fault_photo_id_length CHECK (length(id) BETWEEN 16 AND 36),
	CONSTRAINT ck_fault_photo_width_bounded CHECK (width BETWEEN 0 AND 10000),
	CONSTRAINT ck_fault_photo_height_bounded CHECK (height BETWEEN 0 AND 10000),
	CONSTRAINT fk_fault_photo_fault_id FOREIGN KEY(fault_id) REFERENCES machine_fault (id),
	CONSTRAINT fk_fault_photo_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_fault_photo_device_id FOREIGN KEY(device_id) REFERENCES device (id)
)
 STRICT
--;
CREATE INDEX ix_fault_photo_fault_id ON fault_photo (fault_id)
--;
CREATE TABLE maintenance_done (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	plan_id INTEGER NOT NULL,
	machine_id INTEGER NOT NULL,
	at TEXT NOT NULL,
	by_id INTEGER,
	device_id INTEGER,
	note TEXT NOT NULL,
	CONSTRAINT pk_maintenance_done PRIMARY KEY (id),
	CONSTRAINT ck_maintenance_done_note_short CHECK (length(note) <= 400),
	CONSTRAINT uq_maintenance_done_token UNIQUE (token),
	CONSTRAINT fk_maintenance_done_plan_id FOREIGN KEY(plan_id) REFERENCES maintenance_plan (id),
	CONSTRAINT fk_maintenance_done_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id),
	CONSTRAINT fk_maintenance_done_by_id FOREIGN KEY(by_id) REFERENCES person (id),
	CONSTRAINT fk_maintenance_done_device_id FOREIGN KEY(device_id) REFERENCES device (id)
)
 STRICT
--;
CREATE INDEX ix_maintenance_done_machine_id ON maintenance_done (machine_id, plan_id, at)
--;
CREATE TRIGGER maintenance_done_no_update BEFORE UPDATE ON maintenance_done BEGIN SELECT RAISE(ABORT, 'maintenance_done is append-only'); END
--;
CREATE TRIGGER maintenance_done_no_delete BEFORE DELETE ON maintenance_done BEGIN SELECT RAISE(ABORT, 'maintenance_done is append-only'); END
--;
CREATE TRIGGER maintenance_of_the_machine BEFORE INSERT ON maintenance_done WHEN NOT (EXISTS (SELECT 1 FROM maintenance_plan p JOIN machine m ON m.id = NEW.machine_id WHERE p.id = NEW.plan_id AND (p.machine_id = m.id OR p.type_id = m.type_id))) BEGIN SELECT RAISE(ABORT, 'this plan is for another machine'); END
--;
CREATE TABLE machine_state (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	machine_id INTEGER NOT NULL,
	state TEXT NOT NULL,
	cause TEXT NOT NULL,
	fault_id INTEGER,
	has_test_run INTEGER NOT NULL,
	note TEXT NOT NULL,
	starts_at TEXT NOT NULL,
	ends_at TEXT,
	by_id INTEGER,
	device_id INTEGER,
	CONSTRAINT pk_machine_state PRIMARY KEY (id),
	CONSTRAINT ck_machine_state_state_known CHECK (state IN ('in_service', 'needs_check', 'out_of_order', 'retired')),
	CONSTRAINT ck_machine_state_cause_known CHECK (cause IN ('set_up', 'fault', 'not_safe', 'maintenance', 'cleaning', 'check', 'test_run', 'moved', 'retired', 'other')),
	CONSTRAINT ck_machine_state_has_test_run_flag CHECK (has_test_run IN (FALSE, TRUE)),
	CONSTRAINT ck_machine_state_note_short CHECK (length(note) <= 400),
	CONSTRAINT ck_machine_state_ends_later CHECK (ends_at IS NULL OR ends_at >= starts_at),
	CONSTRAINT uq_machine_state_token UNIQUE (token),
	CONSTRAINT fk_machine_state_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id),
	CONSTRAINT fk_machine_state_fault_id FOREIGN KEY(fault_id) REFERENCES machine_fault (id),
	CONSTRAINT fk_machine_state_by_id FOREIGN KEY(by_id) REFERENCES person (id),
	CONSTRAINT fk_machine_state_device_id FOREIGN KEY(device_id) REFERENCES device (id)
)
 STRICT
--;
CREATE INDEX ix_machine_state_machine_id ON machine_state (machine_id, starts_at)
--;
CREATE UNIQUE INDEX uq_machine_state_open ON machine_state (machine_id) WHERE ends_at IS NULL
--;
CREATE TRIGGER machine_state_apart BEFORE INSERT ON machine_state WHEN NOT (NOT EXISTS (SELECT 1 FROM machine_state s WHERE s.machine_id = NEW.machine_id AND s.id <> NEW.id AND (NEW.ends_at IS NULL OR s.starts_at < NEW.ends_at) AND (s.ends_at IS NULL OR s.ends_at > NEW.starts_at))) BEGIN SELECT RAISE(ABORT, 'the states of a machine overlap'); END
--;
CREATE TRIGGER machine_state_stays_apart BEFORE UPDATE OF machine_id, starts_at, ends_at ON machine_state WHEN NOT (NOT EXISTS (SELECT 1 FROM machine_state s WHERE s.machine_id = NEW.machine_id AND s.id <> NEW.id AND (NEW.ends_at IS NULL OR s.starts_at < NEW.ends_at) AND (s.ends_at IS NULL OR s.ends_at > NEW.starts_at))) BEGIN SELECT RAISE(ABORT, 'the states of a machine overlap'); END
--;
CREATE TRIGGER machine_state_released BEFORE INSERT ON machine_state WHEN NOT (NEW.state = 'out_of_order' OR NEW.state = 'retired' OR NOT EXISTS (SELECT 1 FROM machine_state s WHERE s.machine_id = NEW.machine_id AND s.state = 'out_of_order' AND s.ends_at = NEW.starts_at AND s.id <> NEW.id) OR (NEW.has_test_run AND EXISTS (SELECT 1 FROM role r JOIN machine m ON m.id = NEW.machine_id WHERE r.person_id = NEW.by_id AND r.role IN ('maintainer', 'administrator') AND (r.site_id IS NULL OR r.site_id = m.site_id) AND (r.ends_on IS NULL OR r.ends_on >= date(NEW.starts_at))))) BEGIN SELECT RAISE(ABORT, 'a machine out of order comes back by a test run of a maintainer'); END
--;
CREATE TRIGGER machine_state_kept BEFORE UPDATE ON machine_state WHEN NOT (NEW.machine_id = OLD.machine_id AND NEW.state = OLD.state AND NEW.cause = OLD.cause AND NEW.starts_at = OLD.starts_at AND NEW.has_test_run = OLD.has_test_run AND OLD.ends_at IS NULL) BEGIN SELECT RAISE(ABORT, 'a state of a machine is only ever ended'); END
--;
CREATE TABLE machine_job (
	id INTEGER NOT NULL,
	"key" TEXT NOT NULL,
	kiosk_id INTEGER NOT NULL,
	boot TEXT NOT NULL,
	machine_id INTEGER NOT NULL,
	site_id INTEGER NOT NULL,
	session_id INTEGER,
	opened_mono_ms INTEGER NOT NULL,
	closed_boot TEXT NOT NULL,
	closed_mono_ms INTEGER,
	began_at TEXT NOT NULL,
	ended_at TEXT,
	busy_ms INTEGER NOT NULL,
	paused_ms INTEGER NOT NULL,
	setup_ms INTEGER NOT NULL,
	idle_ms INTEGER NOT NULL,
	spindle_ms INTEGER NOT NULL,
	gap_ms INTEGER NOT NULL,
	samples INTEGER NOT NULL,
	bad_lines INTEGER NOT NULL,
	outcome TEXT NOT NULL,
	outcome_code TEXT NOT NULL,
	is_long_pause INTEGER NOT NULL,
	is_spindle_left_on INTEGER NOT NULL,
	is_to_review INTEGER NOT NULL,
	is_counted INTEGER NOT NULL,
	is_estimated INTEGER NOT NULL,
	first_place TEXT NOT NULL,
	last_place TEXT NOT NULL,
	rule_version INTEGER NOT NULL,
	CONSTRAINT pk_machine_job PRIMARY KEY (id),
	CONSTRAINT ck_machine_job_outcome_known CHECK (outcome IN ('open', 'finished', 'cancelled', 'alarm', 'reset', 'lost', 'unplugged', 'agent_down')),
	CONSTRAINT ck_machine_job_is_counted_flag CHECK (is_counted IN (FALSE, TRUE)),
	CONSTRAINT ck_machine_job_is_estimated_flag CHECK (is_estimated IN (FALSE, TRUE)),
	CONSTRAINT ck_machine_job_is_long_pause_flag CHECK (is_long_pause IN (FALSE, TRUE)),
	CONSTRAINT ck_machine_job_is_spindle_left_on_flag CHECK (is_spindle_left_on IN (FALSE, TRUE)),
	CONSTRAINT ck_machine_job_is_to_review_flag CHECK (is_to_review IN (FALSE, TRUE)),
	CONSTRAINT ck_machine_job_busy_ms_counts CHECK (busy_ms >= 0),
	CONSTRAINT ck_machine_job_paused_ms_counts CHECK (paused_ms >= 0),
	CONSTRAINT ck_machine_job_setup_ms_counts CHECK (setup_ms >= 0),
	CONSTRAINT ck_machine_job_idle_ms_counts CHECK (idle_ms >= 0),
	CONSTRAINT ck_machine_job_spindle_ms_counts CHECK (spindle_ms >= 0),
	CONSTRAINT ck_machine_job_gap_ms_counts CHECK (gap_ms >= 0),
	CONSTRAINT ck_machine_job_opened_mono_ms_counts CHECK (opened_mono_ms >= 0),
	CONSTRAINT ck_machine_job_closed_mono_ms_counts CHECK (closed_mono_ms >= 0),
	CONSTRAINT ck_machine_job_samples_counts CHECK (samples >= 0),
	CONSTRAINT ck_machine_job_bad_lines_counts CHECK (bad_lines >= 0),
	CONSTRAINT ck_machine_job_rule_version_bounded CHECK (rule_version BETWEEN 1 AND 10000),
	CONSTRAINT ck_machine_job_outcome_code_short CHECK (length(outcome_code) <= 40),
	CONSTRAINT ck_machine_job_closed_has_end CHECK ((ended_at IS NULL) = (closed_mono_ms IS NULL)),
	CONSTRAINT ck_machine_job_closes_later CHECK (closed_mono_ms IS NULL OR closed_boot <> boot OR closed_mono_ms >= opened_mono_ms),
	CONSTRAINT ck_machine_job_ends_later CHECK (ended_at IS NULL OR ended_at >= began_at),
	CONSTRAINT ck_machine_job_open_has_no_end CHECK ((outcome = 'open') = (ended_at IS NULL)),
	CONSTRAINT uq_machine_job_key UNIQUE ("key"),
	CONSTRAINT fk_machine_job_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES kiosk (device_id),
	CONSTRAINT fk_machine_job_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id),
	CONSTRAINT fk_machine_job_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_machine_job_session_id FOREIGN KEY(session_id) REFERENCES machine_session (id)
)
 STRICT
--;
CREATE INDEX ix_machine_job_machine_id ON machine_job (machine_id, began_at)
--;
CREATE INDEX ix_machine_job_place ON machine_job (machine_id, kiosk_id, first_place)
--;
CREATE INDEX ix_machine_job_session_id ON machine_job (session_id)
--;
CREATE INDEX ix_machine_job_unclaimed ON machine_job (site_id, began_at) WHERE session_id IS NULL
--;
CREATE TABLE session_helper (
	session_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	part TEXT NOT NULL,
	came_at TEXT NOT NULL,
	busy_ms INTEGER NOT NULL,
	CONSTRAINT pk_session_helper PRIMARY KEY (session_id, person_id),
	CONSTRAINT ck_session_helper_part_known CHECK (part IN ('helper', 'supervisor')),
	CONSTRAINT ck_session_helper_busy_ms_counts CHECK (busy_ms >= 0),
	CONSTRAINT fk_session_helper_session_id FOREIGN KEY(session_id) REFERENCES machine_session (id),
	CONSTRAINT fk_session_helper_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_session_helper_person_id ON session_helper (person_id)
--;
CREATE TABLE session_correction (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	session_id INTEGER NOT NULL,
	asked_for TEXT NOT NULL,
	note TEXT NOT NULL,
	person_id INTEGER,
	began_at TEXT,
	ended_at TEXT,
	busy_ms INTEGER,
	used_for TEXT,
	piece_code TEXT,
	asked_by_id INTEGER,
	asked_at TEXT NOT NULL,
	verdict TEXT,
	verdict_note TEXT NOT NULL,
	decided_by_id INTEGER,
	decided_at TEXT,
	CONSTRAINT pk_session_correction PRIMARY KEY (id),
	CONSTRAINT ck_session_correction_asked_for_known CHECK (asked_for IN ('forgot_sign_out', 'not_me', 'other_person', 'other_piece', 'ran_alone', 'other')),
	CONSTRAINT ck_session_correction_verdict_known CHECK (verdict IN ('accepted', 'refused')),
	CONSTRAINT ck_session_correction_used_for_known CHECK (used_for IN ('own_work', 'piece', 'class', 'makeover', 'artefacts', 'maintenance', 'unknown')),
	CONSTRAINT ck_session_correction_busy_ms_counts CHECK (busy_ms >= 0),
	CONSTRAINT ck_session_correction_note_short CHECK (length(note) <= 400),
	CONSTRAINT ck_session_correction_verdict_note_short CHECK (length(verdict_note) <= 400),
	CONSTRAINT ck_session_correction_piece_code_short CHECK (length(piece_code) <= 12),
	CONSTRAINT ck_session_correction_decided_whole CHECK ((verdict IS NULL) = (decided_at IS NULL)),
	CONSTRAINT ck_session_correction_decided_by_somebody CHECK ((verdict IS NULL) = (decided_by_id IS NULL)),
	CONSTRAINT ck_session_correction_decided_by_another CHECK (decided_by_id IS NULL OR asked_by_id IS NULL OR decided_by_id <> asked_by_id),
	CONSTRAINT ck_session_correction_ends_later CHECK (began_at IS NULL OR ended_at IS NULL OR ended_at >= began_at),
	CONSTRAINT uq_session_correction_token UNIQUE (token),
	CONSTRAINT fk_session_correction_session_id FOREIGN KEY(session_id) REFERENCES machine_session (id),
	CONSTRAINT fk_session_correction_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_session_correction_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES person (id),
	CONSTRAINT fk_session_correction_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_session_correction_session_id ON session_correction (session_id, decided_at)
--;
CREATE UNIQUE INDEX uq_session_correction_open ON session_correction (session_id) WHERE verdict IS NULL
--;
CREATE TRIGGER correction_asked_first BEFORE INSERT ON session_correction WHEN NOT (NEW.verdict IS NULL) BEGIN SELECT RAISE(ABORT, 'a correction is asked for, then decided once'); END
--;
CREATE TRIGGER correction_decided_once BEFORE UPDATE ON session_correction WHEN NOT ((NEW.token = OLD.token OR (NEW.token IS NULL AND OLD.token IS NULL)) AND (NEW.session_id = OLD.session_id OR (NEW.session_id IS NULL AND OLD.session_id IS NULL)) AND (NEW.asked_for = OLD.asked_for OR (NEW.asked_for IS NULL AND OLD.asked_for IS NULL)) AND (NEW.note = OLD.note OR (NEW.note IS NULL AND OLD.note IS NULL)) AND (NEW.person_id = OLD.person_id OR (NEW.person_id IS NULL AND OLD.person_id IS NULL)) AND (NEW.began_at = OLD.began_at OR (NEW.began_at IS NULL AND OLD.began_at IS NULL)) AND (NEW.ended_at = OLD.ended_at OR (NEW.ended_at IS NULL AND OLD.ended_at IS NULL)) AND (NEW.busy_ms = OLD.busy_ms OR (NEW.busy_ms IS NULL AND OLD.busy_ms IS NULL)) AND (NEW.used_for = OLD.used_for OR (NEW.used_for IS NULL AND OLD.used_for IS NULL)) AND (NEW.piece_code = OLD.piece_code OR (NEW.piece_code IS NULL AND OLD.piece_code IS NULL)) AND (NEW.asked_by_id = OLD.asked_by_id OR (NEW.asked_by_id IS NULL AND OLD.asked_by_id IS NULL)) AND (NEW.asked_at = OLD.asked_at OR (NEW.asked_at IS NULL AND OLD.asked_at IS NULL)) AND OLD.verdict IS NULL) BEGIN SELECT RAISE(ABORT, 'a correction is asked for, then decided once'); END
