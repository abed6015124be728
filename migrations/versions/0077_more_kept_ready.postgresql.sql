CREATE TABLE tally_thing_mark (
	id BIGSERIAL NOT NULL,
	kind TEXT NOT NULL,
	thing_id BIGINT NOT NULL,
	CONSTRAINT pk_tally_thing_mark PRIMARY KEY (id),
	CONSTRAINT ck_tally_thing_mark_kind_known CHECK (kind IN ('sitting', 'job', 'run'))
)
--;
CREATE TABLE tally_thing (
	indicator TEXT NOT NULL,
	thing_id BIGINT NOT NULL,
	site_id BIGINT NOT NULL,
	day DATE NOT NULL,
	split TEXT NOT NULL,
	amount BIGINT NOT NULL,
	CONSTRAINT pk_tally_thing PRIMARY KEY (indicator, thing_id),
	CONSTRAINT ck_tally_thing_amount_counts CHECK (amount >= 1),
	CONSTRAINT fk_tally_thing_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE INDEX ix_tally_thing_sums ON tally_thing (indicator, day, site_id, split, amount)
--;
CREATE OR REPLACE FUNCTION tally_attendance_mark_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.person_id = OLD.person_id OR (NEW.person_id IS NULL AND OLD.person_id IS NULL)) AND (NEW.class_id = OLD.class_id OR (NEW.class_id IS NULL AND OLD.class_id IS NULL)) AND (NEW.mark = OLD.mark OR (NEW.mark IS NULL AND OLD.mark IS NULL)) AND (NEW.minutes = OLD.minutes OR (NEW.minutes IS NULL AND OLD.minutes IS NULL)) AND (NEW.superseded_by = OLD.superseded_by OR (NEW.superseded_by IS NULL AND OLD.superseded_by IS NULL)) AND (NEW.taken_back_by = OLD.taken_back_by OR (NEW.taken_back_by IS NULL AND OLD.taken_back_by IS NULL)), 1 = 0) THEN INSERT INTO tally_mark (person_id) SELECT w.id FROM (SELECT OLD.person_id AS id UNION SELECT NEW.person_id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_attendance_mark_changed AFTER UPDATE ON attendance_mark FOR EACH ROW EXECUTE FUNCTION tally_attendance_mark_changed()
--;
CREATE OR REPLACE FUNCTION tally_machine_session_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.person_id = OLD.person_id OR (NEW.person_id IS NULL AND OLD.person_id IS NULL)) AND (NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)) AND (NEW.machine_id = OLD.machine_id OR (NEW.machine_id IS NULL AND OLD.machine_id IS NULL)) AND (NEW.began_at = OLD.began_at OR (NEW.began_at IS NULL AND OLD.began_at IS NULL)) AND (NEW.ended_at = OLD.ended_at OR (NEW.ended_at IS NULL AND OLD.ended_at IS NULL)) AND (NEW.busy_ms = OLD.busy_ms OR (NEW.busy_ms IS NULL AND OLD.busy_ms IS NULL)) AND (NEW.is_void = OLD.is_void OR (NEW.is_void IS NULL AND OLD.is_void IS NULL)), 1 = 0) THEN INSERT INTO tally_mark (person_id) SELECT w.id FROM (SELECT OLD.person_id AS id UNION SELECT NEW.person_id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_machine_session_changed AFTER UPDATE ON machine_session FOR EACH ROW EXECUTE FUNCTION tally_machine_session_changed()
--;
CREATE OR REPLACE FUNCTION tally_session_correction_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.session_id = OLD.session_id OR (NEW.session_id IS NULL AND OLD.session_id IS NULL)) AND (NEW.person_id = OLD.person_id OR (NEW.person_id IS NULL AND OLD.person_id IS NULL)) AND (NEW.began_at = OLD.began_at OR (NEW.began_at IS NULL AND OLD.began_at IS NULL)) AND (NEW.ended_at = OLD.ended_at OR (NEW.ended_at IS NULL AND OLD.ended_at IS NULL)) AND (NEW.busy_ms = OLD.busy_ms OR (NEW.busy_ms IS NULL AND OLD.busy_ms IS NULL)) AND (NEW.verdict = OLD.verdict OR (NEW.verdict IS NULL AND OLD.verdict IS NULL)), 1 = 0) THEN INSERT INTO tally_mark (person_id) SELECT w.person_id FROM (SELECT c.person_id FROM session_correction c WHERE c.session_id = NEW.session_id UNION SELECT s.person_id FROM machine_session s WHERE s.id = NEW.session_id UNION SELECT NEW.person_id) w WHERE w.person_id IS NOT NULL; INSERT INTO tally_mark (person_id) SELECT w.person_id FROM (SELECT c.person_id FROM session_correction c WHERE c.session_id = OLD.session_id UNION SELECT s.person_id FROM machine_session s WHERE s.id = OLD.session_id UNION SELECT OLD.person_id) w WHERE w.person_id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_session_correction_changed AFTER UPDATE ON session_correction FOR EACH ROW EXECUTE FUNCTION tally_session_correction_changed()
--;
CREATE OR REPLACE FUNCTION tally_machine_session_corrected() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.person_id = OLD.person_id OR (NEW.person_id IS NULL AND OLD.person_id IS NULL)) AND (NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)) AND (NEW.machine_id = OLD.machine_id OR (NEW.machine_id IS NULL AND OLD.machine_id IS NULL)) AND (NEW.began_at = OLD.began_at OR (NEW.began_at IS NULL AND OLD.began_at IS NULL)) AND (NEW.ended_at = OLD.ended_at OR (NEW.ended_at IS NULL AND OLD.ended_at IS NULL)) AND (NEW.busy_ms = OLD.busy_ms OR (NEW.busy_ms IS NULL AND OLD.busy_ms IS NULL)) AND (NEW.is_void = OLD.is_void OR (NEW.is_void IS NULL AND OLD.is_void IS NULL)), 1 = 0) THEN INSERT INTO tally_mark (person_id) SELECT DISTINCT c.person_id FROM session_correction c WHERE c.session_id = NEW.id AND c.person_id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_machine_session_corrected AFTER UPDATE ON machine_session FOR EACH ROW EXECUTE FUNCTION tally_machine_session_corrected()
--;
CREATE OR REPLACE FUNCTION tally_booking_new() RETURNS trigger AS $$ BEGIN IF NEW.person_id IS NOT NULL THEN INSERT INTO tally_mark (person_id) VALUES (NEW.person_id); END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_booking_new AFTER INSERT ON booking FOR EACH ROW EXECUTE FUNCTION tally_booking_new()
--;
CREATE OR REPLACE FUNCTION tally_booking_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.person_id = OLD.person_id OR (NEW.person_id IS NULL AND OLD.person_id IS NULL)) AND (NEW.run_id = OLD.run_id OR (NEW.run_id IS NULL AND OLD.run_id IS NULL)) AND (NEW.state = OLD.state OR (NEW.state IS NULL AND OLD.state IS NULL)), 1 = 0) THEN INSERT INTO tally_mark (person_id) SELECT w.id FROM (SELECT OLD.person_id AS id UNION SELECT NEW.person_id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_booking_changed AFTER UPDATE ON booking FOR EACH ROW EXECUTE FUNCTION tally_booking_changed()
--;
CREATE OR REPLACE FUNCTION tally_booking_gone() RETURNS trigger AS $$ BEGIN IF OLD.person_id IS NOT NULL THEN INSERT INTO tally_mark (person_id) VALUES (OLD.person_id); END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_booking_gone AFTER DELETE ON booking FOR EACH ROW EXECUTE FUNCTION tally_booking_gone()
--;
CREATE OR REPLACE FUNCTION tally_unit_award_new() RETURNS trigger AS $$ BEGIN IF NEW.person_id IS NOT NULL THEN INSERT INTO tally_mark (person_id) VALUES (NEW.person_id); END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_unit_award_new AFTER INSERT ON unit_award FOR EACH ROW EXECUTE FUNCTION tally_unit_award_new()
--;
CREATE OR REPLACE FUNCTION tally_unit_award_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.person_id = OLD.person_id OR (NEW.person_id IS NULL AND OLD.person_id IS NULL)) AND (NEW.body_id = OLD.body_id OR (NEW.body_id IS NULL AND OLD.body_id IS NULL)) AND (NEW.unit_code = OLD.unit_code OR (NEW.unit_code IS NULL AND OLD.unit_code IS NULL)) AND (NEW.line_id = OLD.line_id OR (NEW.line_id IS NULL AND OLD.line_id IS NULL)) AND (NEW.awarded_on = OLD.awarded_on OR (NEW.awarded_on IS NULL AND OLD.awarded_on IS NULL)), 1 = 0) THEN INSERT INTO tally_mark (person_id) SELECT w.id FROM (SELECT OLD.person_id AS id UNION SELECT NEW.person_id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_unit_award_changed AFTER UPDATE ON unit_award FOR EACH ROW EXECUTE FUNCTION tally_unit_award_changed()
--;
CREATE OR REPLACE FUNCTION tally_unit_award_gone() RETURNS trigger AS $$ BEGIN IF OLD.person_id IS NOT NULL THEN INSERT INTO tally_mark (person_id) VALUES (OLD.person_id); END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_unit_award_gone AFTER DELETE ON unit_award FOR EACH ROW EXECUTE FUNCTION tally_unit_award_gone()
--;
CREATE OR REPLACE FUNCTION tally_completion_new() RETURNS trigger AS $$ BEGIN IF 1 = 1 THEN INSERT INTO tally_mark (person_id) SELECT b.person_id FROM booking b WHERE b.id = NEW.booking_id; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_completion_new AFTER INSERT ON completion FOR EACH ROW EXECUTE FUNCTION tally_completion_new()
--;
CREATE OR REPLACE FUNCTION tally_completion_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.booking_id = OLD.booking_id OR (NEW.booking_id IS NULL AND OLD.booking_id IS NULL)) AND (NEW.confirmed = OLD.confirmed OR (NEW.confirmed IS NULL AND OLD.confirmed IS NULL)) AND (NEW.completed_on = OLD.completed_on OR (NEW.completed_on IS NULL AND OLD.completed_on IS NULL)), 1 = 0) THEN INSERT INTO tally_mark (person_id) SELECT b.person_id FROM booking b WHERE b.id IN (OLD.booking_id, NEW.booking_id); END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_completion_changed AFTER UPDATE ON completion FOR EACH ROW EXECUTE FUNCTION tally_completion_changed()
--;
CREATE OR REPLACE FUNCTION tally_completion_gone() RETURNS trigger AS $$ BEGIN IF 1 = 1 THEN INSERT INTO tally_mark (person_id) SELECT b.person_id FROM booking b WHERE b.id = OLD.booking_id; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_completion_gone AFTER DELETE ON completion FOR EACH ROW EXECUTE FUNCTION tally_completion_gone()
--;
CREATE OR REPLACE FUNCTION tally_next_step_new() RETURNS trigger AS $$ BEGIN IF 1 = 1 THEN INSERT INTO tally_mark (person_id) SELECT b.person_id FROM booking b WHERE b.id = NEW.booking_id; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_next_step_new AFTER INSERT ON next_step FOR EACH ROW EXECUTE FUNCTION tally_next_step_new()
--;
CREATE OR REPLACE FUNCTION tally_next_step_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.booking_id = OLD.booking_id OR (NEW.booking_id IS NULL AND OLD.booking_id IS NULL)) AND (NEW.step = OLD.step OR (NEW.step IS NULL AND OLD.step IS NULL)) AND (NEW.told_on = OLD.told_on OR (NEW.told_on IS NULL AND OLD.told_on IS NULL)) AND (NEW.after_months = OLD.after_months OR (NEW.after_months IS NULL AND OLD.after_months IS NULL)), 1 = 0) THEN INSERT INTO tally_mark (person_id) SELECT b.person_id FROM booking b WHERE b.id IN (OLD.booking_id, NEW.booking_id); END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_next_step_changed AFTER UPDATE ON next_step FOR EACH ROW EXECUTE FUNCTION tally_next_step_changed()
--;
CREATE OR REPLACE FUNCTION tally_next_step_gone() RETURNS trigger AS $$ BEGIN IF 1 = 1 THEN INSERT INTO tally_mark (person_id) SELECT b.person_id FROM booking b WHERE b.id = OLD.booking_id; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_next_step_gone AFTER DELETE ON next_step FOR EACH ROW EXECUTE FUNCTION tally_next_step_gone()
--;
CREATE OR REPLACE FUNCTION tally_course_class_new() RETURNS trigger AS $$ BEGIN IF 1 = 1 THEN INSERT INTO tally_mark (person_id) SELECT b.person_id FROM booking b WHERE b.run_id IN (NEW.run_id) UNION SELECT m.person_id FROM attendance_mark m JOIN course_class k ON k.id = m.class_id WHERE k.run_id IN (NEW.run_id) UNION SELECT a.person_id FROM unit_award a JOIN rac_line l ON l.id = a.line_id JOIN rac c ON c.id = l.rac_id WHERE c.run_id IN (NEW.run_id); END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_course_class_new AFTER INSERT ON course_class FOR EACH ROW EXECUTE FUNCTION tally_course_class_new()
--;
CREATE OR REPLACE FUNCTION tally_course_class_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.run_id = OLD.run_id OR (NEW.run_id IS NULL AND OLD.run_id IS NULL)) AND (NEW.starts_at = OLD.starts_at OR (NEW.starts_at IS NULL AND OLD.starts_at IS NULL)) AND (NEW.ends_at = OLD.ends_at OR (NEW.ends_at IS NULL AND OLD.ends_at IS NULL)) AND (NEW.cancelled_at = OLD.cancelled_at OR (NEW.cancelled_at IS NULL AND OLD.cancelled_at IS NULL)), 1 = 0) THEN INSERT INTO tally_mark (person_id) SELECT b.person_id FROM booking b WHERE b.run_id IN (OLD.run_id, NEW.run_id) UNION SELECT m.person_id FROM attendance_mark m JOIN course_class k ON k.id = m.class_id WHERE k.run_id IN (OLD.run_id, NEW.run_id) UNION SELECT a.person_id FROM unit_award a JOIN rac_line l ON l.id = a.line_id JOIN rac c ON c.id = l.rac_id WHERE c.run_id IN (OLD.run_id, NEW.run_id); END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_course_class_changed AFTER UPDATE ON course_class FOR EACH ROW EXECUTE FUNCTION tally_course_class_changed()
--;
CREATE OR REPLACE FUNCTION tally_course_class_gone() RETURNS trigger AS $$ BEGIN IF 1 = 1 THEN INSERT INTO tally_mark (person_id) SELECT b.person_id FROM booking b WHERE b.run_id IN (OLD.run_id) UNION SELECT m.person_id FROM attendance_mark m JOIN course_class k ON k.id = m.class_id WHERE k.run_id IN (OLD.run_id) UNION SELECT a.person_id FROM unit_award a JOIN rac_line l ON l.id = a.line_id JOIN rac c ON c.id = l.rac_id WHERE c.run_id IN (OLD.run_id); END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_course_class_gone AFTER DELETE ON course_class FOR EACH ROW EXECUTE FUNCTION tally_course_class_gone()
--;
CREATE OR REPLACE FUNCTION tally_run_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)) AND (NEW.state = OLD.state OR (NEW.state IS NULL AND OLD.state IS NULL)) AND (NEW.version_id = OLD.version_id OR (NEW.version_id IS NULL AND OLD.version_id IS NULL)), 1 = 0) THEN INSERT INTO tally_mark (person_id) SELECT b.person_id FROM booking b WHERE b.run_id IN (NEW.id) UNION SELECT m.person_id FROM attendance_mark m JOIN course_class k ON k.id = m.class_id WHERE k.run_id IN (NEW.id) UNION SELECT a.person_id FROM unit_award a JOIN rac_line l ON l.id = a.line_id JOIN rac c ON c.id = l.rac_id WHERE c.run_id IN (NEW.id); END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_run_changed AFTER UPDATE ON run FOR EACH ROW EXECUTE FUNCTION tally_run_changed()
--;
CREATE OR REPLACE FUNCTION tally_course_version_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.course_id = OLD.course_id OR (NEW.course_id IS NULL AND OLD.course_id IS NULL)), 1 = 0) THEN INSERT INTO tally_mark (person_id) SELECT b.person_id FROM booking b WHERE b.run_id IN (SELECT r.id FROM run r WHERE r.version_id = NEW.id) UNION SELECT m.person_id FROM attendance_mark m JOIN course_class k ON k.id = m.class_id WHERE k.run_id IN (SELECT r.id FROM run r WHERE r.version_id = NEW.id) UNION SELECT a.person_id FROM unit_award a JOIN rac_line l ON l.id = a.line_id JOIN rac c ON c.id = l.rac_id WHERE c.run_id IN (SELECT r.id FROM run r WHERE r.version_id = NEW.id); END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_course_version_changed AFTER UPDATE OF course_id ON course_version FOR EACH ROW EXECUTE FUNCTION tally_course_version_changed()
--;
CREATE OR REPLACE FUNCTION tally_course_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.category = OLD.category OR (NEW.category IS NULL AND OLD.category IS NULL)), 1 = 0) THEN INSERT INTO tally_mark (person_id) SELECT b.person_id FROM booking b WHERE b.run_id IN (SELECT r.id FROM run r JOIN course_version v ON v.id = r.version_id WHERE v.course_id = NEW.id) UNION SELECT m.person_id FROM attendance_mark m JOIN course_class k ON k.id = m.class_id WHERE k.run_id IN (SELECT r.id FROM run r JOIN course_version v ON v.id = r.version_id WHERE v.course_id = NEW.id) UNION SELECT a.person_id FROM unit_award a JOIN rac_line l ON l.id = a.line_id JOIN rac c ON c.id = l.rac_id WHERE c.run_id IN (SELECT r.id FROM run r JOIN course_version v ON v.id = r.version_id WHERE v.course_id = NEW.id); END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_course_changed AFTER UPDATE OF category ON course FOR EACH ROW EXECUTE FUNCTION tally_course_changed()
--;
CREATE OR REPLACE FUNCTION tally_machine_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.type_id = OLD.type_id OR (NEW.type_id IS NULL AND OLD.type_id IS NULL)), 1 = 0) THEN INSERT INTO tally_mark (person_id) SELECT s.person_id FROM machine_session s WHERE s.machine_id IN (NEW.id) AND s.person_id IS NOT NULL UNION SELECT c.person_id FROM session_correction c JOIN machine_session s ON s.id = c.session_id WHERE s.machine_id IN (NEW.id) AND c.person_id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_machine_changed AFTER UPDATE OF type_id ON machine FOR EACH ROW EXECUTE FUNCTION tally_machine_changed()
--;
CREATE OR REPLACE FUNCTION tally_machine_type_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.slug = OLD.slug OR (NEW.slug IS NULL AND OLD.slug IS NULL)), 1 = 0) THEN INSERT INTO tally_mark (person_id) SELECT s.person_id FROM machine_session s WHERE s.machine_id IN (SELECT m.id FROM machine m WHERE m.type_id = NEW.id) AND s.person_id IS NOT NULL UNION SELECT c.person_id FROM session_correction c JOIN machine_session s ON s.id = c.session_id WHERE s.machine_id IN (SELECT m.id FROM machine m WHERE m.type_id = NEW.id) AND c.person_id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_machine_type_changed AFTER UPDATE OF slug ON machine_type FOR EACH ROW EXECUTE FUNCTION tally_machine_type_changed()
--;
CREATE OR REPLACE FUNCTION tally_thing_machine_session_new() RETURNS trigger AS $$ BEGIN IF 1 = 1 THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'sitting', w.id FROM (SELECT NEW.id AS id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_machine_session_new AFTER INSERT ON machine_session FOR EACH ROW EXECUTE FUNCTION tally_thing_machine_session_new()
--;
CREATE OR REPLACE FUNCTION tally_thing_machine_session_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.id = OLD.id OR (NEW.id IS NULL AND OLD.id IS NULL)) AND (NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)) AND (NEW.machine_id = OLD.machine_id OR (NEW.machine_id IS NULL AND OLD.machine_id IS NULL)) AND (NEW.is_void = OLD.is_void OR (NEW.is_void IS NULL AND OLD.is_void IS NULL)) AND (NEW.began_at = OLD.began_at OR (NEW.began_at IS NULL AND OLD.began_at IS NULL)) AND (NEW.ended_at = OLD.ended_at OR (NEW.ended_at IS NULL AND OLD.ended_at IS NULL)) AND (NEW.busy_ms = OLD.busy_ms OR (NEW.busy_ms IS NULL AND OLD.busy_ms IS NULL)) AND (NEW.used_for = OLD.used_for OR (NEW.used_for IS NULL AND OLD.used_for IS NULL)) AND (NEW.piece_code = OLD.piece_code OR (NEW.piece_code IS NULL AND OLD.piece_code IS NULL)), 1 = 0) THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'sitting', w.id FROM (SELECT NEW.id AS id UNION SELECT OLD.id AS id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_machine_session_changed AFTER UPDATE ON machine_session FOR EACH ROW EXECUTE FUNCTION tally_thing_machine_session_changed()
--;
CREATE OR REPLACE FUNCTION tally_thing_machine_session_gone() RETURNS trigger AS $$ BEGIN IF 1 = 1 THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'sitting', w.id FROM (SELECT OLD.id AS id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_machine_session_gone AFTER DELETE ON machine_session FOR EACH ROW EXECUTE FUNCTION tally_thing_machine_session_gone()
--;
CREATE OR REPLACE FUNCTION tally_thing_session_correction_new() RETURNS trigger AS $$ BEGIN IF 1 = 1 THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'sitting', w.id FROM (SELECT NEW.session_id AS id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_session_correction_new AFTER INSERT ON session_correction FOR EACH ROW EXECUTE FUNCTION tally_thing_session_correction_new()
--;
CREATE OR REPLACE FUNCTION tally_thing_session_correction_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.session_id = OLD.session_id OR (NEW.session_id IS NULL AND OLD.session_id IS NULL)) AND (NEW.verdict = OLD.verdict OR (NEW.verdict IS NULL AND OLD.verdict IS NULL)) AND (NEW.began_at = OLD.began_at OR (NEW.began_at IS NULL AND OLD.began_at IS NULL)) AND (NEW.ended_at = OLD.ended_at OR (NEW.ended_at IS NULL AND OLD.ended_at IS NULL)) AND (NEW.busy_ms = OLD.busy_ms OR (NEW.busy_ms IS NULL AND OLD.busy_ms IS NULL)) AND (NEW.used_for = OLD.used_for OR (NEW.used_for IS NULL AND OLD.used_for IS NULL)) AND (NEW.piece_code = OLD.piece_code OR (NEW.piece_code IS NULL AND OLD.piece_code IS NULL)), 1 = 0) THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'sitting', w.id FROM (SELECT NEW.session_id AS id UNION SELECT OLD.session_id AS id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_session_correction_changed AFTER UPDATE ON session_correction FOR EACH ROW EXECUTE FUNCTION tally_thing_session_correction_changed()
--;
CREATE OR REPLACE FUNCTION tally_thing_session_correction_gone() RETURNS trigger AS $$ BEGIN IF 1 = 1 THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'sitting', w.id FROM (SELECT OLD.session_id AS id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_session_correction_gone AFTER DELETE ON session_correction FOR EACH ROW EXECUTE FUNCTION tally_thing_session_correction_gone()
--;
CREATE OR REPLACE FUNCTION tally_thing_machine_job_new() RETURNS trigger AS $$ BEGIN IF 1 = 1 THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'job', w.id FROM (SELECT NEW.id AS id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_machine_job_new AFTER INSERT ON machine_job FOR EACH ROW EXECUTE FUNCTION tally_thing_machine_job_new()
--;
CREATE OR REPLACE FUNCTION tally_thing_machine_job_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.id = OLD.id OR (NEW.id IS NULL AND OLD.id IS NULL)) AND (NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)) AND (NEW.machine_id = OLD.machine_id OR (NEW.machine_id IS NULL AND OLD.machine_id IS NULL)) AND (NEW.began_at = OLD.began_at OR (NEW.began_at IS NULL AND OLD.began_at IS NULL)) AND (NEW.busy_ms = OLD.busy_ms OR (NEW.busy_ms IS NULL AND OLD.busy_ms IS NULL)) AND (NEW.is_counted = OLD.is_counted OR (NEW.is_counted IS NULL AND OLD.is_counted IS NULL)), 1 = 0) THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'job', w.id FROM (SELECT NEW.id AS id UNION SELECT OLD.id AS id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_machine_job_changed AFTER UPDATE ON machine_job FOR EACH ROW EXECUTE FUNCTION tally_thing_machine_job_changed()
--;
CREATE OR REPLACE FUNCTION tally_thing_machine_job_gone() RETURNS trigger AS $$ BEGIN IF 1 = 1 THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'job', w.id FROM (SELECT OLD.id AS id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_machine_job_gone AFTER DELETE ON machine_job FOR EACH ROW EXECUTE FUNCTION tally_thing_machine_job_gone()
--;
CREATE OR REPLACE FUNCTION tally_thing_run_new() RETURNS trigger AS $$ BEGIN IF 1 = 1 THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'run', w.id FROM (SELECT NEW.id AS id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_run_new AFTER INSERT ON run FOR EACH ROW EXECUTE FUNCTION tally_thing_run_new()
--;
CREATE OR REPLACE FUNCTION tally_thing_run_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.id = OLD.id OR (NEW.id IS NULL AND OLD.id IS NULL)) AND (NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)) AND (NEW.state = OLD.state OR (NEW.state IS NULL AND OLD.state IS NULL)) AND (NEW.version_id = OLD.version_id OR (NEW.version_id IS NULL AND OLD.version_id IS NULL)), 1 = 0) THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'run', w.id FROM (SELECT NEW.id AS id UNION SELECT OLD.id AS id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_run_changed AFTER UPDATE ON run FOR EACH ROW EXECUTE FUNCTION tally_thing_run_changed()
--;
CREATE OR REPLACE FUNCTION tally_thing_run_gone() RETURNS trigger AS $$ BEGIN IF 1 = 1 THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'run', w.id FROM (SELECT OLD.id AS id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_run_gone AFTER DELETE ON run FOR EACH ROW EXECUTE FUNCTION tally_thing_run_gone()
--;
CREATE OR REPLACE FUNCTION tally_thing_course_class_new() RETURNS trigger AS $$ BEGIN IF 1 = 1 THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'run', w.id FROM (SELECT NEW.run_id AS id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_course_class_new AFTER INSERT ON course_class FOR EACH ROW EXECUTE FUNCTION tally_thing_course_class_new()
--;
CREATE OR REPLACE FUNCTION tally_thing_course_class_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.run_id = OLD.run_id OR (NEW.run_id IS NULL AND OLD.run_id IS NULL)) AND (NEW.starts_at = OLD.starts_at OR (NEW.starts_at IS NULL AND OLD.starts_at IS NULL)) AND (NEW.cancelled_at = OLD.cancelled_at OR (NEW.cancelled_at IS NULL AND OLD.cancelled_at IS NULL)), 1 = 0) THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'run', w.id FROM (SELECT NEW.run_id AS id UNION SELECT OLD.run_id AS id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_course_class_changed AFTER UPDATE ON course_class FOR EACH ROW EXECUTE FUNCTION tally_thing_course_class_changed()
--;
CREATE OR REPLACE FUNCTION tally_thing_course_class_gone() RETURNS trigger AS $$ BEGIN IF 1 = 1 THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'run', w.id FROM (SELECT OLD.run_id AS id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_course_class_gone AFTER DELETE ON course_class FOR EACH ROW EXECUTE FUNCTION tally_thing_course_class_gone()
--;
CREATE OR REPLACE FUNCTION tally_thing_machine_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.type_id = OLD.type_id OR (NEW.type_id IS NULL AND OLD.type_id IS NULL)), 1 = 0) THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'sitting', w.id FROM (SELECT s.id FROM machine_session s WHERE s.machine_id = NEW.id) w WHERE w.id IS NOT NULL; INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'job', w.id FROM (SELECT j.id FROM machine_job j WHERE j.machine_id = NEW.id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_machine_changed AFTER UPDATE OF type_id ON machine FOR EACH ROW EXECUTE FUNCTION tally_thing_machine_changed()
--;
CREATE OR REPLACE FUNCTION tally_thing_machine_type_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.slug = OLD.slug OR (NEW.slug IS NULL AND OLD.slug IS NULL)), 1 = 0) THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'sitting', w.id FROM (SELECT s.id FROM machine_session s WHERE s.machine_id IN (SELECT m.id FROM machine m WHERE m.type_id = NEW.id)) w WHERE w.id IS NOT NULL; INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'job', w.id FROM (SELECT j.id FROM machine_job j WHERE j.machine_id IN (SELECT m.id FROM machine m WHERE m.type_id = NEW.id)) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_machine_type_changed AFTER UPDATE OF slug ON machine_type FOR EACH ROW EXECUTE FUNCTION tally_thing_machine_type_changed()
--;
CREATE OR REPLACE FUNCTION tally_thing_label_new() RETURNS trigger AS $$ BEGIN IF NEW.piece_id IS NOT NULL THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'sitting', w.id FROM (SELECT s.id FROM machine_session s WHERE s.piece_code <> '' AND s.piece_code = NEW.code) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_label_new AFTER INSERT ON label FOR EACH ROW EXECUTE FUNCTION tally_thing_label_new()
--;
CREATE OR REPLACE FUNCTION tally_thing_label_gone() RETURNS trigger AS $$ BEGIN IF OLD.piece_id IS NOT NULL THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'sitting', w.id FROM (SELECT s.id FROM machine_session s WHERE s.piece_code <> '' AND s.piece_code = OLD.code) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_label_gone AFTER DELETE ON label FOR EACH ROW EXECUTE FUNCTION tally_thing_label_gone()
--;
CREATE OR REPLACE FUNCTION tally_thing_label_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.code = OLD.code OR (NEW.code IS NULL AND OLD.code IS NULL)) AND (NEW.piece_id = OLD.piece_id OR (NEW.piece_id IS NULL AND OLD.piece_id IS NULL)), 1 = 0) THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'sitting', w.id FROM (SELECT s.id FROM machine_session s WHERE s.piece_code <> '' AND s.piece_code = NEW.code) w WHERE w.id IS NOT NULL; INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'sitting', w.id FROM (SELECT s.id FROM machine_session s WHERE s.piece_code <> '' AND s.piece_code = OLD.code) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_label_changed AFTER UPDATE OF code, piece_id ON label FOR EACH ROW EXECUTE FUNCTION tally_thing_label_changed()
--;
CREATE OR REPLACE FUNCTION tally_thing_piece_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.is_practice = OLD.is_practice OR (NEW.is_practice IS NULL AND OLD.is_practice IS NULL)), 1 = 0) THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'sitting', w.id FROM (SELECT s.id FROM machine_session s WHERE s.piece_code <> '' AND s.piece_code IN (SELECT l.code FROM label l WHERE l.piece_id = NEW.id)) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_piece_changed AFTER UPDATE OF is_practice ON piece FOR EACH ROW EXECUTE FUNCTION tally_thing_piece_changed()
--;
CREATE OR REPLACE FUNCTION tally_thing_course_version_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.is_accredited = OLD.is_accredited OR (NEW.is_accredited IS NULL AND OLD.is_accredited IS NULL)), 1 = 0) THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'run', w.id FROM (SELECT r.id FROM run r WHERE r.version_id = NEW.id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_course_version_changed AFTER UPDATE OF is_accredited ON course_version FOR EACH ROW EXECUTE FUNCTION tally_thing_course_version_changed()
--;
CREATE OR REPLACE FUNCTION tally_thing_site_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.is_practice = OLD.is_practice OR (NEW.is_practice IS NULL AND OLD.is_practice IS NULL)), 1 = 0) THEN INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'sitting', w.id FROM (SELECT s.id FROM machine_session s WHERE s.site_id = NEW.id) w WHERE w.id IS NOT NULL; INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'job', w.id FROM (SELECT j.id FROM machine_job j WHERE j.site_id = NEW.id) w WHERE w.id IS NOT NULL; INSERT INTO tally_thing_mark (kind, thing_id) SELECT 'run', w.id FROM (SELECT r.id FROM run r WHERE r.site_id = NEW.id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_thing_site_changed AFTER UPDATE ON site FOR EACH ROW EXECUTE FUNCTION tally_thing_site_changed()
