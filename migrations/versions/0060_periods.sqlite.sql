CREATE TABLE period (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	site_id INTEGER NOT NULL,
	month TEXT NOT NULL,
	ends_on TEXT NOT NULL,
	closed_on TEXT NOT NULL,
	closed_at TEXT,
	closed_by_id INTEGER,
	CONSTRAINT pk_period PRIMARY KEY (id),
	CONSTRAINT uq_period_site_id_month UNIQUE (site_id, month),
	CONSTRAINT uq_period_token_site_id_month UNIQUE (token, site_id, month),
	CONSTRAINT ck_period_is_over CHECK (closed_on > ends_on),
	CONSTRAINT fk_period_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_period_closed_by_id FOREIGN KEY(closed_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE TRIGGER period_in_order BEFORE INSERT ON period WHEN NOT (NEW.closed_at IS NULL AND CAST(NEW.ends_on AS TEXT) LIKE NEW.month || '-__' AND (NOT EXISTS (SELECT 1 FROM period p WHERE p.site_id = NEW.site_id) OR EXISTS (SELECT 1 FROM period p WHERE p.site_id = NEW.site_id AND p.closed_at IS NOT NULL AND (CAST(substr(p.month, 1, 4) AS INTEGER) * 12 + CAST(substr(p.month, 6, 2) AS INTEGER)) = (CAST(substr(NEW.month, 1, 4) AS INTEGER) * 12 + CAST(substr(NEW.month, 6, 2) AS INTEGER)) - 1))) BEGIN SELECT RAISE(ABORT, 'a month closes after the month before it'); END
--;
CREATE TRIGGER period_stays_closed BEFORE UPDATE ON period WHEN NOT (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL AND EXISTS (SELECT 1 FROM frozen_cell c WHERE c.period_id = NEW.id) AND COALESCE((NEW.id = OLD.id OR (NEW.id IS NULL AND OLD.id IS NULL)) AND (NEW.token = OLD.token OR (NEW.token IS NULL AND OLD.token IS NULL)) AND (NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)) AND (NEW.month = OLD.month OR (NEW.month IS NULL AND OLD.month IS NULL)) AND (NEW.ends_on = OLD.ends_on OR (NEW.ends_on IS NULL AND OLD.ends_on IS NULL)) AND (NEW.closed_on = OLD.closed_on OR (NEW.closed_on IS NULL AND OLD.closed_on IS NULL)) AND (NEW.closed_by_id = OLD.closed_by_id OR (NEW.closed_by_id IS NULL AND OLD.closed_by_id IS NULL)), 1 = 0)) BEGIN SELECT RAISE(ABORT, 'a closed month stays closed'); END
--;
CREATE TRIGGER period_never_goes BEFORE DELETE ON period WHEN NOT (1 = 0) BEGIN SELECT RAISE(ABORT, 'a closed month stays closed'); END
--;
CREATE TABLE adjustment (
	id INTEGER NOT NULL,
	indicator TEXT NOT NULL,
	month TEXT NOT NULL,
	site_id INTEGER NOT NULL,
	category TEXT NOT NULL,
	split TEXT NOT NULL,
	amount INTEGER NOT NULL,
	rule_version TEXT NOT NULL,
	found_on TEXT NOT NULL,
	found_at TEXT NOT NULL,
	CONSTRAINT pk_adjustment PRIMARY KEY (id),
	CONSTRAINT ck_adjustment_amount_bounded CHECK (amount BETWEEN -1000000000000000 AND 1000000000000000),
	CONSTRAINT ck_adjustment_amount_of_something CHECK (amount <> 0),
	CONSTRAINT fk_adjustment_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
 STRICT
--;
CREATE INDEX ix_adjustment_found_on ON adjustment (found_on)
--;
CREATE INDEX ix_adjustment_month ON adjustment (month, site_id)
--;
CREATE TRIGGER adjustment_of_a_closed_month BEFORE INSERT ON adjustment WHEN NOT (EXISTS (SELECT 1 FROM period p WHERE p.month = NEW.month AND p.site_id = NEW.site_id AND p.closed_at IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM period p WHERE p.site_id = NEW.site_id AND CAST(NEW.found_on AS TEXT) LIKE p.month || '-__')) BEGIN SELECT RAISE(ABORT, 'an adjustment is of a closed month and found in an open one'); END
--;
CREATE TRIGGER adjustment_no_update BEFORE UPDATE ON adjustment BEGIN SELECT RAISE(ABORT, 'adjustment is append-only'); END
--;
CREATE TRIGGER adjustment_no_delete BEFORE DELETE ON adjustment BEGIN SELECT RAISE(ABORT, 'adjustment is append-only'); END
--;
CREATE TABLE late_look (
	id INTEGER NOT NULL,
	day TEXT NOT NULL,
	at TEXT NOT NULL,
	found INTEGER NOT NULL,
	CONSTRAINT pk_late_look PRIMARY KEY (id),
	CONSTRAINT ck_late_look_found_bounded CHECK (found BETWEEN 0 AND 1000000000000000)
)
 STRICT
--;
CREATE INDEX ix_late_look_day ON late_look (day)
--;
CREATE TRIGGER late_look_no_update BEFORE UPDATE ON late_look BEGIN SELECT RAISE(ABORT, 'late_look is append-only'); END
--;
CREATE TRIGGER late_look_no_delete BEFORE DELETE ON late_look BEGIN SELECT RAISE(ABORT, 'late_look is append-only'); END
--;
CREATE TABLE frozen_cell (
	id INTEGER NOT NULL,
	period_id INTEGER NOT NULL,
	indicator TEXT NOT NULL,
	month TEXT NOT NULL,
	site_id INTEGER NOT NULL,
	category TEXT NOT NULL,
	split TEXT NOT NULL,
	amount INTEGER NOT NULL,
	rule_version TEXT NOT NULL,
	CONSTRAINT pk_frozen_cell PRIMARY KEY (id),
	CONSTRAINT uq_frozen_cell_period_id_indicator_category_split UNIQUE (period_id, indicator, category, split),
	CONSTRAINT ck_frozen_cell_amount_bounded CHECK (amount BETWEEN -1000000000000000 AND 1000000000000000),
	CONSTRAINT fk_frozen_cell_period_id FOREIGN KEY(period_id) REFERENCES period (id),
	CONSTRAINT fk_frozen_cell_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
 STRICT
--;
CREATE INDEX ix_frozen_cell_month ON frozen_cell (month, indicator, site_id)
--;
CREATE TRIGGER frozen_while_closing BEFORE INSERT ON frozen_cell WHEN NOT (EXISTS (SELECT 1 FROM period p WHERE p.id = NEW.period_id AND p.closed_at IS NULL AND p.month = NEW.month AND p.site_id = NEW.site_id)) BEGIN SELECT RAISE(ABORT, 'figures freeze while their month closes'); END
--;
CREATE TRIGGER frozen_cell_no_update BEFORE UPDATE ON frozen_cell BEGIN SELECT RAISE(ABORT, 'frozen_cell is append-only'); END
--;
CREATE TRIGGER frozen_cell_no_delete BEFORE DELETE ON frozen_cell BEGIN SELECT RAISE(ABORT, 'frozen_cell is append-only'); END
