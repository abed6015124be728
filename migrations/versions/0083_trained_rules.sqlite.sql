CREATE TABLE trained_rule (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	indicator TEXT NOT NULL,
	way TEXT NOT NULL,
	starts_on TEXT NOT NULL,
	decided_at TEXT NOT NULL,
	decided_by_id INTEGER,
	CONSTRAINT pk_trained_rule PRIMARY KEY (id),
	CONSTRAINT ck_trained_rule_starts_on_near CHECK (starts_on BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_trained_rule_indicator_known CHECK (indicator IN ('trained_digital', 'trained_painting')),
	CONSTRAINT ck_trained_rule_way_known CHECK (way IN ('attended', 'completed', 'awarded')),
	CONSTRAINT ck_trained_rule_from_the_first CHECK (CAST(starts_on AS TEXT) LIKE '____-__-01'),
	CONSTRAINT uq_trained_rule_token UNIQUE (token),
	CONSTRAINT fk_trained_rule_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE TRIGGER trained_rule_no_update BEFORE UPDATE ON trained_rule BEGIN SELECT RAISE(ABORT, 'trained_rule is append-only'); END
--;
CREATE TRIGGER trained_rule_no_delete BEFORE DELETE ON trained_rule BEGIN SELECT RAISE(ABORT, 'trained_rule is append-only'); END
--;
CREATE TRIGGER trained_rule_of_open_months BEFORE INSERT ON trained_rule WHEN NOT (NOT EXISTS (SELECT 1 FROM period p WHERE p.month >= substr(CAST(NEW.starts_on AS TEXT), 1, 7))) BEGIN SELECT RAISE(ABORT, 'a rule of the trained begins after every closed month'); END
--;
CREATE TRIGGER tally_trained_rule_new AFTER INSERT ON trained_rule WHEN 1 = 1 BEGIN INSERT INTO tally_mark (person_id) SELECT b.person_id FROM booking b JOIN run r ON r.id = b.run_id JOIN course_version v ON v.id = r.version_id JOIN course c ON c.id = v.course_id WHERE c.category IN ('digital_fabrication', 'painting_decorating_diy') UNION SELECT a.person_id FROM unit_award a JOIN rac_line l ON l.id = a.line_id JOIN rac o ON o.id = l.rac_id JOIN run r ON r.id = o.run_id JOIN course_version v ON v.id = r.version_id JOIN course c ON c.id = v.course_id WHERE c.category IN ('digital_fabrication', 'painting_decorating_diy'); END
