CREATE TABLE work_day_event (
	id TEXT NOT NULL,
	site_id INTEGER NOT NULL,
	device_id INTEGER,
	kind TEXT NOT NULL,
	day_id INTEGER,
	person_id INTEGER,
	about TEXT NOT NULL,
	by_id INTEGER,
	is_confirmed INTEGER NOT NULL,
	body TEXT NOT NULL,
	words TEXT NOT NULL,
	body_hash TEXT NOT NULL,
	at TEXT NOT NULL,
	received_at TEXT NOT NULL,
	state TEXT NOT NULL,
	message TEXT NOT NULL,
	CONSTRAINT pk_work_day_event PRIMARY KEY (id),
	CONSTRAINT ck_work_day_event_kind_known CHECK (kind IN ('arrived', 'left', 'task', 'practice', 'consent', 'photo', 'unread')),
	CONSTRAINT ck_work_day_event_state_known CHECK (state IN ('done', 'waiting', 'refused', 'unproven')),
	CONSTRAINT ck_work_day_event_is_confirmed_flag CHECK (is_confirmed IN (FALSE, TRUE)),
	CONSTRAINT ck_work_day_event_about_short CHECK (length(about) <= 60),
	CONSTRAINT ck_work_day_event_words_short CHECK (length(words) <= 120),
	CONSTRAINT ck_work_day_event_id_length CHECK (length(id) = 36),
	CONSTRAINT fk_work_day_event_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_work_day_event_device_id FOREIGN KEY(device_id) REFERENCES device (id),
	CONSTRAINT fk_work_day_event_day_id FOREIGN KEY(day_id) REFERENCES makeover_day (id),
	CONSTRAINT fk_work_day_event_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_work_day_event_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_work_day_event_about ON work_day_event (about) WHERE about <> ''
--;
CREATE INDEX ix_work_day_event_day_id ON work_day_event (day_id, person_id)
--;
CREATE INDEX ix_work_day_event_open ON work_day_event (site_id, received_at) WHERE state <> 'done'
--;
CREATE TRIGGER work_day_event_stays BEFORE UPDATE ON work_day_event WHEN NOT (COALESCE((NEW.id = OLD.id OR (NEW.id IS NULL AND OLD.id IS NULL)) AND (NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)) AND (NEW.device_id = OLD.device_id OR (NEW.device_id IS NULL AND OLD.device_id IS NULL)) AND (NEW.kind = OLD.kind OR (NEW.kind IS NULL AND OLD.kind IS NULL)) AND (NEW.day_id = OLD.day_id OR (NEW.day_id IS NULL AND OLD.day_id IS NULL)) AND (NEW.person_id = OLD.person_id OR (NEW.person_id IS NULL AND OLD.person_id IS NULL)) AND (NEW.about = OLD.about OR (NEW.about IS NULL AND OLD.about IS NULL)) AND (NEW.by_id = OLD.by_id OR (NEW.by_id IS NULL AND OLD.by_id IS NULL)) AND (NEW.body = OLD.body OR (NEW.body IS NULL AND OLD.body IS NULL)) AND (NEW.body_hash = OLD.body_hash OR (NEW.body_hash IS NULL AND OLD.body_hash IS NULL)) AND (NEW.at = OLD.at OR (NEW.at IS NULL AND OLD.at IS NULL)) AND (NEW.received_at = OLD.received_at OR (NEW.received_at IS NULL AND OLD.received_at IS NULL)) AND (NEW.is_confirmed = OLD.is_confirmed OR (NEW.is_confirmed IS NULL AND OLD.is_confirmed IS NULL)), 1 = 0) AND (OLD.state = 'waiting' OR COALESCE((NEW.state = OLD.state OR (NEW.state IS NULL AND OLD.state IS NULL)) AND (NEW.message = OLD.message OR (NEW.message IS NULL AND OLD.message IS NULL)), 1 = 0))) BEGIN SELECT RAISE(ABORT, 'what a tablet told of a work day is not changed'); END
--;
CREATE TRIGGER work_day_event_kept BEFORE DELETE ON work_day_event WHEN NOT (1 = 0) BEGIN SELECT RAISE(ABORT, 'what a tablet told of a work day is kept'); END
--;
CREATE TABLE work_day_event_settled (
	event_id TEXT NOT NULL,
	how TEXT NOT NULL,
	at TEXT NOT NULL,
	by_id INTEGER,
	CONSTRAINT pk_work_day_event_settled PRIMARY KEY (event_id),
	CONSTRAINT ck_work_day_event_settled_how_known CHECK (how IN ('by_hand', 'not_so')),
	CONSTRAINT fk_work_day_event_settled_event_id FOREIGN KEY(event_id) REFERENCES work_day_event (id),
	CONSTRAINT fk_work_day_event_settled_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE TRIGGER work_day_event_settled_no_update BEFORE UPDATE ON work_day_event_settled BEGIN SELECT RAISE(ABORT, 'work_day_event_settled is append-only'); END
--;
CREATE TRIGGER work_day_event_settled_no_delete BEFORE DELETE ON work_day_event_settled BEGIN SELECT RAISE(ABORT, 'work_day_event_settled is append-only'); END
