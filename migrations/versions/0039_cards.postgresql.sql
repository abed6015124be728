CREATE TABLE session_match (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	session_key TEXT NOT NULL,
	machine_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	by_id BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	undone_at TIMESTAMP WITH TIME ZONE,
	undone_by_id BIGINT,
	CONSTRAINT pk_session_match PRIMARY KEY (id),
	CONSTRAINT ck_session_match_session_key_short CHECK (length(session_key) <= 200),
	CONSTRAINT ck_session_match_undone_by_somebody CHECK ((undone_at IS NULL) = (undone_by_id IS NULL)),
	CONSTRAINT ck_session_match_undone_later CHECK (undone_at IS NULL OR undone_at >= at),
	CONSTRAINT uq_session_match_token UNIQUE (token),
	CONSTRAINT fk_session_match_machine_id FOREIGN KEY(machine_id) REFERENCES machine (id),
	CONSTRAINT fk_session_match_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_session_match_by_id FOREIGN KEY(by_id) REFERENCES person (id),
	CONSTRAINT fk_session_match_undone_by_id FOREIGN KEY(undone_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_session_match_machine_id ON session_match (machine_id)
--;
CREATE INDEX ix_session_match_person_id ON session_match (person_id)
--;
CREATE UNIQUE INDEX uq_session_match_live ON session_match (session_key) WHERE undone_at IS NULL
--;
CREATE OR REPLACE FUNCTION session_match_undone_once() RETURNS trigger AS $$ BEGIN IF NOT ((NEW.token = OLD.token OR (NEW.token IS NULL AND OLD.token IS NULL)) AND (NEW.session_key = OLD.session_key OR (NEW.session_key IS NULL AND OLD.session_key IS NULL)) AND (NEW.machine_id = OLD.machine_id OR (NEW.machine_id IS NULL AND OLD.machine_id IS NULL)) AND (NEW.person_id = OLD.person_id OR (NEW.person_id IS NULL AND OLD.person_id IS NULL)) AND (NEW.by_id = OLD.by_id OR (NEW.by_id IS NULL AND OLD.by_id IS NULL)) AND (NEW.at = OLD.at OR (NEW.at IS NULL AND OLD.at IS NULL)) AND OLD.undone_at IS NULL AND NEW.undone_at IS NOT NULL) THEN RAISE EXCEPTION 'who it was is only ever undone' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER session_match_undone_once BEFORE UPDATE ON session_match FOR EACH ROW EXECUTE FUNCTION session_match_undone_once()
--;
CREATE OR REPLACE FUNCTION session_match_kept() RETURNS trigger AS $$ BEGIN IF NOT (1 = 0) THEN RAISE EXCEPTION 'who it was is only ever undone' USING ERRCODE = 'check_violation'; END IF; RETURN OLD; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER session_match_kept BEFORE DELETE ON session_match FOR EACH ROW EXECUTE FUNCTION session_match_kept()
--;
CREATE TABLE kiosk_tag (
	id BIGSERIAL NOT NULL,
	kiosk_id BIGINT NOT NULL,
	card_hash TEXT NOT NULL,
	tail TEXT NOT NULL,
	person_id BIGINT NOT NULL,
	state TEXT NOT NULL,
	made_by TEXT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	made_by_id BIGINT,
	ended_at TIMESTAMP WITH TIME ZONE,
	ended_by_id BIGINT,
	CONSTRAINT pk_kiosk_tag PRIMARY KEY (id),
	CONSTRAINT ck_kiosk_tag_state_known CHECK (state IN ('live', 'ended')),
	CONSTRAINT ck_kiosk_tag_made_by_known CHECK (made_by IN ('shown', 'typed')),
	CONSTRAINT ck_kiosk_tag_card_hash_short CHECK (length(card_hash) <= 128),
	CONSTRAINT ck_kiosk_tag_tail_short CHECK (length(tail) <= 2),
	CONSTRAINT ck_kiosk_tag_ended_whole CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
	CONSTRAINT uq_kiosk_tag_kiosk_id_card_hash UNIQUE (kiosk_id, card_hash),
	CONSTRAINT fk_kiosk_tag_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES kiosk (device_id),
	CONSTRAINT fk_kiosk_tag_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_kiosk_tag_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id),
	CONSTRAINT fk_kiosk_tag_ended_by_id FOREIGN KEY(ended_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_kiosk_tag_person_id ON kiosk_tag (person_id)
--;
CREATE TABLE tag_window (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	kiosk_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	opens_at TIMESTAMP WITH TIME ZONE NOT NULL,
	closes_at TIMESTAMP WITH TIME ZONE NOT NULL,
	by_id BIGINT,
	tag_id BIGINT,
	CONSTRAINT pk_tag_window PRIMARY KEY (id),
	CONSTRAINT ck_tag_window_closes_later CHECK (closes_at >= opens_at),
	CONSTRAINT uq_tag_window_token UNIQUE (token),
	CONSTRAINT fk_tag_window_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES kiosk (device_id),
	CONSTRAINT fk_tag_window_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_tag_window_by_id FOREIGN KEY(by_id) REFERENCES person (id),
	CONSTRAINT fk_tag_window_tag_id FOREIGN KEY(tag_id) REFERENCES kiosk_tag (id)
)
--;
CREATE INDEX ix_tag_window_kiosk_id ON tag_window (kiosk_id, closes_at)
--;
CREATE TABLE induction_time_back (
	id TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_induction_time_back PRIMARY KEY (id),
	CONSTRAINT fk_induction_time_back_id FOREIGN KEY(id) REFERENCES induction_time (id)
)
--;
CREATE TRIGGER induction_time_back_append_only BEFORE UPDATE OR DELETE ON induction_time_back FOR EACH ROW EXECUTE FUNCTION refuse_change()
