CREATE TABLE sample_basis (
	plan_id INTEGER NOT NULL,
	assessed TEXT NOT NULL,
	CONSTRAINT pk_sample_basis PRIMARY KEY (plan_id),
	CONSTRAINT fk_sample_basis_plan_id FOREIGN KEY(plan_id) REFERENCES sample_plan (id)
)
 STRICT
--;
CREATE TRIGGER sample_basis_no_update BEFORE UPDATE ON sample_basis BEGIN SELECT RAISE(ABORT, 'sample_basis is append-only'); END
--;
CREATE TRIGGER sample_basis_no_delete BEFORE DELETE ON sample_basis BEGIN SELECT RAISE(ABORT, 'sample_basis is append-only'); END
--;
CREATE TABLE action_answer (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	action_id INTEGER NOT NULL,
	said TEXT NOT NULL,
	by_id INTEGER NOT NULL,
	at TEXT NOT NULL,
	CONSTRAINT pk_action_answer PRIMARY KEY (id),
	CONSTRAINT ck_action_answer_said_short CHECK (length(said) <= 400),
	CONSTRAINT uq_action_answer_token UNIQUE (token),
	CONSTRAINT fk_action_answer_action_id FOREIGN KEY(action_id) REFERENCES verifier_action (id),
	CONSTRAINT fk_action_answer_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_action_answer_action_id ON action_answer (action_id)
--;
CREATE TRIGGER action_answer_no_update BEFORE UPDATE ON action_answer BEGIN SELECT RAISE(ABORT, 'action_answer is append-only'); END
--;
CREATE TRIGGER action_answer_no_delete BEFORE DELETE ON action_answer BEGIN SELECT RAISE(ABORT, 'action_answer is append-only'); END
--;
CREATE TABLE verifier_visit (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	site_id INTEGER NOT NULL,
	run_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	scope TEXT NOT NULL,
	purpose TEXT NOT NULL,
	starts_on TEXT NOT NULL,
	ends_on TEXT NOT NULL,
	made_by_id INTEGER NOT NULL,
	made_at TEXT NOT NULL,
	ended_at TEXT,
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
 STRICT
--;
CREATE INDEX ix_verifier_visit_person_id ON verifier_visit (person_id, site_id)
--;
CREATE INDEX ix_verifier_visit_run_id ON verifier_visit (run_id)
--;
CREATE INDEX ix_verifier_visit_site_id ON verifier_visit (site_id)
--;
CREATE TABLE visit_work (
	visit_id INTEGER NOT NULL,
	registration_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	CONSTRAINT pk_visit_work PRIMARY KEY (visit_id, registration_id, unit_id),
	CONSTRAINT fk_visit_work_registration_id FOREIGN KEY(registration_id) REFERENCES registration (id),
	CONSTRAINT fk_visit_work_visit_id FOREIGN KEY(visit_id) REFERENCES verifier_visit (id),
	CONSTRAINT fk_visit_work_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)
 STRICT
--;
CREATE TABLE visit_finding (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	visit_id INTEGER NOT NULL,
	kind TEXT NOT NULL,
	what TEXT NOT NULL,
	registration_id INTEGER,
	unit_id INTEGER,
	action_id INTEGER,
	by_id INTEGER NOT NULL,
	at TEXT NOT NULL,
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
 STRICT
--;
CREATE INDEX ix_visit_finding_visit_id ON visit_finding (visit_id)
--;
CREATE TRIGGER visit_finding_no_update BEFORE UPDATE ON visit_finding BEGIN SELECT RAISE(ABORT, 'visit_finding is append-only'); END
--;
CREATE TRIGGER visit_finding_no_delete BEFORE DELETE ON visit_finding BEGIN SELECT RAISE(ABORT, 'visit_finding is append-only'); END
--;
CREATE TRIGGER rac_frozen BEFORE UPDATE ON rac WHEN NOT (OLD.sent_at IS NULL OR (COALESCE((NEW.run_id = OLD.run_id AND NEW.number = OLD.number AND NEW.tutor_id = OLD.tutor_id AND NEW.tutor_signed_at = OLD.tutor_signed_at AND NEW.verifier_id = OLD.verifier_id AND NEW.verifier_signed_at = OLD.verifier_signed_at AND NEW.sent_at = OLD.sent_at), 1 = 0))) BEGIN SELECT RAISE(ABORT, 'what was sent is never changed; write an amendment'); END
--;
CREATE TRIGGER rac_ready BEFORE INSERT ON rac WHEN NOT (NEW.sent_at IS NULL OR (NEW.tutor_signed_at IS NOT NULL AND NEW.verifier_signed_at IS NOT NULL AND NEW.tutor_id <> NEW.verifier_id AND EXISTS (SELECT 1 FROM sample_plan p WHERE p.run_id = NEW.run_id) AND NOT EXISTS (SELECT 1 FROM rac_line l JOIN registration g ON g.id = l.registration_id WHERE l.rac_id = NEW.id AND l.is_achieved AND (g.state <> 'registered' OR EXISTS (SELECT 1 FROM criterion c WHERE c.unit_id = l.unit_id AND NOT EXISTS (SELECT 1 FROM criterion_decision d JOIN assessor_unit e ON e.person_id = d.assessor_id AND e.unit_id = d.unit_id AND e.part = 'assessor' AND e.starts_on <= d.decided_on AND (e.ends_on IS NULL OR e.ends_on >= d.decided_on) WHERE d.registration_id = l.registration_id AND d.criterion_id = c.id AND d.superseded_by IS NULL AND d.decision = 'achieved')) OR EXISTS (SELECT 1 FROM sample_item i JOIN sample_plan p ON p.id = i.plan_id WHERE p.run_id = NEW.run_id AND i.unit_id = l.unit_id AND i.outcome IS NULL) OR EXISTS (SELECT 1 FROM verifier_action a LEFT JOIN sample_item i ON i.id = a.item_id WHERE a.run_id = NEW.run_id AND a.closed_at IS NULL AND (i.id IS NULL OR i.unit_id = l.unit_id)) OR EXISTS (SELECT 1 FROM criterion_decision d WHERE d.registration_id = l.registration_id AND d.unit_id = l.unit_id AND d.assessor_id = NEW.verifier_id))))) BEGIN SELECT RAISE(ABORT, 'a recommendation is sent when two signed and nothing is open'); END
--;
CREATE TRIGGER rac_stays_ready BEFORE UPDATE OF sent_at ON rac WHEN NOT (NEW.sent_at IS NULL OR (NEW.tutor_signed_at IS NOT NULL AND NEW.verifier_signed_at IS NOT NULL AND NEW.tutor_id <> NEW.verifier_id AND EXISTS (SELECT 1 FROM sample_plan p WHERE p.run_id = NEW.run_id) AND NOT EXISTS (SELECT 1 FROM rac_line l JOIN registration g ON g.id = l.registration_id WHERE l.rac_id = NEW.id AND l.is_achieved AND (g.state <> 'registered' OR EXISTS (SELECT 1 FROM criterion c WHERE c.unit_id = l.unit_id AND NOT EXISTS (SELECT 1 FROM criterion_decision d JOIN assessor_unit e ON e.person_id = d.assessor_id AND e.unit_id = d.unit_id AND e.part = 'assessor' AND e.starts_on <= d.decided_on AND (e.ends_on IS NULL OR e.ends_on >= d.decided_on) WHERE d.registration_id = l.registration_id AND d.criterion_id = c.id AND d.superseded_by IS NULL AND d.decision = 'achieved')) OR EXISTS (SELECT 1 FROM sample_item i JOIN sample_plan p ON p.id = i.plan_id WHERE p.run_id = NEW.run_id AND i.unit_id = l.unit_id AND i.outcome IS NULL) OR EXISTS (SELECT 1 FROM verifier_action a LEFT JOIN sample_item i ON i.id = a.item_id WHERE a.run_id = NEW.run_id AND a.closed_at IS NULL AND (i.id IS NULL OR i.unit_id = l.unit_id)) OR EXISTS (SELECT 1 FROM criterion_decision d WHERE d.registration_id = l.registration_id AND d.unit_id = l.unit_id AND d.assessor_id = NEW.verifier_id))))) BEGIN SELECT RAISE(ABORT, 'a recommendation is sent when two signed and nothing is open'); END
--;
CREATE TRIGGER sample_looked_at BEFORE INSERT ON sample_item WHEN NOT (NEW.outcome IS NULL OR NEW.verifier_id IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'a sample is looked at by a verifier'); END
--;
CREATE TRIGGER sample_stays_looked_at BEFORE UPDATE ON sample_item WHEN NOT (NEW.outcome IS NULL OR NEW.verifier_id IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'a sample is looked at by a verifier'); END
--;
CREATE TRIGGER rac_line_unsent BEFORE INSERT ON rac_line WHEN NOT ((SELECT c.sent_at FROM rac c WHERE c.id = NEW.rac_id) IS NULL) BEGIN SELECT RAISE(ABORT, 'a line that was sent is never changed; write an amendment'); END
--;
CREATE TRIGGER rac_line_frozen BEFORE UPDATE OF rac_id, registration_id, unit_id, is_achieved, why_not ON rac_line WHEN NOT (((SELECT c.sent_at FROM rac c WHERE c.id = NEW.rac_id) IS NULL) OR (COALESCE((NEW.rac_id = OLD.rac_id AND NEW.registration_id = OLD.registration_id AND NEW.unit_id = OLD.unit_id AND NEW.is_achieved = OLD.is_achieved AND NEW.why_not = OLD.why_not), 1 = 0))) BEGIN SELECT RAISE(ABORT, 'a line that was sent is never changed; write an amendment'); END
--;
CREATE TRIGGER rac_line_answered BEFORE UPDATE OF result, handed_on ON rac_line WHEN NOT ((NEW.result IS NULL OR (NEW.is_achieved AND EXISTS (SELECT 1 FROM rac c WHERE c.id = NEW.rac_id AND c.sent_at IS NOT NULL))) AND (NEW.handed_on IS NULL OR NEW.result = 'achieved')) BEGIN SELECT RAISE(ABORT, 'only what was recommended and sent has an answer'); END
--;
CREATE TRIGGER credit_answered BEFORE INSERT ON unit_award WHEN NOT (EXISTS (SELECT 1 FROM rac_line l JOIN rac c ON c.id = l.rac_id JOIN registration g ON g.id = l.registration_id JOIN unit u ON u.id = l.unit_id WHERE l.id = NEW.line_id AND l.result = 'achieved' AND c.sent_at IS NOT NULL AND g.person_id = NEW.person_id AND u.id = NEW.unit_id AND u.code = NEW.unit_code AND u.body_id = NEW.body_id)) BEGIN SELECT RAISE(ABORT, 'credit is given by the answer of the awarding body'); END
--;
CREATE TRIGGER credit_stays_answered BEFORE UPDATE ON unit_award WHEN NOT (EXISTS (SELECT 1 FROM rac_line l JOIN rac c ON c.id = l.rac_id JOIN registration g ON g.id = l.registration_id JOIN unit u ON u.id = l.unit_id WHERE l.id = NEW.line_id AND l.result = 'achieved' AND c.sent_at IS NOT NULL AND g.person_id = NEW.person_id AND u.id = NEW.unit_id AND u.code = NEW.unit_code AND u.body_id = NEW.body_id)) BEGIN SELECT RAISE(ABORT, 'credit is given by the answer of the awarding body'); END
--;
CREATE TRIGGER decision_not_by_verifier BEFORE INSERT ON criterion_decision WHEN NOT (NOT EXISTS (SELECT 1 FROM sample_item i WHERE i.registration_id = NEW.registration_id AND i.unit_id = NEW.unit_id AND i.verifier_id = NEW.assessor_id)) BEGIN SELECT RAISE(ABORT, 'nobody assesses what they verified'); END
--;
CREATE TRIGGER decision_frozen BEFORE UPDATE OF decision, registration_id, learner_id, unit_id, criterion_id, assessor_id, decided_on ON criterion_decision WHEN NOT (COALESCE((NEW.decision = OLD.decision AND NEW.registration_id = OLD.registration_id AND NEW.learner_id = OLD.learner_id AND NEW.unit_id = OLD.unit_id AND NEW.criterion_id = OLD.criterion_id AND NEW.assessor_id = OLD.assessor_id AND NEW.decided_on = OLD.decided_on), 1 = 0)) BEGIN SELECT RAISE(ABORT, 'a decision is never changed; decide again'); END
