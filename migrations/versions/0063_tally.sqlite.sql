CREATE TABLE tally_mark (
	id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	CONSTRAINT pk_tally_mark PRIMARY KEY (id)
)
 STRICT
--;
CREATE TABLE tally_month (
	indicator TEXT NOT NULL,
	month TEXT NOT NULL,
	site_id INTEGER NOT NULL,
	split TEXT NOT NULL,
	amount INTEGER NOT NULL,
	CONSTRAINT pk_tally_month PRIMARY KEY (indicator, month, site_id, split),
	CONSTRAINT ck_tally_month_amount_bounded CHECK (amount BETWEEN -1000000000000000 AND 1000000000000000),
	CONSTRAINT fk_tally_month_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
 STRICT
--;
CREATE TABLE tally_row (
	id INTEGER NOT NULL,
	indicator TEXT NOT NULL,
	into_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	site_id INTEGER NOT NULL,
	day TEXT NOT NULL,
	split TEXT NOT NULL,
	amount INTEGER NOT NULL,
	CONSTRAINT pk_tally_row PRIMARY KEY (id),
	CONSTRAINT uq_tally_row_indicator_person_id_site_id_day_split UNIQUE (indicator, person_id, site_id, day, split),
	CONSTRAINT ck_tally_row_amount_counts CHECK (amount >= 1),
	CONSTRAINT fk_tally_row_into_id FOREIGN KEY(into_id) REFERENCES person (id),
	CONSTRAINT fk_tally_row_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_tally_row_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
 STRICT
--;
CREATE INDEX ix_tally_row_into_id ON tally_row (into_id)
--;
CREATE INDEX ix_tally_row_sums ON tally_row (indicator, day, site_id, split, amount)
--;
CREATE TRIGGER tally_site_changed AFTER UPDATE ON site WHEN NOT COALESCE((NEW.is_practice = OLD.is_practice OR (NEW.is_practice IS NULL AND OLD.is_practice IS NULL)), 1 = 0) BEGIN INSERT INTO tally_mark (person_id) SELECT p.id FROM person p; END
--;
CREATE TRIGGER tally_person_merge_new AFTER INSERT ON person_merge WHEN 1 = 1 BEGIN INSERT INTO tally_mark (person_id) VALUES (NEW.person_id), (NEW.into_id); END
--;
CREATE TRIGGER tally_person_merge_changed AFTER UPDATE ON person_merge WHEN 1 = 1 BEGIN INSERT INTO tally_mark (person_id) VALUES (NEW.person_id), (NEW.into_id); END
--;
CREATE TRIGGER tally_role_new AFTER INSERT ON role WHEN NEW.person_id IS NOT NULL BEGIN INSERT INTO tally_mark (person_id) VALUES (NEW.person_id); END
--;
CREATE TRIGGER tally_role_changed AFTER UPDATE ON role WHEN NOT COALESCE((NEW.person_id = OLD.person_id OR (NEW.person_id IS NULL AND OLD.person_id IS NULL)) AND (NEW.role = OLD.role OR (NEW.role IS NULL AND OLD.role IS NULL)), 1 = 0) BEGIN INSERT INTO tally_mark (person_id) SELECT w.id FROM (SELECT OLD.person_id AS id UNION SELECT NEW.person_id) w WHERE w.id IS NOT NULL; END
--;
CREATE TRIGGER tally_role_gone AFTER DELETE ON role WHEN OLD.person_id IS NOT NULL BEGIN INSERT INTO tally_mark (person_id) VALUES (OLD.person_id); END
--;
CREATE TRIGGER tally_visit_new AFTER INSERT ON visit WHEN NEW.person_id IS NOT NULL BEGIN INSERT INTO tally_mark (person_id) VALUES (NEW.person_id); END
--;
CREATE TRIGGER tally_visit_changed AFTER UPDATE ON visit WHEN NOT COALESCE((NEW.person_id = OLD.person_id OR (NEW.person_id IS NULL AND OLD.person_id IS NULL)) AND (NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)) AND (NEW.day = OLD.day OR (NEW.day IS NULL AND OLD.day IS NULL)) AND (NEW.role = OLD.role OR (NEW.role IS NULL AND OLD.role IS NULL)) AND (NEW.came_at = OLD.came_at OR (NEW.came_at IS NULL AND OLD.came_at IS NULL)) AND (NEW.left_at = OLD.left_at OR (NEW.left_at IS NULL AND OLD.left_at IS NULL)) AND (NEW.length_ms = OLD.length_ms OR (NEW.length_ms IS NULL AND OLD.length_ms IS NULL)) AND (NEW.work = OLD.work OR (NEW.work IS NULL AND OLD.work IS NULL)) AND (NEW.is_void = OLD.is_void OR (NEW.is_void IS NULL AND OLD.is_void IS NULL)), 1 = 0) BEGIN INSERT INTO tally_mark (person_id) SELECT w.id FROM (SELECT OLD.person_id AS id UNION SELECT NEW.person_id) w WHERE w.id IS NOT NULL; END
--;
CREATE TRIGGER tally_visit_gone AFTER DELETE ON visit WHEN OLD.person_id IS NOT NULL BEGIN INSERT INTO tally_mark (person_id) VALUES (OLD.person_id); END
--;
CREATE TRIGGER tally_run_changed AFTER UPDATE ON run WHEN NOT COALESCE((NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)), 1 = 0) BEGIN INSERT INTO tally_mark (person_id) SELECT DISTINCT m.person_id FROM attendance_mark m JOIN course_class k ON k.id = m.class_id WHERE k.run_id = NEW.id; END
--;
CREATE TRIGGER tally_piece_event_new AFTER INSERT ON piece_event WHEN NEW.by_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM piece_event e WHERE e.by_id = NEW.by_id AND e.at <= NEW.at AND (e.at < NEW.at OR e.id < NEW.id) AND e.site_id IN (SELECT s.id FROM site s WHERE NOT s.is_practice)) BEGIN INSERT INTO tally_mark (person_id) VALUES (NEW.by_id); END
--;
CREATE TRIGGER tally_piece_event_changed AFTER UPDATE ON piece_event WHEN NOT COALESCE((NEW.by_id = OLD.by_id OR (NEW.by_id IS NULL AND OLD.by_id IS NULL)) AND (NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)) AND (NEW.at = OLD.at OR (NEW.at IS NULL AND OLD.at IS NULL)), 1 = 0) BEGIN INSERT INTO tally_mark (person_id) SELECT w.id FROM (SELECT OLD.by_id AS id UNION SELECT NEW.by_id) w WHERE w.id IS NOT NULL; END
--;
CREATE TRIGGER tally_piece_event_gone AFTER DELETE ON piece_event WHEN OLD.by_id IS NOT NULL BEGIN INSERT INTO tally_mark (person_id) VALUES (OLD.by_id); END
--;
CREATE TRIGGER tally_course_class_changed AFTER UPDATE ON course_class WHEN NOT COALESCE((NEW.run_id = OLD.run_id OR (NEW.run_id IS NULL AND OLD.run_id IS NULL)) AND (NEW.starts_at = OLD.starts_at OR (NEW.starts_at IS NULL AND OLD.starts_at IS NULL)) AND (NEW.ends_at = OLD.ends_at OR (NEW.ends_at IS NULL AND OLD.ends_at IS NULL)), 1 = 0) BEGIN INSERT INTO tally_mark (person_id) SELECT DISTINCT m.person_id FROM attendance_mark m WHERE m.class_id = NEW.id; END
--;
CREATE TRIGGER tally_help_time_new AFTER INSERT ON help_time WHEN NEW.person_id IS NOT NULL BEGIN INSERT INTO tally_mark (person_id) VALUES (NEW.person_id); END
--;
CREATE TRIGGER tally_help_time_changed AFTER UPDATE ON help_time WHEN NOT COALESCE((NEW.person_id = OLD.person_id OR (NEW.person_id IS NULL AND OLD.person_id IS NULL)) AND (NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)) AND (NEW.kind = OLD.kind OR (NEW.kind IS NULL AND OLD.kind IS NULL)) AND (NEW.done_on = OLD.done_on OR (NEW.done_on IS NULL AND OLD.done_on IS NULL)) AND (NEW.minutes = OLD.minutes OR (NEW.minutes IS NULL AND OLD.minutes IS NULL)), 1 = 0) BEGIN INSERT INTO tally_mark (person_id) SELECT w.id FROM (SELECT OLD.person_id AS id UNION SELECT NEW.person_id) w WHERE w.id IS NOT NULL; END
--;
CREATE TRIGGER tally_help_time_gone AFTER DELETE ON help_time WHEN OLD.person_id IS NOT NULL BEGIN INSERT INTO tally_mark (person_id) VALUES (OLD.person_id); END
--;
CREATE TRIGGER tally_machine_session_new AFTER INSERT ON machine_session WHEN NEW.person_id IS NOT NULL BEGIN INSERT INTO tally_mark (person_id) VALUES (NEW.person_id); END
--;
CREATE TRIGGER tally_machine_session_changed AFTER UPDATE ON machine_session WHEN NOT COALESCE((NEW.person_id = OLD.person_id OR (NEW.person_id IS NULL AND OLD.person_id IS NULL)) AND (NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)) AND (NEW.began_at = OLD.began_at OR (NEW.began_at IS NULL AND OLD.began_at IS NULL)) AND (NEW.is_void = OLD.is_void OR (NEW.is_void IS NULL AND OLD.is_void IS NULL)), 1 = 0) BEGIN INSERT INTO tally_mark (person_id) SELECT w.id FROM (SELECT OLD.person_id AS id UNION SELECT NEW.person_id) w WHERE w.id IS NOT NULL; END
--;
CREATE TRIGGER tally_machine_session_gone AFTER DELETE ON machine_session WHEN OLD.person_id IS NOT NULL BEGIN INSERT INTO tally_mark (person_id) VALUES (OLD.person_id); END
--;
CREATE TRIGGER tally_attendance_mark_new AFTER INSERT ON attendance_mark WHEN NEW.person_id IS NOT NULL BEGIN INSERT INTO tally_mark (person_id) VALUES (NEW.person_id); END
--;
CREATE TRIGGER tally_attendance_mark_changed AFTER UPDATE ON attendance_mark WHEN NOT COALESCE((NEW.person_id = OLD.person_id OR (NEW.person_id IS NULL AND OLD.person_id IS NULL)) AND (NEW.class_id = OLD.class_id OR (NEW.class_id IS NULL AND OLD.class_id IS NULL)) AND (NEW.minutes = OLD.minutes OR (NEW.minutes IS NULL AND OLD.minutes IS NULL)) AND (NEW.superseded_by = OLD.superseded_by OR (NEW.superseded_by IS NULL AND OLD.superseded_by IS NULL)) AND (NEW.taken_back_by = OLD.taken_back_by OR (NEW.taken_back_by IS NULL AND OLD.taken_back_by IS NULL)), 1 = 0) BEGIN INSERT INTO tally_mark (person_id) SELECT w.id FROM (SELECT OLD.person_id AS id UNION SELECT NEW.person_id) w WHERE w.id IS NOT NULL; END
--;
CREATE TRIGGER tally_attendance_mark_gone AFTER DELETE ON attendance_mark WHEN OLD.person_id IS NOT NULL BEGIN INSERT INTO tally_mark (person_id) VALUES (OLD.person_id); END
--;
INSERT INTO tally_mark (person_id) SELECT id FROM person
