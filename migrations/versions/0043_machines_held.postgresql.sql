CREATE OR REPLACE FUNCTION machine_state_released() RETURNS trigger AS $$ BEGIN IF NOT (NEW.state = 'out_of_order' OR NEW.state = 'retired' OR NOT EXISTS (SELECT 1 FROM machine_state s WHERE s.machine_id = NEW.machine_id AND s.state = 'out_of_order' AND NOT EXISTS (SELECT 1 FROM machine_state n WHERE n.machine_id = NEW.machine_id AND n.id > s.id AND n.state NOT IN ('out_of_order', 'retired'))) OR (NEW.has_test_run AND EXISTS (SELECT 1 FROM role r JOIN machine m ON m.id = NEW.machine_id WHERE r.person_id = NEW.by_id AND r.role IN ('maintainer', 'administrator') AND (r.site_id IS NULL OR r.site_id = m.site_id) AND (r.ends_on IS NULL OR r.ends_on >= date(NEW.starts_at))))) THEN RAISE EXCEPTION 'a machine out of order comes back by a test run of a maintainer' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER machine_state_released BEFORE INSERT ON machine_state FOR EACH ROW EXECUTE FUNCTION machine_state_released()
--;
CREATE OR REPLACE FUNCTION machine_state_stays() RETURNS trigger AS $$ BEGIN IF NOT (1 = 0) THEN RAISE EXCEPTION 'the states of a machine are kept' USING ERRCODE = 'check_violation'; END IF; RETURN OLD; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER machine_state_stays BEFORE DELETE ON machine_state FOR EACH ROW EXECUTE FUNCTION machine_state_stays()
--;
CREATE OR REPLACE FUNCTION correction_stays() RETURNS trigger AS $$ BEGIN IF NOT (1 = 0) THEN RAISE EXCEPTION 'a correction is asked for, then decided once' USING ERRCODE = 'check_violation'; END IF; RETURN OLD; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER correction_stays BEFORE DELETE ON session_correction FOR EACH ROW EXECUTE FUNCTION correction_stays()
