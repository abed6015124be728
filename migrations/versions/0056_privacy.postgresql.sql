CREATE TABLE erasure (
	id BIGSERIAL NOT NULL,
	person_id BIGINT NOT NULL,
	number TEXT NOT NULL,
	erased_at TIMESTAMP WITH TIME ZONE NOT NULL,
	by_id BIGINT,
	rows_deleted BIGINT NOT NULL,
	fields_blanked BIGINT NOT NULL,
	scrubbed_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_erasure PRIMARY KEY (id),
	CONSTRAINT ck_erasure_rows_deleted_counts CHECK (rows_deleted >= 0),
	CONSTRAINT ck_erasure_fields_blanked_counts CHECK (fields_blanked >= 0),
	CONSTRAINT uq_erasure_person_id UNIQUE (person_id),
	CONSTRAINT fk_erasure_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT uq_erasure_number UNIQUE (number),
	CONSTRAINT fk_erasure_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE OR REPLACE FUNCTION erasure_stays() RETURNS trigger AS $$ BEGIN IF NOT (1 = 0) THEN RAISE EXCEPTION 'erasures stay' USING ERRCODE = 'check_violation'; END IF; RETURN OLD; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER erasure_stays BEFORE DELETE ON erasure FOR EACH ROW EXECUTE FUNCTION erasure_stays()
--;
CREATE OR REPLACE FUNCTION erasure_kept() RETURNS trigger AS $$ BEGIN IF NOT (COALESCE((NEW.id = OLD.id OR (NEW.id IS NULL AND OLD.id IS NULL)) AND (NEW.person_id = OLD.person_id OR (NEW.person_id IS NULL AND OLD.person_id IS NULL)) AND (NEW.number = OLD.number OR (NEW.number IS NULL AND OLD.number IS NULL)) AND (NEW.erased_at = OLD.erased_at OR (NEW.erased_at IS NULL AND OLD.erased_at IS NULL)), 1 = 0)) THEN RAISE EXCEPTION 'an erasure is not changed' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER erasure_kept BEFORE UPDATE ON erasure FOR EACH ROW EXECUTE FUNCTION erasure_kept()
--;
CREATE TABLE evidence_hold (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	programme TEXT NOT NULL,
	until_on DATE NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	made_by_id BIGINT,
	ended_at TIMESTAMP WITH TIME ZONE,
	ended_by_id BIGINT,
	CONSTRAINT pk_evidence_hold PRIMARY KEY (id),
	CONSTRAINT ck_evidence_hold_until_on_near CHECK (until_on BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_evidence_hold_programme_short CHECK (length(programme) <= 80),
	CONSTRAINT ck_evidence_hold_programme_named CHECK (length(programme) > 0),
	CONSTRAINT uq_evidence_hold_token UNIQUE (token),
	CONSTRAINT fk_evidence_hold_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_evidence_hold_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id),
	CONSTRAINT fk_evidence_hold_ended_by_id FOREIGN KEY(ended_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_evidence_hold_site_id ON evidence_hold (site_id, until_on)
--;
CREATE TABLE not_same (
	person_id BIGINT NOT NULL,
	other_id BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	by_id BIGINT,
	CONSTRAINT pk_not_same PRIMARY KEY (person_id, other_id),
	CONSTRAINT ck_not_same_lower_first CHECK (person_id < other_id),
	CONSTRAINT fk_not_same_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_not_same_other_id FOREIGN KEY(other_id) REFERENCES person (id),
	CONSTRAINT fk_not_same_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE TABLE young_person (
	person_id BIGINT NOT NULL,
	noted_at TIMESTAMP WITH TIME ZONE NOT NULL,
	noted_by_id BIGINT,
	permitted_on DATE,
	seen_by_id BIGINT,
	CONSTRAINT pk_young_person PRIMARY KEY (person_id),
	CONSTRAINT ck_young_person_permitted_on_near CHECK (permitted_on BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_young_person_seen_whole CHECK ((permitted_on IS NULL) = (seen_by_id IS NULL)),
	CONSTRAINT fk_young_person_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_young_person_noted_by_id FOREIGN KEY(noted_by_id) REFERENCES person (id),
	CONSTRAINT fk_young_person_seen_by_id FOREIGN KEY(seen_by_id) REFERENCES person (id)
)
