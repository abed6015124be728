CREATE OR REPLACE FUNCTION person_name_of_the_living() RETURNS trigger AS $$ BEGIN IF NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) THEN RAISE EXCEPTION 'this person was erased' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER person_name_of_the_living BEFORE INSERT ON person_name FOR EACH ROW EXECUTE FUNCTION person_name_of_the_living()
--;
CREATE OR REPLACE FUNCTION person_contact_of_the_living() RETURNS trigger AS $$ BEGIN IF NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) THEN RAISE EXCEPTION 'this person was erased' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER person_contact_of_the_living BEFORE INSERT ON person_contact FOR EACH ROW EXECUTE FUNCTION person_contact_of_the_living()
--;
CREATE OR REPLACE FUNCTION account_of_the_living() RETURNS trigger AS $$ BEGIN IF NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) THEN RAISE EXCEPTION 'this person was erased' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER account_of_the_living BEFORE INSERT ON account FOR EACH ROW EXECUTE FUNCTION account_of_the_living()
--;
CREATE OR REPLACE FUNCTION pin_of_the_living() RETURNS trigger AS $$ BEGIN IF NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) THEN RAISE EXCEPTION 'this person was erased' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER pin_of_the_living BEFORE INSERT ON pin FOR EACH ROW EXECUTE FUNCTION pin_of_the_living()
--;
CREATE OR REPLACE FUNCTION card_of_the_living() RETURNS trigger AS $$ BEGIN IF NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) THEN RAISE EXCEPTION 'this person was erased' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER card_of_the_living BEFORE INSERT ON card FOR EACH ROW EXECUTE FUNCTION card_of_the_living()
--;
CREATE OR REPLACE FUNCTION card_to_the_living() RETURNS trigger AS $$ BEGIN IF NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) THEN RAISE EXCEPTION 'this person was erased' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER card_to_the_living BEFORE UPDATE OF person_id ON card FOR EACH ROW EXECUTE FUNCTION card_to_the_living()
--;
CREATE OR REPLACE FUNCTION young_person_of_the_living() RETURNS trigger AS $$ BEGIN IF NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) THEN RAISE EXCEPTION 'this person was erased' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER young_person_of_the_living BEFORE INSERT ON young_person FOR EACH ROW EXECUTE FUNCTION young_person_of_the_living()
--;
CREATE OR REPLACE FUNCTION learner_needs_of_the_living() RETURNS trigger AS $$ BEGIN IF NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) THEN RAISE EXCEPTION 'this person was erased' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER learner_needs_of_the_living BEFORE INSERT ON learner_needs FOR EACH ROW EXECUTE FUNCTION learner_needs_of_the_living()
--;
CREATE OR REPLACE FUNCTION learner_record_of_the_living() RETURNS trigger AS $$ BEGIN IF NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) THEN RAISE EXCEPTION 'this person was erased' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER learner_record_of_the_living BEFORE INSERT ON learner_record FOR EACH ROW EXECUTE FUNCTION learner_record_of_the_living()
--;
CREATE OR REPLACE FUNCTION learner_number_of_the_living() RETURNS trigger AS $$ BEGIN IF NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) THEN RAISE EXCEPTION 'this person was erased' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER learner_number_of_the_living BEFORE INSERT ON learner_number FOR EACH ROW EXECUTE FUNCTION learner_number_of_the_living()
