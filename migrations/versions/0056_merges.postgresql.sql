CREATE TABLE person_merge (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	person_id BIGINT NOT NULL,
	into_id BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	by_id BIGINT NOT NULL,
	undone_at TIMESTAMP WITH TIME ZONE,
	undone_by_id BIGINT,
	CONSTRAINT pk_person_merge PRIMARY KEY (id),
	CONSTRAINT ck_person_merge_of_two_people CHECK (person_id <> into_id),
	CONSTRAINT ck_person_merge_undone_whole CHECK ((undone_at IS NULL) = (undone_by_id IS NULL)),
	CONSTRAINT uq_person_merge_token UNIQUE (token),
	CONSTRAINT fk_person_merge_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_person_merge_into_id FOREIGN KEY(into_id) REFERENCES person (id),
	CONSTRAINT fk_person_merge_by_id FOREIGN KEY(by_id) REFERENCES person (id),
	CONSTRAINT fk_person_merge_undone_by_id FOREIGN KEY(undone_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_person_merge_into_id ON person_merge (into_id)
--;
CREATE UNIQUE INDEX uq_person_merge_live ON person_merge (person_id) WHERE undone_at IS NULL
--;
CREATE OR REPLACE FUNCTION person_merge_one_step() RETURNS trigger AS $$ BEGIN IF NOT (NOT EXISTS (SELECT 1 FROM person_merge m WHERE m.undone_at IS NULL AND (m.person_id = NEW.into_id OR m.into_id = NEW.person_id))) THEN RAISE EXCEPTION 'people are merged in one step' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER person_merge_one_step BEFORE INSERT ON person_merge FOR EACH ROW EXECUTE FUNCTION person_merge_one_step()
--;
CREATE OR REPLACE FUNCTION person_merge_kept() RETURNS trigger AS $$ BEGIN IF NOT (OLD.undone_at IS NULL AND COALESCE((NEW.id = OLD.id OR (NEW.id IS NULL AND OLD.id IS NULL)) AND (NEW.token = OLD.token OR (NEW.token IS NULL AND OLD.token IS NULL)) AND (NEW.person_id = OLD.person_id OR (NEW.person_id IS NULL AND OLD.person_id IS NULL)) AND (NEW.into_id = OLD.into_id OR (NEW.into_id IS NULL AND OLD.into_id IS NULL)) AND (NEW.at = OLD.at OR (NEW.at IS NULL AND OLD.at IS NULL)) AND (NEW.by_id = OLD.by_id OR (NEW.by_id IS NULL AND OLD.by_id IS NULL)), 1 = 0)) THEN RAISE EXCEPTION 'a merge is only undone, once' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER person_merge_kept BEFORE UPDATE ON person_merge FOR EACH ROW EXECUTE FUNCTION person_merge_kept()
--;
CREATE OR REPLACE FUNCTION person_merge_stays() RETURNS trigger AS $$ BEGIN IF NOT (1 = 0) THEN RAISE EXCEPTION 'merges stay' USING ERRCODE = 'check_violation'; END IF; RETURN OLD; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER person_merge_stays BEFORE DELETE ON person_merge FOR EACH ROW EXECUTE FUNCTION person_merge_stays()
