CREATE TABLE machine_booking_move (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	booking_id BIGINT NOT NULL,
	machine_id BIGINT NOT NULL,
	starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
	number BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	by_id BIGINT,
	CONSTRAINT pk_machine_booking_move PRIMARY KEY (id),
	CONSTRAINT ck_machine_booking_move_number_bounded CHECK (number BETWEEN 1 AND 100000),
	CONSTRAINT ck_machine_booking_move_ends_later CHECK (ends_at > starts_at),
	CONSTRAINT uq_machine_booking_move_token UNIQUE (token),
	CONSTRAINT fk_machine_booking_move_booking_id FOREIGN KEY(booking_id) REFERENCES machine_booking (id),
	CONSTRAINT fk_machine_booking_move_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id),
	CONSTRAINT fk_machine_booking_move_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_machine_booking_move_booking_id ON machine_booking_move (booking_id, number)
--;
CREATE TRIGGER machine_booking_move_append_only BEFORE UPDATE OR DELETE ON machine_booking_move FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE machine_calendar_key (
	id BIGSERIAL NOT NULL,
	key_hash TEXT NOT NULL,
	kind TEXT NOT NULL,
	person_id BIGINT,
	machine_id BIGINT,
	site_id BIGINT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_machine_calendar_key PRIMARY KEY (id),
	CONSTRAINT ck_machine_calendar_key_kind_known CHECK (kind IN ('own', 'machine', 'site')),
	CONSTRAINT ck_machine_calendar_key_own_of_a_person CHECK ((kind = 'own') = (person_id IS NOT NULL)),
	CONSTRAINT ck_machine_calendar_key_machine_of_a_machine CHECK ((kind = 'machine') = (machine_id IS NOT NULL)),
	CONSTRAINT uq_machine_calendar_key_key_hash UNIQUE (key_hash),
	CONSTRAINT fk_machine_calendar_key_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_machine_calendar_key_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id),
	CONSTRAINT fk_machine_calendar_key_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE INDEX ix_machine_calendar_key_person_id ON machine_calendar_key (person_id)
