CREATE TABLE paper_scan (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	page BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	subject TEXT NOT NULL,
	run_id BIGINT,
	makeover_id BIGINT,
	occasion_id BIGINT,
	day DATE,
	sha256 TEXT NOT NULL,
	width BIGINT NOT NULL,
	height BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	by_id BIGINT,
	CONSTRAINT pk_paper_scan PRIMARY KEY (id),
	CONSTRAINT uq_paper_scan_token_page UNIQUE (token, page),
	CONSTRAINT ck_paper_scan_subject_known CHECK (subject IN ('run', 'makeover', 'occasion', 'visits')),
	CONSTRAINT ck_paper_scan_page_bounded CHECK (page BETWEEN 1 AND 20),
	CONSTRAINT ck_paper_scan_width_bounded CHECK (width BETWEEN 1 AND 10000),
	CONSTRAINT ck_paper_scan_height_bounded CHECK (height BETWEEN 1 AND 10000),
	CONSTRAINT ck_paper_scan_sha256_whole CHECK (length(sha256) = 64),
	CONSTRAINT ck_paper_scan_run_named CHECK ((subject = 'run') = (run_id IS NOT NULL)),
	CONSTRAINT ck_paper_scan_makeover_named CHECK ((subject = 'makeover') = (makeover_id IS NOT NULL)),
	CONSTRAINT ck_paper_scan_occasion_named CHECK ((subject = 'occasion') = (occasion_id IS NOT NULL)),
	CONSTRAINT ck_paper_scan_day_named CHECK ((subject = 'visits') = (day IS NOT NULL)),
	CONSTRAINT fk_paper_scan_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_paper_scan_run_id FOREIGN KEY(run_id) REFERENCES run (id),
	CONSTRAINT fk_paper_scan_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id),
	CONSTRAINT fk_paper_scan_occasion_id FOREIGN KEY(occasion_id) REFERENCES occasion (id),
	CONSTRAINT fk_paper_scan_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_paper_scan_sha256 ON paper_scan (sha256)
--;
CREATE INDEX ix_paper_scan_site_id ON paper_scan (site_id, subject)
--;
CREATE OR REPLACE FUNCTION paper_scan_of_its_site() RETURNS trigger AS $$ BEGIN IF NOT ((NEW.run_id IS NULL OR EXISTS (SELECT 1 FROM run s WHERE s.id = NEW.run_id AND s.site_id = NEW.site_id)) AND (NEW.makeover_id IS NULL OR EXISTS (SELECT 1 FROM makeover s WHERE s.id = NEW.makeover_id AND s.site_id = NEW.site_id)) AND (NEW.occasion_id IS NULL OR EXISTS (SELECT 1 FROM occasion s WHERE s.id = NEW.occasion_id AND s.site_id = NEW.site_id))) THEN RAISE EXCEPTION 'a scan is of paper at its own site' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER paper_scan_of_its_site BEFORE INSERT ON paper_scan FOR EACH ROW EXECUTE FUNCTION paper_scan_of_its_site()
--;
CREATE OR REPLACE FUNCTION paper_scan_stays_as_it_is() RETURNS trigger AS $$ BEGIN IF NOT (1 = 0) THEN RAISE EXCEPTION 'a scan is never changed' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER paper_scan_stays_as_it_is BEFORE UPDATE ON paper_scan FOR EACH ROW EXECUTE FUNCTION paper_scan_stays_as_it_is()
