CREATE TABLE repair_item (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	occasion_id INTEGER NOT NULL,
	number INTEGER NOT NULL,
	category INTEGER NOT NULL,
	what TEXT NOT NULL,
	brand TEXT NOT NULL,
	made_in INTEGER,
	problem TEXT NOT NULL,
	problem_words TEXT NOT NULL,
	repairer_id INTEGER,
	outcome TEXT,
	barrier INTEGER,
	minutes INTEGER,
	came_at TEXT NOT NULL,
	begun_at TEXT,
	done_at TEXT,
	withdrawn_at TEXT,
	changed_at TEXT NOT NULL,
	made_by_id INTEGER,
	CONSTRAINT pk_repair_item PRIMARY KEY (id),
	CONSTRAINT uq_repair_item_occasion_id_number UNIQUE (occasion_id, number),
	CONSTRAINT ck_repair_item_number_bounded CHECK (number BETWEEN 1 AND 9999),
	CONSTRAINT ck_repair_item_category_known CHECK (category BETWEEN 1 AND 40 OR category BETWEEN 101 AND 106),
	CONSTRAINT ck_repair_item_problem_known CHECK (problem IN ('dead', 'stops', 'noise', 'smell', 'cable', 'battery', 'broken', 'loose', 'torn', 'leak', 'stuck', 'other')),
	CONSTRAINT ck_repair_item_outcome_known CHECK (outcome IN ('fixed', 'repairable', 'end_of_life', 'unknown')),
	CONSTRAINT ck_repair_item_barrier_bounded CHECK (barrier BETWEEN 1 AND 6),
	CONSTRAINT ck_repair_item_made_in_bounded CHECK (made_in BETWEEN 1850 AND 2100),
	CONSTRAINT ck_repair_item_minutes_bounded CHECK (minutes BETWEEN 0 AND 1440),
	CONSTRAINT ck_repair_item_what_short CHECK (length(what) <= 60),
	CONSTRAINT ck_repair_item_brand_short CHECK (length(brand) <= 60),
	CONSTRAINT ck_repair_item_problem_words_short CHECK (length(problem_words) <= 200),
	CONSTRAINT ck_repair_item_end_of_life_has_barrier CHECK ((COALESCE(outcome, '') = 'end_of_life') = (barrier IS NOT NULL)),
	CONSTRAINT ck_repair_item_done_has_outcome CHECK ((outcome IS NULL) = (done_at IS NULL)),
	CONSTRAINT ck_repair_item_withdrawn_has_none CHECK (outcome IS NULL OR withdrawn_at IS NULL),
	CONSTRAINT uq_repair_item_token UNIQUE (token),
	CONSTRAINT fk_repair_item_occasion_id FOREIGN KEY(occasion_id) REFERENCES occasion (id),
	CONSTRAINT fk_repair_item_repairer_id FOREIGN KEY(repairer_id) REFERENCES person (id),
	CONSTRAINT fk_repair_item_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_repair_item_repairer_id ON repair_item (repairer_id)
--;
CREATE TRIGGER repair_item_in_order BEFORE INSERT ON repair_item WHEN NOT (NEW.number = 1 + (SELECT COALESCE(MAX(r.number), 0) FROM repair_item r WHERE r.occasion_id = NEW.occasion_id) AND EXISTS (SELECT 1 FROM occasion o WHERE o.id = NEW.occasion_id AND o.kind = 'repair_cafe' AND o.called_off_at IS NULL)) BEGIN SELECT RAISE(ABORT, 'tickets of a repair café are numbered one after the other'); END
--;
CREATE TRIGGER repair_item_keeps_number BEFORE UPDATE ON repair_item WHEN NOT (COALESCE((NEW.occasion_id = OLD.occasion_id OR (NEW.occasion_id IS NULL AND OLD.occasion_id IS NULL)) AND (NEW.number = OLD.number OR (NEW.number IS NULL AND OLD.number IS NULL)) AND (NEW.token = OLD.token OR (NEW.token IS NULL AND OLD.token IS NULL)) AND (NEW.came_at = OLD.came_at OR (NEW.came_at IS NULL AND OLD.came_at IS NULL)), 1 = 0)) BEGIN SELECT RAISE(ABORT, 'a ticket keeps its number'); END
--;
CREATE TRIGGER repair_item_kept BEFORE DELETE ON repair_item WHEN NOT (1 = 0) BEGIN SELECT RAISE(ABORT, 'a ticket is withdrawn, never deleted'); END
--;
CREATE TRIGGER occasion_of_tickets BEFORE UPDATE ON occasion WHEN NOT ((NEW.kind = 'repair_cafe' AND NEW.called_off_at IS NULL) OR NOT EXISTS (SELECT 1 FROM repair_item r WHERE r.occasion_id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'an occasion with tickets stays a repair café'); END
