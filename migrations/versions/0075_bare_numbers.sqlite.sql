CREATE TRIGGER person_name_of_the_living BEFORE INSERT ON person_name WHEN NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) BEGIN SELECT RAISE(ABORT, 'this person was erased'); END
--;
CREATE TRIGGER person_contact_of_the_living BEFORE INSERT ON person_contact WHEN NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) BEGIN SELECT RAISE(ABORT, 'this person was erased'); END
--;
CREATE TRIGGER account_of_the_living BEFORE INSERT ON account WHEN NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) BEGIN SELECT RAISE(ABORT, 'this person was erased'); END
--;
CREATE TRIGGER pin_of_the_living BEFORE INSERT ON pin WHEN NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) BEGIN SELECT RAISE(ABORT, 'this person was erased'); END
--;
CREATE TRIGGER card_of_the_living BEFORE INSERT ON card WHEN NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) BEGIN SELECT RAISE(ABORT, 'this person was erased'); END
--;
CREATE TRIGGER card_to_the_living BEFORE UPDATE OF person_id ON card WHEN NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) BEGIN SELECT RAISE(ABORT, 'this person was erased'); END
--;
CREATE TRIGGER young_person_of_the_living BEFORE INSERT ON young_person WHEN NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) BEGIN SELECT RAISE(ABORT, 'this person was erased'); END
--;
CREATE TRIGGER learner_needs_of_the_living BEFORE INSERT ON learner_needs WHEN NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) BEGIN SELECT RAISE(ABORT, 'this person was erased'); END
--;
CREATE TRIGGER learner_record_of_the_living BEFORE INSERT ON learner_record WHEN NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) BEGIN SELECT RAISE(ABORT, 'this person was erased'); END
--;
CREATE TRIGGER learner_number_of_the_living BEFORE INSERT ON learner_number WHEN NOT (NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id AND substr(p.token, 1, 7) = 'erased-')) BEGIN SELECT RAISE(ABORT, 'this person was erased'); END
