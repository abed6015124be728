CREATE TABLE sample_basis (
	plan_id BIGINT NOT NULL,
	assessed JSONB NOT NULL,
	CONSTRAINT pk_sample_basis PRIMARY KEY (plan_id),
	CONSTRAINT fk_sample_basis_plan_id FOREIGN KEY(plan_id) REFERENCES sample_plan (id)
)
--;
CREATE TRIGGER sample_basis_append_only BEFORE UPDATE OR DELETE ON sample_basis FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE action_answer (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	action_id BIGINT NOT NULL,
	said TEXT NOT NULL,
	by_id BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_action_answer PRIMARY KEY (id),
	CONSTRAINT ck_action_answer_said_short CHECK (length(said) <= 400),
	CONSTRAINT uq_action_answer_token UNIQUE (token),
	CONSTRAINT fk_action_answer_action_id FOREIGN KEY(action_id) REFERENCES verifier_action (id),
	CONSTRAINT fk_action_answer_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_action_answer_action_id ON action_answer (action_id)
--;
CREATE TRIGGER action_answer_append_only BEFORE UPDATE OR DELETE ON action_answer FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE verifier_visit (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	run_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	scope TEXT NOT NULL,
	purpose TEXT NOT NULL,
	starts_on DATE NOT NULL,
	ends_on DATE NOT NULL,
	made_by_id BIGINT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_verifier_visit PRIMARY KEY (id),
	CONSTRAINT ck_verifier_visit_scope_known CHECK (scope IN ('run', 'sample')),
	CONSTRAINT ck_verifier_visit_days_in_order CHECK (ends_on >= starts_on),
	CONSTRAINT ck_verifier_visit_purpose_short CHECK (length(purpose) <= 200),
	CONSTRAINT uq_verifier_visit_token UNIQUE (token),
	CONSTRAINT fk_verifier_visit_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_verifier_visit_run_id FOREIGN KEY(run_id) REFERENCES run (id),
	CONSTRAINT fk_verifier_visit_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_verifier_visit_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_verifier_visit_person_id ON verifier_visit (person_id, site_id)
--;
CREATE INDEX ix_verifier_visit_run_id ON verifier_visit (run_id)
--;
CREATE INDEX ix_verifier_visit_site_id ON verifier_visit (site_id)
--;
CREATE TABLE visit_work (
	visit_id BIGINT NOT NULL,
	registration_id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	CONSTRAINT pk_visit_work PRIMARY KEY (visit_id, registration_id, unit_id),
	CONSTRAINT fk_visit_work_registration_id FOREIGN KEY(registration_id) REFERENCES registration (id),
	CONSTRAINT fk_visit_work_visit_id FOREIGN KEY(visit_id) REFERENCES verifier_visit (id),
	CONSTRAINT fk_visit_work_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)
--;
CREATE TABLE visit_finding (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	visit_id BIGINT NOT NULL,
	kind TEXT NOT NULL,
	what TEXT NOT NULL,
	registration_id BIGINT,
	unit_id BIGINT,
	action_id BIGINT,
	by_id BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_visit_finding PRIMARY KEY (id),
	CONSTRAINT ck_visit_finding_kind_known CHECK (kind IN ('seen', 'good', 'finding', 'action')),
	CONSTRAINT uq_visit_finding_action_id UNIQUE (action_id),
	CONSTRAINT ck_visit_finding_what_short CHECK (length(what) <= 400),
	CONSTRAINT ck_visit_finding_action_named CHECK ((kind = 'action') = (action_id IS NOT NULL)),
	CONSTRAINT uq_visit_finding_token UNIQUE (token),
	CONSTRAINT fk_visit_finding_visit_id FOREIGN KEY(visit_id) REFERENCES verifier_visit (id),
	CONSTRAINT fk_visit_finding_registration_id FOREIGN KEY(registration_id) REFERENCES registration (id),
	CONSTRAINT fk_visit_finding_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_visit_finding_action_id FOREIGN KEY(action_id) REFERENCES verifier_action (id),
	CONSTRAINT fk_visit_finding_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_visit_finding_visit_id ON visit_finding (visit_id)
--;
CREATE TRIGGER visit_finding_append_only BEFORE UPDATE OR DELETE ON visit_finding FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE OR REPLACE FUNCTION rac_frozen() RETURNS trigger AS $$ BEGIN IF NOT (OLD.sent_at IS NULL OR (COALESCE((NEW.run_id = OLD.run_id AND NEW.number = OLD.number AND NEW.tutor_id = OLD.tutor_id AND NEW.tutor_signed_at = OLD.tutor_signed_at AND NEW.verifier_id = OLD.verifier_id AND NEW.verifier_signed_at = OLD.verifier_signed_at AND NEW.sent_at = OLD.sent_at), 1 = 0))) THEN RAISE EXCEPTION 'what was sent is never changed; write an amendment' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER rac_frozen BEFORE UPDATE ON rac FOR EACH ROW EXECUTE FUNCTION rac_frozen()
--;
CREATE OR REPLACE FUNCTION rac_ready() RETURNS trigger AS $$ BEGIN IF NOT (NEW.sent_at IS NULL OR (NEW.tutor_signed_at IS NOT NULL AND NEW.verifier_signed_at IS NOT NULL AND NEW.tutor_id <> NEW.verifier_id AND EXISTS (SELECT 1 FROM sample_plan p WHERE p.run_id = NEW.run_id) AND NOT EXISTS (SELECT 1 FROM rac_line l JOIN registration g ON g.id = l.registration_id WHERE l.rac_id = NEW.id AND l.is_achieved AND (g.state <> 'registered' OR EXISTS (SELECT 1 FROM criterion c WHERE c.unit_id = l.unit_id AND NOT EXISTS (SELECT 1 FROM criterion_decision d JOIN assessor_unit e ON e.person_id = d.assessor_id AND e.unit_id = d.unit_id AND e.part = 'assessor' AND e.starts_on <= d.decided_on AND (e.ends_on IS NULL OR e.ends_on >= d.decided_on) WHERE d.registration_id = l.registration_id AND d.criterion_id = c.id AND d.superseded_by IS NULL AND d.decision = 'achieved')) OR EXISTS (SELECT 1 FROM sample_item i JOIN sample_plan p ON p.id = i.plan_id WHERE p.run_id = NEW.run_id AND i.unit_id = l.unit_id AND i.outcome IS NULL) OR EXISTS (SELECT 1 FROM verifier_action a LEFT JOIN sample_item i ON i.id = a.item_id WHERE a.run_id = NEW.run_id AND a.closed_at IS NULL AND (i.id IS NULL OR i.unit_id = l.unit_id)) OR EXISTS (SELECT 1 FROM criterion_decision d WHERE d.registration_id = l.registration_id AND d.unit_id = l.unit_id AND d.assessor_id = NEW.verifier_id))))) THEN RAISE EXCEPTION 'a recommendation is sent when two signed and nothing is open' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER rac_ready BEFORE INSERT ON rac FOR EACH ROW EXECUTE FUNCTION rac_ready()
--;
CREATE OR REPLACE FUNCTION rac_stays_ready() RETURNS trigger AS $$ BEGIN IF NOT (NEW.sent_at IS NULL OR (NEW.tutor_signed_at IS NOT NULL AND NEW.verifier_signed_at IS NOT NULL AND NEW.tutor_id <> NEW.verifier_id AND EXISTS (SELECT 1 FROM sample_plan p WHERE p.run_id = NEW.run_id) AND NOT EXISTS (SELECT 1 FROM rac_line l JOIN registration g ON g.id = l.registration_id WHERE l.rac_id = NEW.id AND l.is_achieved AND (g.state <> 'registered' OR EXISTS (SELECT 1 FROM criterion c WHERE c.unit_id = l.unit_id AND NOT EXISTS (SELECT 1 FROM criterion_decision d JOIN assessor_unit e ON e.person_id = d.assessor_id AND e.unit_id = d.unit_id AND e.part = 'assessor' AND e.starts_on <= d.decided_on AND (e.ends_on IS NULL OR e.ends_on >= d.decided_on) WHERE d.registration_id = l.registration_id AND d.criterion_id = c.id AND d.superseded_by IS NULL AND d.decision = 'achieved')) OR EXISTS (SELECT 1 FROM sample_item i JOIN sample_plan p ON p.id = i.plan_id WHERE p.run_id = NEW.run_id AND i.unit_id = l.unit_id AND i.outcome IS NULL) OR EXISTS (SELECT 1 FROM verifier_action a LEFT JOIN sample_item i ON i.id = a.item_id WHERE a.run_id = NEW.run_id AND a.closed_at IS NULL AND (i.id IS NULL OR i.unit_id = l.unit_id)) OR EXISTS (SELECT 1 FROM criterion_decision d WHERE d.registration_id = l.registration_id AND d.unit_id = l.unit_id AND d.assessor_id = NEW.verifier_id))))) THEN RAISE EXCEPTION 'a recommendation is sent when two signed and nothing is open' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER rac_stays_ready BEFORE UPDATE OF sent_at ON rac FOR EACH ROW EXECUTE FUNCTION rac_stays_ready()
--;
CREATE OR REPLACE FUNCTION sample_looked_at() RETURNS trigger AS $$ BEGIN IF NOT (NEW.outcome IS NULL OR NEW.verifier_id IS NOT NULL) THEN RAISE EXCEPTION 'a sample is looked at by a verifier' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER sample_looked_at BEFORE INSERT ON sample_item FOR EACH ROW EXECUTE FUNCTION sample_looked_at()
--;
CREATE OR REPLACE FUNCTION sample_stays_looked_at() RETURNS trigger AS $$ BEGIN IF NOT (NEW.outcome IS NULL OR NEW.verifier_id IS NOT NULL) THEN RAISE EXCEPTION 'a sample is looked at by a verifier' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER sample_stays_looked_at BEFORE UPDATE ON sample_item FOR EACH ROW EXECUTE FUNCTION sample_stays_looked_at()
--;
CREATE OR REPLACE FUNCTION rac_line_unsent() RETURNS trigger AS $$ BEGIN IF NOT ((SELECT c.sent_at FROM rac c WHERE c.id = NEW.rac_id) IS NULL) THEN RAISE EXCEPTION 'a line that was sent is never changed; write an amendment' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER rac_line_unsent BEFORE INSERT ON rac_line FOR EACH ROW EXECUTE FUNCTION rac_line_unsent()
--;
CREATE OR REPLACE FUNCTION rac_line_frozen() RETURNS trigger AS $$ BEGIN IF NOT (((SELECT c.sent_at FROM rac c WHERE c.id = NEW.rac_id) IS NULL) OR (COALESCE((NEW.rac_id = OLD.rac_id AND NEW.registration_id = OLD.registration_id AND NEW.unit_id = OLD.unit_id AND NEW.is_achieved = OLD.is_achieved AND NEW.why_not = OLD.why_not), 1 = 0))) THEN RAISE EXCEPTION 'a line that was sent is never changed; write an amendment' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER rac_line_frozen BEFORE UPDATE OF rac_id, registration_id, unit_id, is_achieved, why_not ON rac_line FOR EACH ROW EXECUTE FUNCTION rac_line_frozen()
--;
CREATE OR REPLACE FUNCTION rac_line_answered() RETURNS trigger AS $$ BEGIN IF NOT ((NEW.result IS NULL OR (NEW.is_achieved AND EXISTS (SELECT 1 FROM rac c WHERE c.id = NEW.rac_id AND c.sent_at IS NOT NULL))) AND (NEW.handed_on IS NULL OR NEW.result = 'achieved')) THEN RAISE EXCEPTION 'only what was recommended and sent has an answer' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER rac_line_answered BEFORE UPDATE OF result, handed_on ON rac_line FOR EACH ROW EXECUTE FUNCTION rac_line_answered()
--;
CREATE OR REPLACE FUNCTION credit_answered() RETURNS trigger AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM rac_line l JOIN rac c ON c.id = l.rac_id JOIN registration g ON g.id = l.registration_id JOIN unit u ON u.id = l.unit_id WHERE l.id = NEW.line_id AND l.result = 'achieved' AND c.sent_at IS NOT NULL AND g.person_id = NEW.person_id AND u.id = NEW.unit_id AND u.code = NEW.unit_code AND u.body_id = NEW.body_id)) THEN RAISE EXCEPTION 'credit is given by the answer of the awarding body' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER credit_answered BEFORE INSERT ON unit_award FOR EACH ROW EXECUTE FUNCTION credit_answered()
--;
CREATE OR REPLACE FUNCTION credit_stays_answered() RETURNS trigger AS $$ BEGIN IF NOT (EXISTS (SELECT 1 FROM rac_line l JOIN rac c ON c.id = l.rac_id JOIN registration g ON g.id = l.registration_id JOIN unit u ON u.id = l.unit_id WHERE l.id = NEW.line_id AND l.result = 'achieved' AND c.sent_at IS NOT NULL AND g.person_id = NEW.person_id AND u.id = NEW.unit_id AND u.code = NEW.unit_code AND u.body_id = NEW.body_id)) THEN RAISE EXCEPTION 'credit is given by the answer of the awarding body' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER credit_stays_answered BEFORE UPDATE ON unit_award FOR EACH ROW EXECUTE FUNCTION credit_stays_answered()
--;
CREATE OR REPLACE FUNCTION decision_not_by_verifier() RETURNS trigger AS $$ BEGIN IF NOT (NOT EXISTS (SELECT 1 FROM sample_item i WHERE i.registration_id = NEW.registration_id AND i.unit_id = NEW.unit_id AND i.verifier_id = NEW.assessor_id)) THEN RAISE EXCEPTION 'nobody assesses what they verified' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER decision_not_by_verifier BEFORE INSERT ON criterion_decision FOR EACH ROW EXECUTE FUNCTION decision_not_by_verifier()
--;
CREATE OR REPLACE FUNCTION decision_frozen() RETURNS trigger AS $$ BEGIN IF NOT (COALESCE((NEW.decision = OLD.decision AND NEW.registration_id = OLD.registration_id AND NEW.learner_id = OLD.learner_id AND NEW.unit_id = OLD.unit_id AND NEW.criterion_id = OLD.criterion_id AND NEW.assessor_id = OLD.assessor_id AND NEW.decided_on = OLD.decided_on), 1 = 0)) THEN RAISE EXCEPTION 'a decision is never changed; decide again' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER decision_frozen BEFORE UPDATE OF decision, registration_id, learner_id, unit_id, criterion_id, assessor_id, decided_on ON criterion_decision FOR EACH ROW EXECUTE FUNCTION decision_frozen()
