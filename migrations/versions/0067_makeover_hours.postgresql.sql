CREATE TABLE van_event_settled (
	event_id TEXT NOT NULL,
	how TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	by_id BIGINT,
	CONSTRAINT pk_van_event_settled PRIMARY KEY (event_id),
	CONSTRAINT ck_van_event_settled_how_known CHECK (how IN ('by_hand', 'not_so')),
	CONSTRAINT fk_van_event_settled_event_id FOREIGN KEY(event_id) REFERENCES van_event (id),
	CONSTRAINT fk_van_event_settled_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE TRIGGER van_event_settled_append_only BEFORE UPDATE OR DELETE ON van_event_settled FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE OR REPLACE FUNCTION tally_makeover_day_person_new() RETURNS trigger AS $$ BEGIN IF NEW.person_id IS NOT NULL THEN INSERT INTO tally_mark (person_id) VALUES (NEW.person_id); END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_makeover_day_person_new AFTER INSERT ON makeover_day_person FOR EACH ROW EXECUTE FUNCTION tally_makeover_day_person_new()
--;
CREATE OR REPLACE FUNCTION tally_makeover_day_person_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.person_id = OLD.person_id OR (NEW.person_id IS NULL AND OLD.person_id IS NULL)) AND (NEW.day_id = OLD.day_id OR (NEW.day_id IS NULL AND OLD.day_id IS NULL)) AND (NEW.part = OLD.part OR (NEW.part IS NULL AND OLD.part IS NULL)) AND (NEW.arrived_at = OLD.arrived_at OR (NEW.arrived_at IS NULL AND OLD.arrived_at IS NULL)) AND (NEW.left_at = OLD.left_at OR (NEW.left_at IS NULL AND OLD.left_at IS NULL)), 1 = 0) THEN INSERT INTO tally_mark (person_id) SELECT w.id FROM (SELECT OLD.person_id AS id UNION SELECT NEW.person_id) w WHERE w.id IS NOT NULL; END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_makeover_day_person_changed AFTER UPDATE ON makeover_day_person FOR EACH ROW EXECUTE FUNCTION tally_makeover_day_person_changed()
--;
CREATE OR REPLACE FUNCTION tally_makeover_day_person_gone() RETURNS trigger AS $$ BEGIN IF OLD.person_id IS NOT NULL THEN INSERT INTO tally_mark (person_id) VALUES (OLD.person_id); END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_makeover_day_person_gone AFTER DELETE ON makeover_day_person FOR EACH ROW EXECUTE FUNCTION tally_makeover_day_person_gone()
--;
CREATE OR REPLACE FUNCTION tally_role_terms_changed() RETURNS trigger AS $$ BEGIN IF NOT COALESCE((NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)) AND (NEW.starts_on = OLD.starts_on OR (NEW.starts_on IS NULL AND OLD.starts_on IS NULL)) AND (NEW.ends_on = OLD.ends_on OR (NEW.ends_on IS NULL AND OLD.ends_on IS NULL)), 1 = 0) THEN INSERT INTO tally_mark (person_id) VALUES (NEW.person_id); END IF; RETURN NULL; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER tally_role_terms_changed AFTER UPDATE ON role FOR EACH ROW EXECUTE FUNCTION tally_role_terms_changed()
--;
INSERT INTO tally_mark (person_id) SELECT id FROM person
