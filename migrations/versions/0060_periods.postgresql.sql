CREATE TABLE period (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	month TEXT NOT NULL,
	ends_on DATE NOT NULL,
	closed_on DATE NOT NULL,
	closed_at TIMESTAMP WITH TIME ZONE,
	closed_by_id BIGINT,
	CONSTRAINT pk_period PRIMARY KEY (id),
	CONSTRAINT uq_period_site_id_month UNIQUE (site_id, month),
	CONSTRAINT uq_period_token_site_id_month UNIQUE (token, site_id, month),
	CONSTRAINT ck_period_is_over CHECK (closed_on > ends_on),
	CONSTRAINT fk_period_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_period_closed_by_id FOREIGN KEY(closed_by_id) REFERENCES person (id)
)
--;
CREATE OR REPLACE FUNCTION period_in_order() RETURNS trigger AS $$ BEGIN PERFORM 1 FROM site WHERE id = NEW.site_id FOR UPDATE; IF NOT (NEW.closed_at IS NULL AND CAST(NEW.ends_on AS TEXT) LIKE NEW.month || '-__' AND (NOT EXISTS (SELECT 1 FROM period p WHERE p.site_id = NEW.site_id) OR EXISTS (SELECT 1 FROM period p WHERE p.site_id = NEW.site_id AND p.closed_at IS NOT NULL AND (CAST(substr(p.month, 1, 4) AS INTEGER) * 12 + CAST(substr(p.month, 6, 2) AS INTEGER)) = (CAST(substr(NEW.month, 1, 4) AS INTEGER) * 12 + CAST(substr(NEW.month, 6, 2) AS INTEGER)) - 1))) THEN RAISE EXCEPTION 'a month closes after the month before it' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER period_in_order BEFORE INSERT ON period FOR EACH ROW EXECUTE FUNCTION period_in_order()
--;
CREATE OR REPLACE FUNCTION period_stays_closed() RETURNS trigger AS $$ BEGIN IF NOT (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL AND EXISTS (SELECT 1 FROM frozen_cell c WHERE c.period_id = NEW.id) AND COALESCE((NEW.id = OLD.id OR (NEW.id IS NULL AND OLD.id IS NULL)) AND (NEW.token = OLD.token OR (NEW.token IS NULL AND OLD.token IS NULL)) AND (NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)) AND (NEW.month = OLD.month OR (NEW.month IS NULL AND OLD.month IS NULL)) AND (NEW.ends_on = OLD.ends_on OR (NEW.ends_on IS NULL AND OLD.ends_on IS NULL)) AND (NEW.closed_on = OLD.closed_on OR (NEW.closed_on IS NULL AND OLD.closed_on IS NULL)) AND (NEW.closed_by_id = OLD.closed_by_id OR (NEW.closed_by_id IS NULL AND OLD.closed_by_id IS NULL)), 1 = 0)) THEN RAISE EXCEPTION 'a closed month stays closed' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER period_stays_closed BEFORE UPDATE ON period FOR EACH ROW EXECUTE FUNCTION period_stays_closed()
--;
CREATE OR REPLACE FUNCTION period_never_goes() RETURNS trigger AS $$ BEGIN IF NOT (1 = 0) THEN RAISE EXCEPTION 'a closed month stays closed' USING ERRCODE = 'check_violation'; END IF; RETURN OLD; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER period_never_goes BEFORE DELETE ON period FOR EACH ROW EXECUTE FUNCTION period_never_goes()
--;
CREATE TABLE adjustment (
	id BIGSERIAL NOT NULL,
	indicator TEXT NOT NULL,
	month TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	category TEXT NOT NULL,
	split TEXT NOT NULL,
	amount BIGINT NOT NULL,
	rule_version TEXT NOT NULL,
	found_on DATE NOT NULL,
	found_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_adjustment PRIMARY KEY (id),
	CONSTRAINT ck_adjustment_amount_bounded CHECK (amount BETWEEN -1000000000000000 AND 1000000000000000),
	CONSTRAINT ck_adjustment_amount_of_something CHECK (amount <> 0),
	CONSTRAINT fk_adjustment_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE INDEX ix_adjustment_found_on ON adjustment (found_on)
--;
CREATE INDEX ix_adjustment_month ON adjustment (month, site_id)
--;
CREATE OR REPLACE FUNCTION adjustment_of_a_closed_month() RETURNS trigger AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM period p WHERE p.month = NEW.month AND p.site_id = NEW.site_id AND p.closed_at IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM period p WHERE p.site_id = NEW.site_id AND CAST(NEW.found_on AS TEXT) LIKE p.month || '-__')) THEN RAISE EXCEPTION 'an adjustment is of a closed month and found in an open one' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER adjustment_of_a_closed_month BEFORE INSERT ON adjustment FOR EACH ROW EXECUTE FUNCTION adjustment_of_a_closed_month()
--;
CREATE TRIGGER adjustment_append_only BEFORE UPDATE OR DELETE ON adjustment FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE late_look (
	id BIGSERIAL NOT NULL,
	day DATE NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	found BIGINT NOT NULL,
	CONSTRAINT pk_late_look PRIMARY KEY (id),
	CONSTRAINT ck_late_look_found_bounded CHECK (found BETWEEN 0 AND 1000000000000000)
)
--;
CREATE INDEX ix_late_look_day ON late_look (day)
--;
CREATE TRIGGER late_look_append_only BEFORE UPDATE OR DELETE ON late_look FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE frozen_cell (
	id BIGSERIAL NOT NULL,
	period_id BIGINT NOT NULL,
	indicator TEXT NOT NULL,
	month TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	category TEXT NOT NULL,
	split TEXT NOT NULL,
	amount BIGINT NOT NULL,
	rule_version TEXT NOT NULL,
	CONSTRAINT pk_frozen_cell PRIMARY KEY (id),
	CONSTRAINT uq_frozen_cell_period_id_indicator_category_split UNIQUE (period_id, indicator, category, split),
	CONSTRAINT ck_frozen_cell_amount_bounded CHECK (amount BETWEEN -1000000000000000 AND 1000000000000000),
	CONSTRAINT fk_frozen_cell_period_id FOREIGN KEY(period_id) REFERENCES period (id),
	CONSTRAINT fk_frozen_cell_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE INDEX ix_frozen_cell_month ON frozen_cell (month, indicator, site_id)
--;
CREATE OR REPLACE FUNCTION frozen_while_closing() RETURNS trigger AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM period p WHERE p.id = NEW.period_id AND p.closed_at IS NULL AND p.month = NEW.month AND p.site_id = NEW.site_id)) THEN RAISE EXCEPTION 'figures freeze while their month closes' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER frozen_while_closing BEFORE INSERT ON frozen_cell FOR EACH ROW EXECUTE FUNCTION frozen_while_closing()
--;
CREATE TRIGGER frozen_cell_append_only BEFORE UPDATE OR DELETE ON frozen_cell FOR EACH ROW EXECUTE FUNCTION refuse_change()
