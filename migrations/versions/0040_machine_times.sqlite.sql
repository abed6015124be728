CREATE TABLE machine_booking_move (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	booking_id INTEGER NOT NULL,
	machine_id INTEGER NOT NULL,
	starts_at TEXT NOT NULL,
	ends_at TEXT NOT NULL,
	number INTEGER NOT NULL,
	at TEXT NOT NULL,
	by_id INTEGER,
	CONSTRAINT pk_machine_booking_move PRIMARY KEY (id),
	CONSTRAINT ck_machine_booking_move_number_bounded CHECK (number BETWEEN 1 AND 100000),
	CONSTRAINT ck_machine_booking_move_ends_later CHECK (ends_at > starts_at),
	CONSTRAINT uq_machine_booking_move_token UNIQUE (token),
	CONSTRAINT fk_machine_booking_move_booking_id FOREIGN KEY(booking_id) REFERENCES machine_booking (id),
	CONSTRAINT fk_machine_booking_move_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id),
	CONSTRAINT fk_machine_booking_move_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_machine_booking_move_booking_id ON machine_booking_move (booking_id, number)
--;
CREATE TRIGGER machine_booking_move_no_update BEFORE UPDATE ON machine_booking_move BEGIN SELECT RAISE(ABORT, 'machine_booking_move is append-only'); END
--;
CREATE TRIGGER machine_booking_move_no_delete BEFORE DELETE ON machine_booking_move BEGIN SELECT RAISE(ABORT, 'machine_booking_move is append-only'); END
--;
CREATE TABLE machine_calendar_key (
	id INTEGER NOT NULL,
	key_hash TEXT NOT NULL,
	kind TEXT NOT NULL,
	person_id INTEGER,
	machine_id INTEGER,
	site_id INTEGER NOT NULL,
	made_at TEXT NOT NULL,
	ended_at TEXT,
	CONSTRAINT pk_machine_calendar_key PRIMARY KEY (id),
	CONSTRAINT ck_machine_calendar_key_kind_known CHECK (kind IN ('own', 'machine', 'site')),
	CONSTRAINT ck_machine_calendar_key_own_of_a_person CHECK ((kind = 'own') = (person_id IS NOT NULL)),
	CONSTRAINT ck_machine_calendar_key_machine_of_a_machine CHECK ((kind = 'machine') = (machine_id IS NOT NULL)),
	CONSTRAINT uq_machine_calendar_key_key_hash UNIQUE (key_hash),
	CONSTRAINT fk_machine_calendar_key_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_machine_calendar_key_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id),
	CONSTRAINT fk_machine_calendar_key_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
 STRICT
--;
CREATE INDEX ix_machine_calendar_key_person_id ON machine_calendar_key (person_id)
