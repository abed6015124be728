CREATE TABLE makeover_consent (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	makeover_id INTEGER NOT NULL,
	notice TEXT NOT NULL,
	given_at TEXT NOT NULL,
	given_to_id INTEGER,
	withdrawn_at TEXT,
	CONSTRAINT pk_makeover_consent PRIMARY KEY (id),
	CONSTRAINT ck_makeover_consent_withdrawn_later CHECK (withdrawn_at >= given_at),
	CONSTRAINT ck_makeover_consent_notice_short CHECK (length(notice) <= 40),
	CONSTRAINT uq_makeover_consent_token UNIQUE (token),
	CONSTRAINT fk_makeover_consent_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id),
	CONSTRAINT fk_makeover_consent_given_to_id FOREIGN KEY(given_to_id) REFERENCES person (id)
)
 STRICT
--;
CREATE UNIQUE INDEX ix_makeover_consent_live ON makeover_consent (makeover_id) WHERE withdrawn_at IS NULL
--;
CREATE TABLE makeover_sign_off (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	makeover_id INTEGER NOT NULL,
	outcome TEXT NOT NULL,
	drawing TEXT NOT NULL,
	mark TEXT NOT NULL,
	reason TEXT NOT NULL,
	signed_on TEXT NOT NULL,
	at TEXT NOT NULL,
	by_id INTEGER,
	device_id INTEGER,
	CONSTRAINT pk_makeover_sign_off PRIMARY KEY (id),
	CONSTRAINT ck_makeover_sign_off_signed_on_near CHECK (signed_on BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_makeover_sign_off_outcome_known CHECK (outcome IN ('signed', 'marked', 'refused')),
	CONSTRAINT ck_makeover_sign_off_mark_known CHECK (mark IN ('', 'sun', 'tree', 'key', 'bird', 'flower', 'cup')),
	CONSTRAINT ck_makeover_sign_off_reason_known CHECK (reason IN ('', 'not_finished', 'not_as_agreed', 'damage', 'no_reason')),
	CONSTRAINT ck_makeover_sign_off_drawing_short CHECK (length(drawing) <= 20000),
	CONSTRAINT ck_makeover_sign_off_signed_by_drawing CHECK ((outcome = 'signed') = (drawing <> '')),
	CONSTRAINT ck_makeover_sign_off_marked_by_picture CHECK ((outcome = 'marked') = (mark <> '')),
	CONSTRAINT ck_makeover_sign_off_refused_with_reason CHECK ((outcome = 'refused') = (reason <> '')),
	CONSTRAINT uq_makeover_sign_off_token UNIQUE (token),
	CONSTRAINT fk_makeover_sign_off_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id),
	CONSTRAINT fk_makeover_sign_off_by_id FOREIGN KEY(by_id) REFERENCES person (id),
	CONSTRAINT fk_makeover_sign_off_device_id FOREIGN KEY(device_id) REFERENCES device (id)
)
 STRICT
--;
CREATE INDEX ix_makeover_sign_off_makeover_id ON makeover_sign_off (makeover_id)
--;
CREATE UNIQUE INDEX ix_makeover_sign_off_once ON makeover_sign_off (makeover_id) WHERE outcome <> 'refused'
--;
CREATE TRIGGER makeover_sign_off_no_update BEFORE UPDATE ON makeover_sign_off BEGIN SELECT RAISE(ABORT, 'makeover_sign_off is append-only'); END
--;
CREATE TRIGGER makeover_sign_off_no_delete BEFORE DELETE ON makeover_sign_off BEGIN SELECT RAISE(ABORT, 'makeover_sign_off is append-only'); END
--;
CREATE TRIGGER makeover_sign_off_when_finished BEFORE INSERT ON makeover_sign_off WHEN NOT (EXISTS (SELECT 1 FROM makeover_case c WHERE c.makeover_id = NEW.makeover_id AND c.state IN ('in_work', 'finished'))) BEGIN SELECT RAISE(ABORT, 'a household signs when the work is finished'); END
--;
CREATE TABLE makeover_feedback (
	makeover_id INTEGER NOT NULL,
	question TEXT NOT NULL,
	face INTEGER NOT NULL,
	at TEXT NOT NULL,
	CONSTRAINT pk_makeover_feedback PRIMARY KEY (makeover_id, question),
	CONSTRAINT ck_makeover_feedback_question_known CHECK (question IN ('home', 'people', 'pieces')),
	CONSTRAINT ck_makeover_feedback_face_bounded CHECK (face BETWEEN 1 AND 5),
	CONSTRAINT fk_makeover_feedback_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id)
)
 STRICT
