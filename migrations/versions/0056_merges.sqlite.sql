CREATE TABLE person_merge (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	person_id INTEGER NOT NULL,
	into_id INTEGER NOT NULL,
	at TEXT NOT NULL,
	by_id INTEGER NOT NULL,
	undone_at TEXT,
	undone_by_id INTEGER,
	CONSTRAINT pk_person_merge PRIMARY KEY (id),
	CONSTRAINT ck_person_merge_of_two_people CHECK (person_id <> into_id),
	CONSTRAINT ck_person_merge_undone_whole CHECK ((undone_at IS NULL) = (undone_by_id IS NULL)),
	CONSTRAINT uq_person_merge_token UNIQUE (token),
	CONSTRAINT fk_person_merge_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_person_merge_into_id FOREIGN KEY(into_id) REFERENCES person (id),
	CONSTRAINT fk_person_merge_by_id FOREIGN KEY(by_id) REFERENCES person (id),
	CONSTRAINT fk_person_merge_undone_by_id FOREIGN KEY(undone_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_person_merge_into_id ON person_merge (into_id)
--;
CREATE UNIQUE INDEX uq_person_merge_live ON person_merge (person_id) WHERE undone_at IS NULL
--;
CREATE TRIGGER person_merge_one_step BEFORE INSERT ON person_merge WHEN NOT (NOT EXISTS (SELECT 1 FROM person_merge m WHERE m.undone_at IS NULL AND (m.person_id = NEW.into_id OR m.into_id = NEW.person_id))) BEGIN SELECT RAISE(ABORT, 'people are merged in one step'); END
--;
CREATE TRIGGER person_merge_kept BEFORE UPDATE ON person_merge WHEN NOT (OLD.undone_at IS NULL AND COALESCE((NEW.id = OLD.id OR (NEW.id IS NULL AND OLD.id IS NULL)) AND (NEW.token = OLD.token OR (NEW.token IS NULL AND OLD.token IS NULL)) AND (NEW.person_id = OLD.person_id OR (NEW.person_id IS NULL AND OLD.person_id IS NULL)) AND (NEW.into_id = OLD.into_id OR (NEW.into_id IS NULL AND OLD.into_id IS NULL)) AND (NEW.at = OLD.at OR (NEW.at IS NULL AND OLD.at IS NULL)) AND (NEW.by_id = OLD.by_id OR (NEW.by_id IS NULL AND OLD.by_id IS NULL)), 1 = 0)) BEGIN SELECT RAISE(ABORT, 'a merge is only undone, once'); END
--;
CREATE TRIGGER person_merge_stays BEFORE DELETE ON person_merge WHEN NOT (1 = 0) BEGIN SELECT RAISE(ABORT, 'merges stay'); END
