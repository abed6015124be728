CREATE TABLE trained_rule (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	indicator TEXT NOT NULL,
	way TEXT NOT NULL,
	starts_on DATE NOT NULL,
	decided_at TIMESTAMP WITH TIME ZONE NOT NULL,
	decided_by_id BIGINT,
	CONSTRAINT pk_trained_rule PRIMARY KEY (id),
	CONSTRAINT ck_trained_rule_starts_on_near CHECK (starts_on BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_trained_rule_indicator_known CHECK (indicator IN ('trained_digital', 'trained_painting')),
	CONSTRAINT ck_trained_rule_way_known CHECK (way IN ('attended', 'completed', 'awarded')),
	CONSTRAINT ck_trained_rule_from_the_first CHECK (CAST(starts_on AS TEXT) LIKE '____-__-01'),
	CONSTRAINT uq_trained_rule_token UNIQUE (token),
	CONSTRAINT fk_trained_rule_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES person (id)
)
--;
CREATE TRIGGER trained_rule_append_only BEFORE UPDATE OR DELETE ON trained_rule FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE OR REPLACE FUNCTION trained_rule_of_open_months() RETURNS trigger AS $$ BEGIN LOCK TABLE period IN SHARE MODE; IF NOT (NOT EXISTS (SELECT 1 FROM period p WHERE p.month >= substr(CAST(NEW.starts_on AS TEXT), 1, 7))) THEN RAISE EXCEPTION 'a rule of the trained begins after every closed month' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER trained_rule_of_open_months BEFORE INSERT ON trained_rule FOR EACH ROW EXECUTE FUNCTION trained_rule_of_open_months()
--;
CREATE OR REPLACE FUNCTION tally_trained_rule_new() RETURNS trigger AS $$ BEGIN IF 1 = 1 THEN INSERT INTO tally_mark (person_id) SELECT b.person_id FROM booking b JOIN run r ON r.id = b.run_id JOIN course_version v ON v.id = r.version_id JOIN course c ON c.id = v.course_id WHERE c.category IN ('digital_fabrication', 'painting_decorating_diy') UNION SELECT a.person_id FROM unit_award a JOIN rac_line l ON l.id = a.line_id JOIN rac o ON o.id = l.rac_id JOIN run r ON r.id = o.run_id JOIN course_version v ON v.id = r.version_id JOIN course c ON c.id = v.course_id WHERE c.category IN ('digital_fabrication', 'painting_decorating_diy'); END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_trained_rule_new AFTER INSERT ON trained_rule FOR EACH ROW EXECUTE FUNCTION tally_trained_rule_new()