--;
CREATE TABLE makeover_want (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	makeover_id INTEGER NOT NULL,
	category TEXT NOT NULL,
	quantity INTEGER NOT NULL,
	CONSTRAINT pk_makeover_want PRIMARY KEY (id),
	CONSTRAINT ck_makeover_want_quantity_bounded CHECK (quantity BETWEEN 1 AND 50),
	CONSTRAINT ck_makeover_want_category_short CHECK (length(category) <= 60),
	CONSTRAINT uq_makeover_want_token UNIQUE (token),
	CONSTRAINT fk_makeover_want_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id)
)
 STRICT
--;
CREATE INDEX ix_makeover_want_makeover_id ON makeover_want (makeover_id)
--;
CREATE TABLE makeover_wish (
	makeover_id INTEGER NOT NULL,
	piece_id INTEGER NOT NULL,
	at TEXT NOT NULL,
	CONSTRAINT pk_makeover_wish PRIMARY KEY (makeover_id, piece_id),
	CONSTRAINT fk_makeover_wish_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id),
	CONSTRAINT fk_makeover_wish_piece_id FOREIGN KEY(piece_id) REFERENCES piece (id)
)
 STRICT
--;
CREATE TABLE makeover_piece (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	makeover_id INTEGER NOT NULL,
	piece_id INTEGER NOT NULL,
	life INTEGER NOT NULL,
	state TEXT NOT NULL,
	reason TEXT NOT NULL,
	release_id TEXT,
	allocated_at TEXT NOT NULL,
	allocated_by_id INTEGER,
	state_at TEXT NOT NULL,
	state_by_id INTEGER,
	CONSTRAINT pk_makeover_piece PRIMARY KEY (id),
	CONSTRAINT ck_makeover_piece_state_known CHECK (state IN ('allocated', 'on_van', 'delivered', 'came_back', 'taken_off')),
	CONSTRAINT ck_makeover_piece_reason_known CHECK (reason IN ('', 'nobody_in', 'refused', 'does_not_fit', 'damaged', 'cancelled', 'changed', 'undone')),
	CONSTRAINT ck_makeover_piece_life_bounded CHECK (life BETWEEN 1 AND 1000),
	CONSTRAINT ck_makeover_piece_back_with_reason CHECK ((state IN ('came_back', 'taken_off')) = (reason <> '')),
	CONSTRAINT ck_makeover_piece_delivered_by_release CHECK (state <> 'delivered' OR release_id IS NOT NULL),
	CONSTRAINT uq_makeover_piece_token UNIQUE (token),
	CONSTRAINT fk_makeover_piece_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id),
	CONSTRAINT fk_makeover_piece_piece_id FOREIGN KEY(piece_id) REFERENCES piece (id),
	CONSTRAINT fk_makeover_piece_release_id FOREIGN KEY(release_id) REFERENCES release (event_id),
	CONSTRAINT fk_makeover_piece_allocated_by_id FOREIGN KEY(allocated_by_id) REFERENCES person (id),
	CONSTRAINT fk_makeover_piece_state_by_id FOREIGN KEY(state_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_makeover_piece_makeover_id ON makeover_piece (makeover_id, state)
--;
CREATE INDEX ix_makeover_piece_piece_id ON makeover_piece (piece_id)
--;
CREATE UNIQUE INDEX ix_makeover_piece_held ON makeover_piece (piece_id) WHERE state IN ('allocated', 'on_van')
--;
CREATE TRIGGER makeover_piece_ready BEFORE INSERT ON makeover_piece WHEN NOT (NEW.state = 'allocated' AND EXISTS (SELECT 1 FROM piece p JOIN makeover m ON m.site_id = p.site_id WHERE p.id = NEW.piece_id AND m.id = NEW.makeover_id AND p.stage = 'ready' AND p.life = NEW.life AND m.is_open AND NOT p.is_practice) AND EXISTS (SELECT 1 FROM makeover_case c WHERE c.makeover_id = NEW.makeover_id AND c.state IN ('referred', 'surveyed', 'planned', 'in_work', 'finished'))) BEGIN SELECT RAISE(ABORT, 'only a ready piece of the site is kept for a makeover'); END
--;
CREATE TRIGGER makeover_piece_step BEFORE UPDATE ON makeover_piece WHEN NOT (COALESCE((NEW.makeover_id = OLD.makeover_id OR (NEW.makeover_id IS NULL AND OLD.makeover_id IS NULL)) AND (NEW.piece_id = OLD.piece_id OR (NEW.piece_id IS NULL AND OLD.piece_id IS NULL)) AND (NEW.life = OLD.life OR (NEW.life IS NULL AND OLD.life IS NULL)) AND (NEW.allocated_at = OLD.allocated_at OR (NEW.allocated_at IS NULL AND OLD.allocated_at IS NULL)), 1 = 0) AND (NEW.state = OLD.state OR (OLD.state = 'allocated' AND NEW.state IN ('on_van', 'delivered', 'came_back', 'taken_off')) OR (OLD.state = 'on_van' AND NEW.state IN ('delivered', 'came_back', 'allocated')) OR (OLD.state = 'delivered' AND NEW.state IN ('came_back')))) BEGIN SELECT RAISE(ABORT, 'a piece of a makeover goes step by step'); END
--;
CREATE TRIGGER makeover_piece_delivered BEFORE UPDATE OF state, release_id ON makeover_piece WHEN NOT (NEW.state <> 'delivered' OR EXISTS (SELECT 1 FROM release r WHERE r.event_id = NEW.release_id AND r.piece_id = NEW.piece_id AND r.makeover_id = NEW.makeover_id)) BEGIN SELECT RAISE(ABORT, 'a piece is delivered by its release to the makeover'); END
--;
CREATE TRIGGER release_of_kept_piece BEFORE INSERT ON release WHEN NOT (NOT EXISTS (SELECT 1 FROM makeover_piece k WHERE k.piece_id = NEW.piece_id AND k.life = NEW.life AND k.state IN ('allocated', 'on_van') AND (NEW.makeover_id IS NULL OR k.makeover_id <> NEW.makeover_id))) BEGIN SELECT RAISE(ABORT, 'this piece is kept for a makeover'); END
--;
CREATE TABLE makeover_case (
	makeover_id INTEGER NOT NULL,
	state TEXT NOT NULL,
	state_at TEXT NOT NULL,
	agency_id INTEGER,
	partner_id INTEGER,
	reference TEXT NOT NULL,
	area TEXT NOT NULL,
	needs TEXT NOT NULL,
	referred_on TEXT NOT NULL,
	permission TEXT NOT NULL,
	asbestos TEXT NOT NULL,
	asbestos_plan TEXT NOT NULL,
	lead_paint TEXT NOT NULL,
	lead_plan TEXT NOT NULL,
	begins_on TEXT,
	ends_on TEXT,
	signed_off_on TEXT,
	cancel_reason TEXT NOT NULL,
	CONSTRAINT pk_makeover_case PRIMARY KEY (makeover_id),
	CONSTRAINT ck_makeover_case_referred_on_near CHECK (referred_on BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_makeover_case_begins_on_near CHECK (begins_on BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_makeover_case_ends_on_near CHECK (ends_on BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_makeover_case_signed_off_on_near CHECK (signed_off_on BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_makeover_case_state_known CHECK (state IN ('referred', 'surveyed', 'planned', 'in_work', 'finished', 'signed_off', 'cancelled')),
	CONSTRAINT ck_makeover_case_permission_known CHECK (permission IN ('unknown', 'owner', 'landlord', 'refused')),
	CONSTRAINT ck_makeover_case_asbestos_known CHECK (asbestos IN ('unknown', 'no', 'yes')),
	CONSTRAINT ck_makeover_case_lead_paint_known CHECK (lead_paint IN ('unknown', 'no', 'yes')),
	CONSTRAINT ck_makeover_case_cancel_reason_known CHECK (cancel_reason IN ('', 'no_contact', 'withdrawn', 'moved_away', 'no_permission', 'not_safe', 'other')),
	CONSTRAINT ck_makeover_case_reference_short CHECK (length(reference) <= 40),
	CONSTRAINT ck_makeover_case_area_short CHECK (length(area) <= 40),
	CONSTRAINT ck_makeover_case_asbestos_plan_short CHECK (length(asbestos_plan) <= 200),
	CONSTRAINT ck_makeover_case_lead_plan_short CHECK (length(lead_plan) <= 200),
	CONSTRAINT ck_makeover_case_signed_off_on_a_day CHECK ((state = 'signed_off') = (signed_off_on IS NOT NULL)),
	CONSTRAINT ck_makeover_case_cancelled_with_reason CHECK ((state = 'cancelled') = (cancel_reason <> '')),
	CONSTRAINT ck_makeover_case_planned_in_order CHECK (begins_on <= ends_on),
	CONSTRAINT fk_makeover_case_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id),
	CONSTRAINT fk_makeover_case_agency_id FOREIGN KEY(agency_id) REFERENCES organisation (id),
	CONSTRAINT fk_makeover_case_partner_id FOREIGN KEY(partner_id) REFERENCES organisation (id)
)
 STRICT
--;
CREATE INDEX ix_makeover_case_signed_off_on ON makeover_case (signed_off_on)
--;
CREATE INDEX ix_makeover_case_state ON makeover_case (state, state_at)
--;
CREATE TRIGGER makeover_step BEFORE UPDATE OF state, makeover_id ON makeover_case WHEN NOT (COALESCE((NEW.makeover_id = OLD.makeover_id OR (NEW.makeover_id IS NULL AND OLD.makeover_id IS NULL)), 1 = 0) AND (NEW.state = OLD.state OR (OLD.state = 'referred' AND NEW.state IN ('surveyed', 'cancelled')) OR (OLD.state = 'surveyed' AND NEW.state IN ('planned', 'cancelled')) OR (OLD.state = 'planned' AND NEW.state IN ('in_work', 'cancelled')) OR (OLD.state = 'in_work' AND NEW.state IN ('finished', 'planned', 'cancelled')) OR (OLD.state = 'finished' AND NEW.state IN ('signed_off', 'in_work', 'cancelled')))) BEGIN SELECT RAISE(ABORT, 'a makeover goes step by step'); END
--;
CREATE TRIGGER makeover_signed_off BEFORE UPDATE OF state, signed_off_on ON makeover_case WHEN NOT (NEW.state <> 'signed_off' OR EXISTS (SELECT 1 FROM makeover_sign_off s WHERE s.makeover_id = NEW.makeover_id AND s.outcome <> 'refused' AND s.signed_on = NEW.signed_off_on)) BEGIN SELECT RAISE(ABORT, 'a makeover is signed off by its household'); END
--;
CREATE TRIGGER makeover_born BEFORE INSERT ON makeover_case WHEN NOT (NEW.state = 'referred') BEGIN SELECT RAISE(ABORT, 'a makeover begins by its referral'); END
--;
CREATE TABLE makeover_address (
	makeover_id INTEGER NOT NULL,
	sealed TEXT NOT NULL,
	kept_at TEXT NOT NULL,
	by_id INTEGER,
	CONSTRAINT pk_makeover_address PRIMARY KEY (makeover_id),
	CONSTRAINT ck_makeover_address_sealed_short CHECK (length(sealed) <= 8000),
	CONSTRAINT fk_makeover_address_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id),
	CONSTRAINT fk_makeover_address_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE TRIGGER makeover_address_while_live BEFORE INSERT ON makeover_address WHEN NOT (EXISTS (SELECT 1 FROM makeover_case c WHERE c.makeover_id = NEW.makeover_id AND c.state IN ('referred', 'surveyed', 'planned', 'in_work', 'finished'))) BEGIN SELECT RAISE(ABORT, 'no address is kept of a makeover that is over'); END
--;
CREATE TABLE makeover_run_sheet (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	site_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	makeover_id INTEGER NOT NULL,
	state TEXT NOT NULL,
	printed_at TEXT NOT NULL,
	printed_by_id INTEGER,
	ended_at TEXT,
	ended_by_id INTEGER,
	CONSTRAINT pk_makeover_run_sheet PRIMARY KEY (id),
	CONSTRAINT uq_makeover_run_sheet_site_id_number UNIQUE (site_id, number),
	CONSTRAINT ck_makeover_run_sheet_state_known CHECK (state IN ('out', 'destroyed')),
	CONSTRAINT ck_makeover_run_sheet_number_counts CHECK (number >= 1),
	CONSTRAINT ck_makeover_run_sheet_ended_when_destroyed CHECK ((state = 'destroyed') = (ended_at IS NOT NULL)),
	CONSTRAINT uq_makeover_run_sheet_token UNIQUE (token),
	CONSTRAINT fk_makeover_run_sheet_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_makeover_run_sheet_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id),
	CONSTRAINT fk_makeover_run_sheet_printed_by_id FOREIGN KEY(printed_by_id) REFERENCES person (id),
	CONSTRAINT fk_makeover_run_sheet_ended_by_id FOREIGN KEY(ended_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_makeover_run_sheet_makeover_id ON makeover_run_sheet (makeover_id, state)
--;
CREATE TABLE makeover_room (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	makeover_id INTEGER NOT NULL,
	kind TEXT NOT NULL,
	words TEXT NOT NULL,
	made_at TEXT NOT NULL,
	CONSTRAINT pk_makeover_room PRIMARY KEY (id),
	CONSTRAINT ck_makeover_room_kind_known CHECK (kind IN ('living', 'bedroom', 'kitchen', 'bathroom', 'hall', 'garden', 'shared', 'other')),
	CONSTRAINT ck_makeover_room_words_short CHECK (length(words) <= 120),
	CONSTRAINT uq_makeover_room_token UNIQUE (token),
	CONSTRAINT fk_makeover_room_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id)
)
 STRICT
--;
CREATE INDEX ix_makeover_room_makeover_id ON makeover_room (makeover_id)
--;
CREATE TABLE makeover_risk (
	makeover_id INTEGER NOT NULL,
	risk TEXT NOT NULL,
	answer TEXT NOT NULL,
	at TEXT NOT NULL,
	by_id INTEGER,
	CONSTRAINT pk_makeover_risk PRIMARY KEY (makeover_id, risk),
	CONSTRAINT ck_makeover_risk_risk_known CHECK (risk IN ('steep_stairs', 'damp', 'loose_wires', 'weak_floor', 'leak', 'heavy_lifting')),
	CONSTRAINT ck_makeover_risk_answer_known CHECK (answer IN ('yes', 'no')),
	CONSTRAINT fk_makeover_risk_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id),
	CONSTRAINT fk_makeover_risk_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE TABLE makeover_material (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	makeover_id INTEGER NOT NULL,
	words TEXT NOT NULL,
	amount TEXT NOT NULL,
	is_there INTEGER NOT NULL,
	CONSTRAINT pk_makeover_material PRIMARY KEY (id),
	CONSTRAINT ck_makeover_material_is_there_flag CHECK (is_there IN (FALSE, TRUE)),
	CONSTRAINT ck_makeover_material_words_short CHECK (length(words) <= 80),
	CONSTRAINT ck_makeover_material_amount_short CHECK (length(amount) <= 40),
	CONSTRAINT uq_makeover_material_token UNIQUE (token),
	CONSTRAINT fk_makeover_material_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id)
)
 STRICT
--;
CREATE INDEX ix_makeover_material_makeover_id ON makeover_material (makeover_id)
--;
CREATE TABLE makeover_day (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	makeover_id INTEGER NOT NULL,
	works_on TEXT NOT NULL,
	starts_at TEXT NOT NULL,
	ends_at TEXT NOT NULL,
	cancelled_at TEXT,
	CONSTRAINT pk_makeover_day PRIMARY KEY (id),
	CONSTRAINT ck_makeover_day_works_on_near CHECK (works_on BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_makeover_day_ends_later CHECK (ends_at > starts_at),
	CONSTRAINT uq_makeover_day_token UNIQUE (token),
	CONSTRAINT fk_makeover_day_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id)
)
 STRICT
--;
CREATE INDEX ix_makeover_day_ends_at ON makeover_day (ends_at)
--;
CREATE INDEX ix_makeover_day_makeover_id ON makeover_day (makeover_id, works_on)
--;
CREATE TRIGGER makeover_day_safe BEFORE INSERT ON makeover_day WHEN NOT (EXISTS (SELECT 1 FROM makeover_case c WHERE c.makeover_id = NEW.makeover_id AND c.state IN ('planned', 'in_work', 'finished') AND c.permission IN ('owner', 'landlord') AND (c.asbestos = 'no' OR (c.asbestos = 'yes' AND c.asbestos_plan <> '')) AND (c.lead_paint = 'no' OR (c.lead_paint = 'yes' AND c.lead_plan <> '')))) BEGIN SELECT RAISE(ABORT, 'no work before permission and before asbestos and lead were asked'); END
--;
CREATE TABLE makeover_photo (
	id TEXT NOT NULL,
	makeover_id INTEGER NOT NULL,
	room_id INTEGER,
	part TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	width INTEGER NOT NULL,
	height INTEGER NOT NULL,
	taken_at TEXT NOT NULL,
	by_id INTEGER,
	CONSTRAINT pk_makeover_photo PRIMARY KEY (id),
	CONSTRAINT ck_makeover_photo_part_known CHECK (part IN ('survey', 'before', 'after')),
	CONSTRAINT ck_makeover_photo_sha256_short CHECK (length(sha256) <= 64),
	CONSTRAINT ck_makeover_photo_width_bounded CHECK (width BETWEEN 1 AND 10000),
	CONSTRAINT ck_makeover_photo_height_bounded CHECK (height BETWEEN 1 AND 10000),
	CONSTRAINT fk_makeover_photo_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id),
	CONSTRAINT fk_makeover_photo_room_id FOREIGN KEY(room_id) REFERENCES makeover_room (id),
	CONSTRAINT fk_makeover_photo_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_makeover_photo_makeover_id ON makeover_photo (makeover_id, part)
--;
CREATE INDEX ix_makeover_photo_sha256 ON makeover_photo (sha256)
--;
CREATE TRIGGER makeover_photo_consent BEFORE INSERT ON makeover_photo WHEN NOT (NEW.part NOT IN ('before', 'after') OR EXISTS (SELECT 1 FROM makeover_consent c WHERE c.makeover_id = NEW.makeover_id AND c.withdrawn_at IS NULL)) BEGIN SELECT RAISE(ABORT, 'a photo before or after needs a consent'); END
--;
CREATE TABLE makeover_task (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	makeover_id INTEGER NOT NULL,
	room_id INTEGER,
	kind TEXT NOT NULL,
	words TEXT NOT NULL,
	done_at TEXT,
	done_by_id INTEGER,
	CONSTRAINT pk_makeover_task PRIMARY KEY (id),
	CONSTRAINT ck_makeover_task_kind_known CHECK (kind IN ('clean', 'paint', 'paper', 'floor', 'mend', 'fit', 'build', 'garden', 'other')),
	CONSTRAINT ck_makeover_task_words_short CHECK (length(words) <= 120),
	CONSTRAINT uq_makeover_task_token UNIQUE (token),
	CONSTRAINT fk_makeover_task_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id),
	CONSTRAINT fk_makeover_task_room_id FOREIGN KEY(room_id) REFERENCES makeover_room (id),
	CONSTRAINT fk_makeover_task_done_by_id FOREIGN KEY(done_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_makeover_task_makeover_id ON makeover_task (makeover_id)
--;
CREATE TABLE makeover_day_person (
	id INTEGER NOT NULL,
	day_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	part TEXT NOT NULL,
	arrived_at TEXT,
	left_at TEXT,
	minutes INTEGER NOT NULL,
	told_at TEXT,
	CONSTRAINT pk_makeover_day_person PRIMARY KEY (id),
	CONSTRAINT uq_makeover_day_person_day_id_person_id UNIQUE (day_id, person_id),
	CONSTRAINT ck_makeover_day_person_part_known CHECK (part IN ('lead', 'helper', 'trainee')),
	CONSTRAINT ck_makeover_day_person_minutes_bounded CHECK (minutes BETWEEN 0 AND 1440),
	CONSTRAINT ck_makeover_day_person_left_after_arriving CHECK (left_at IS NULL OR arrived_at IS NOT NULL),
	CONSTRAINT ck_makeover_day_person_left_later CHECK (left_at >= arrived_at),
	CONSTRAINT fk_makeover_day_person_day_id FOREIGN KEY(day_id) REFERENCES makeover_day (id),
	CONSTRAINT fk_makeover_day_person_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_makeover_day_person_person_id ON makeover_day_person (person_id)
--;
CREATE TABLE makeover_practice (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	day_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	task_id INTEGER,
	criterion TEXT NOT NULL,
	words TEXT NOT NULL,
	at TEXT NOT NULL,
	by_id INTEGER,
	CONSTRAINT pk_makeover_practice PRIMARY KEY (id),
	CONSTRAINT ck_makeover_practice_criterion_short CHECK (length(criterion) <= 60),
	CONSTRAINT ck_makeover_practice_words_short CHECK (length(words) <= 120),
	CONSTRAINT uq_makeover_practice_token UNIQUE (token),
	CONSTRAINT fk_makeover_practice_day_id FOREIGN KEY(day_id) REFERENCES makeover_day (id),
	CONSTRAINT fk_makeover_practice_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_makeover_practice_task_id FOREIGN KEY(task_id) REFERENCES makeover_task (id),
	CONSTRAINT fk_makeover_practice_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_makeover_practice_day_id ON makeover_practice (day_id)
--;
CREATE INDEX ix_makeover_practice_person_id ON makeover_practice (person_id)
