CREATE TABLE opening_batch (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	called TEXT NOT NULL,
	made_at TEXT NOT NULL,
	made_by_id INTEGER,
	undone_at TEXT,
	undone_by_id INTEGER,
	CONSTRAINT pk_opening_batch PRIMARY KEY (id),
	CONSTRAINT ck_opening_batch_called_short CHECK (length(called) <= 120),
	CONSTRAINT uq_opening_batch_token UNIQUE (token),
	CONSTRAINT fk_opening_batch_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id),
	CONSTRAINT fk_opening_batch_undone_by_id FOREIGN KEY(undone_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE TRIGGER opening_batch_undone_whole BEFORE UPDATE ON opening_batch WHEN NOT (OLD.undone_at IS NULL AND NEW.undone_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM opening_figure o WHERE o.batch_id = NEW.id AND o.withdrawn_at IS NULL) AND COALESCE((NEW.id = OLD.id OR (NEW.id IS NULL AND OLD.id IS NULL)) AND (NEW.token = OLD.token OR (NEW.token IS NULL AND OLD.token IS NULL)) AND (NEW.called = OLD.called OR (NEW.called IS NULL AND OLD.called IS NULL)) AND (NEW.made_at = OLD.made_at OR (NEW.made_at IS NULL AND OLD.made_at IS NULL)) AND (NEW.made_by_id = OLD.made_by_id OR (NEW.made_by_id IS NULL AND OLD.made_by_id IS NULL)), 1 = 0)) BEGIN SELECT RAISE(ABORT, 'a batch of opening figures is undone whole, and never changed'); END
--;
CREATE TRIGGER opening_batch_stays BEFORE DELETE ON opening_batch WHEN NOT (1 = 0) BEGIN SELECT RAISE(ABORT, 'a batch stays listed'); END
--;
CREATE TABLE opening_figure (
	id INTEGER NOT NULL,
	batch_id INTEGER NOT NULL,
	site_id INTEGER NOT NULL,
	indicator TEXT NOT NULL,
	split TEXT NOT NULL,
	month TEXT NOT NULL,
	ends_on TEXT NOT NULL,
	amount INTEGER NOT NULL,
	source TEXT NOT NULL,
	entered_on TEXT NOT NULL,
	withdrawn_at TEXT,
	CONSTRAINT pk_opening_figure PRIMARY KEY (id),
	CONSTRAINT ck_opening_figure_amount_bounded CHECK (amount BETWEEN 0 AND 1000000000000000),
	CONSTRAINT ck_opening_figure_indicator_short CHECK (length(indicator) <= 60),
	CONSTRAINT ck_opening_figure_split_short CHECK (length(split) <= 80),
	CONSTRAINT ck_opening_figure_is_over CHECK (entered_on > ends_on),
	CONSTRAINT ck_opening_figure_source_given CHECK (length(source) BETWEEN 3 AND 200),
	CONSTRAINT fk_opening_figure_batch_id FOREIGN KEY(batch_id) REFERENCES opening_batch (id),
	CONSTRAINT fk_opening_figure_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
 STRICT
--;
CREATE INDEX ix_opening_figure_batch_id ON opening_figure (batch_id)
--;
CREATE UNIQUE INDEX uq_opening_figure_standing ON opening_figure (site_id, indicator, split, month) WHERE withdrawn_at IS NULL
--;
CREATE TRIGGER opening_in_an_open_month BEFORE INSERT ON opening_figure WHEN NOT (NEW.withdrawn_at IS NULL AND substr(CAST(NEW.ends_on AS TEXT), 1, 7) = NEW.month AND NOT EXISTS (SELECT 1 FROM period p WHERE p.site_id = NEW.site_id AND p.month = NEW.month) AND EXISTS (SELECT 1 FROM opening_batch b WHERE b.id = NEW.batch_id AND b.undone_at IS NULL)) BEGIN SELECT RAISE(ABORT, 'an opening figure is of a month that is not closed'); END
--;
CREATE TRIGGER opening_or_rows BEFORE INSERT ON opening_figure WHEN NOT (NOT EXISTS (SELECT 1 FROM count_month c WHERE c.site_id = NEW.site_id AND c.indicator = NEW.indicator AND c.month = NEW.month AND c.amount <> 0)) BEGIN SELECT RAISE(ABORT, 'a month of an indicator is opening figure or rows, never both'); END
--;
CREATE TRIGGER opening_told_apart_or_not BEFORE INSERT ON opening_figure WHEN NOT (NOT EXISTS (SELECT 1 FROM opening_figure o WHERE o.site_id = NEW.site_id AND o.indicator = NEW.indicator AND o.month = NEW.month AND o.withdrawn_at IS NULL AND (o.split = '') <> (NEW.split = ''))) BEGIN SELECT RAISE(ABORT, 'opening figures of a month are told apart or not, never both'); END
--;
CREATE TRIGGER opening_never_changes BEFORE UPDATE ON opening_figure WHEN NOT (OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM period p WHERE p.site_id = NEW.site_id AND p.month = NEW.month) AND COALESCE((NEW.id = OLD.id OR (NEW.id IS NULL AND OLD.id IS NULL)) AND (NEW.batch_id = OLD.batch_id OR (NEW.batch_id IS NULL AND OLD.batch_id IS NULL)) AND (NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)) AND (NEW.indicator = OLD.indicator OR (NEW.indicator IS NULL AND OLD.indicator IS NULL)) AND (NEW.split = OLD.split OR (NEW.split IS NULL AND OLD.split IS NULL)) AND (NEW.month = OLD.month OR (NEW.month IS NULL AND OLD.month IS NULL)) AND (NEW.ends_on = OLD.ends_on OR (NEW.ends_on IS NULL AND OLD.ends_on IS NULL)) AND (NEW.amount = OLD.amount OR (NEW.amount IS NULL AND OLD.amount IS NULL)) AND (NEW.source = OLD.source OR (NEW.source IS NULL AND OLD.source IS NULL)) AND (NEW.entered_on = OLD.entered_on OR (NEW.entered_on IS NULL AND OLD.entered_on IS NULL)), 1 = 0)) BEGIN SELECT RAISE(ABORT, 'an opening figure is withdrawn while its month is open, and never changed'); END
--;
CREATE TRIGGER opening_never_goes BEFORE DELETE ON opening_figure WHEN NOT (1 = 0) BEGIN SELECT RAISE(ABORT, 'an opening figure stays listed'); END
