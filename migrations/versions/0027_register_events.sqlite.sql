CREATE TABLE register_event (
	id TEXT NOT NULL,
	site_id INTEGER NOT NULL,
	device_id INTEGER,
	device TEXT NOT NULL,
	sequence INTEGER NOT NULL,
	kind TEXT NOT NULL,
	run_id INTEGER,
	class_id INTEGER,
	by_id INTEGER,
	by_card TEXT NOT NULL,
	is_confirmed INTEGER NOT NULL,
	person_id INTEGER,
	card TEXT NOT NULL,
	body TEXT NOT NULL,
	body_hash TEXT NOT NULL,
	at TEXT NOT NULL,
	device_at TEXT NOT NULL,
	received_at TEXT NOT NULL,
	state TEXT NOT NULL,
	message TEXT NOT NULL,
	params TEXT NOT NULL,
	settled_at TEXT,
	settled_by_id INTEGER,
	note TEXT NOT NULL,
	CONSTRAINT pk_register_event PRIMARY KEY (id),
	CONSTRAINT ck_register_event_kind_known CHECK (kind IN ('mark', 'unmark', 'gone', 'join', 'sign', 'decide', 'induct', 'unread')),
	CONSTRAINT ck_register_event_state_known CHECK (state IN ('done', 'waiting', 'to_sign', 'unproven', 'settled')),
	CONSTRAINT ck_register_event_is_confirmed_flag CHECK (is_confirmed IN (FALSE, TRUE)),
	CONSTRAINT ck_register_event_id_length CHECK (length(id) = 36),
	CONSTRAINT ck_register_event_settled_when CHECK ((state = 'settled') = (settled_at IS NOT NULL)),
	CONSTRAINT ck_register_event_note_short CHECK (length(note) <= 200),
	CONSTRAINT fk_register_event_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_register_event_device_id FOREIGN KEY(device_id) REFERENCES device (id),
	CONSTRAINT fk_register_event_run_id FOREIGN KEY(run_id) REFERENCES run (id),
	CONSTRAINT fk_register_event_class_id FOREIGN KEY(class_id) REFERENCES course_class (id),
	CONSTRAINT fk_register_event_by_id FOREIGN KEY(by_id) REFERENCES person (id),
	CONSTRAINT fk_register_event_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_register_event_settled_by_id FOREIGN KEY(settled_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_register_event_run_id ON register_event (run_id, at)
--;
CREATE INDEX ix_register_event_site_id ON register_event (site_id, state)
--;
CREATE INDEX ix_register_event_to_sign ON register_event (by_id) WHERE state = 'to_sign'
--;
CREATE TABLE taken_run (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	run_id INTEGER NOT NULL,
	device_id INTEGER NOT NULL,
	by_id INTEGER NOT NULL,
	at TEXT NOT NULL,
	until TEXT NOT NULL,
	ended_at TEXT,
	CONSTRAINT pk_taken_run PRIMARY KEY (id),
	CONSTRAINT ck_taken_run_until_later CHECK (until > at),
	CONSTRAINT uq_taken_run_token UNIQUE (token),
	CONSTRAINT fk_taken_run_run_id FOREIGN KEY(run_id) REFERENCES run (id),
	CONSTRAINT fk_taken_run_device_id FOREIGN KEY(device_id) REFERENCES device (id),
	CONSTRAINT fk_taken_run_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_taken_run_device_id ON taken_run (device_id)
--;
CREATE INDEX ix_taken_run_run_id ON taken_run (run_id, device_id)
