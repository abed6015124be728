CREATE TABLE paper_scan (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	page INTEGER NOT NULL,
	site_id INTEGER NOT NULL,
	subject TEXT NOT NULL,
	run_id INTEGER,
	makeover_id INTEGER,
	occasion_id INTEGER,
	day TEXT,
	sha256 TEXT NOT NULL,
	width INTEGER NOT NULL,
	height INTEGER NOT NULL,
	at TEXT NOT NULL,
	by_id INTEGER,
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
 STRICT
--;
CREATE INDEX ix_paper_scan_sha256 ON paper_scan (sha256)
--;
CREATE INDEX ix_paper_scan_site_id ON paper_scan (site_id, subject)
--;
CREATE TRIGGER paper_scan_of_its_site BEFORE INSERT ON paper_scan WHEN NOT ((NEW.run_id IS NULL OR EXISTS (SELECT 1 FROM run s WHERE s.id = NEW.run_id AND s.site_id = NEW.site_id)) AND (NEW.makeover_id IS NULL OR EXISTS (SELECT 1 FROM makeover s WHERE s.id = NEW.makeover_id AND s.site_id = NEW.site_id)) AND (NEW.occasion_id IS NULL OR EXISTS (SELECT 1 FROM occasion s WHERE s.id = NEW.occasion_id AND s.site_id = NEW.site_id))) BEGIN SELECT RAISE(ABORT, 'a scan is of paper at its own site'); END
--;
CREATE TRIGGER paper_scan_stays_as_it_is BEFORE UPDATE ON paper_scan WHEN NOT (1 = 0) BEGIN SELECT RAISE(ABORT, 'a scan is never changed'); END
