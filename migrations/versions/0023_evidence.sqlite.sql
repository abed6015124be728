CREATE TABLE assessor_proof (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	person_id INTEGER NOT NULL,
	kind TEXT NOT NULL,
	what TEXT NOT NULL,
	seen_on TEXT NOT NULL,
	seen_by_id INTEGER,
	made_at TEXT NOT NULL,
	CONSTRAINT pk_assessor_proof PRIMARY KEY (id),
	CONSTRAINT ck_assessor_proof_kind_known CHECK (kind IN ('qualification', 'competence', 'cpd')),
	CONSTRAINT ck_assessor_proof_what_short CHECK (length(what) <= 200),
	CONSTRAINT ck_assessor_proof_seen_by_another CHECK (seen_by_id IS NULL OR seen_by_id <> person_id),
	CONSTRAINT uq_assessor_proof_token UNIQUE (token),
	CONSTRAINT fk_assessor_proof_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_assessor_proof_seen_by_id FOREIGN KEY(seen_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_assessor_proof_person_id ON assessor_proof (person_id, kind)
--;
CREATE TRIGGER assessor_proof_no_update BEFORE UPDATE ON assessor_proof BEGIN SELECT RAISE(ABORT, 'assessor_proof is append-only'); END
--;
CREATE TRIGGER assessor_proof_no_delete BEFORE DELETE ON assessor_proof BEGIN SELECT RAISE(ABORT, 'assessor_proof is append-only'); END
--;
CREATE TABLE witness_statement (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	registration_id INTEGER NOT NULL,
	learner_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	criterion_id INTEGER,
	witness_id INTEGER NOT NULL,
	relation TEXT NOT NULL,
	saw TEXT NOT NULL,
	seen_on TEXT NOT NULL,
	at TEXT NOT NULL,
	CONSTRAINT pk_witness_statement PRIMARY KEY (id),
	CONSTRAINT fk_witness_statement_registration_id_learner_id FOREIGN KEY(registration_id, learner_id) REFERENCES registration (id, person_id),
	CONSTRAINT ck_witness_statement_relation_known CHECK (relation IN ('mentor', 'trainer', 'colleague', 'other')),
	CONSTRAINT ck_witness_statement_saw_short CHECK (length(saw) <= 600),
	CONSTRAINT ck_witness_statement_witness_not_learner CHECK (witness_id <> learner_id),
	CONSTRAINT uq_witness_statement_token UNIQUE (token),
	CONSTRAINT fk_witness_statement_learner_id FOREIGN KEY(learner_id) REFERENCES person (id),
	CONSTRAINT fk_witness_statement_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_witness_statement_criterion_id FOREIGN KEY(criterion_id) REFERENCES criterion (id),
	CONSTRAINT fk_witness_statement_witness_id FOREIGN KEY(witness_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_witness_statement_registration_id ON witness_statement (registration_id, unit_id)
--;
CREATE TRIGGER witness_statement_no_update BEFORE UPDATE ON witness_statement BEGIN SELECT RAISE(ABORT, 'witness_statement is append-only'); END
--;
CREATE TRIGGER witness_statement_no_delete BEFORE DELETE ON witness_statement BEGIN SELECT RAISE(ABORT, 'witness_statement is append-only'); END
--;
CREATE TRIGGER witness_of_the_unit BEFORE INSERT ON witness_statement WHEN NOT (NEW.criterion_id IS NULL OR EXISTS (SELECT 1 FROM criterion c WHERE c.id = NEW.criterion_id AND c.unit_id = NEW.unit_id)) BEGIN SELECT RAISE(ABORT, 'the criterion is of another unit'); END
--;
CREATE TABLE prior_claim (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	registration_id INTEGER NOT NULL,
	learner_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	claim TEXT NOT NULL,
	evidence TEXT NOT NULL,
	photo TEXT NOT NULL,
	made_by_id INTEGER NOT NULL,
	made_at TEXT NOT NULL,
	decision TEXT,
	because TEXT NOT NULL,
	decided_by_id INTEGER,
	decided_on TEXT,
	CONSTRAINT pk_prior_claim PRIMARY KEY (id),
	CONSTRAINT fk_prior_claim_registration_id_learner_id FOREIGN KEY(registration_id, learner_id) REFERENCES registration (id, person_id),
	CONSTRAINT ck_prior_claim_decision_known CHECK (decision IN ('agreed', 'refused')),
	CONSTRAINT ck_prior_claim_claim_short CHECK (length(claim) <= 400),
	CONSTRAINT ck_prior_claim_evidence_short CHECK (length(evidence) <= 400),
	CONSTRAINT ck_prior_claim_because_short CHECK (length(because) <= 400),
	CONSTRAINT ck_prior_claim_decided_by_another CHECK (decided_by_id IS NULL OR decided_by_id <> learner_id),
	CONSTRAINT ck_prior_claim_decided_whole CHECK ((decision IS NULL) = (decided_by_id IS NULL) AND (decision IS NULL) = (decided_on IS NULL)),
	CONSTRAINT uq_prior_claim_token UNIQUE (token),
	CONSTRAINT fk_prior_claim_learner_id FOREIGN KEY(learner_id) REFERENCES person (id),
	CONSTRAINT fk_prior_claim_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_prior_claim_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id),
	CONSTRAINT fk_prior_claim_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_prior_claim_registration_id ON prior_claim (registration_id, unit_id)
--;
CREATE TRIGGER claim_comes_first BEFORE INSERT ON prior_claim WHEN NOT (NEW.decision IS NULL) BEGIN SELECT RAISE(ABORT, 'prior learning is decided once, by somebody entitled to assess the unit'); END
--;
CREATE TRIGGER claim_decided_once BEFORE UPDATE ON prior_claim WHEN NOT (NEW.token = OLD.token AND NEW.registration_id = OLD.registration_id AND NEW.learner_id = OLD.learner_id AND NEW.unit_id = OLD.unit_id AND NEW.claim = OLD.claim AND NEW.evidence = OLD.evidence AND NEW.photo = OLD.photo AND NEW.made_by_id = OLD.made_by_id AND NEW.made_at = OLD.made_at AND OLD.decision IS NULL AND (NEW.decision IS NULL OR EXISTS (SELECT 1 FROM assessor_unit e WHERE e.person_id = NEW.decided_by_id AND e.unit_id = NEW.unit_id AND e.part = 'assessor' AND e.starts_on <= NEW.decided_on AND (e.ends_on IS NULL OR e.ends_on >= NEW.decided_on)))) BEGIN SELECT RAISE(ABORT, 'prior learning is decided once, by somebody entitled to assess the unit'); END
--;
CREATE TABLE appeal (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	registration_id INTEGER NOT NULL,
	learner_id INTEGER NOT NULL,
	decision_id TEXT NOT NULL,
	assessor_id INTEGER NOT NULL,
	reason TEXT NOT NULL,
	made_by_id INTEGER NOT NULL,
	made_at TEXT NOT NULL,
	outcome TEXT,
	note TEXT NOT NULL,
	heard_by_id INTEGER,
	heard_at TEXT,
	CONSTRAINT pk_appeal PRIMARY KEY (id),
	CONSTRAINT fk_appeal_registration_id_learner_id FOREIGN KEY(registration_id, learner_id) REFERENCES registration (id, person_id),
	CONSTRAINT ck_appeal_outcome_known CHECK (outcome IN ('stands', 'changed')),
	CONSTRAINT ck_appeal_reason_short CHECK (length(reason) <= 400),
	CONSTRAINT ck_appeal_note_short CHECK (length(note) <= 400),
	CONSTRAINT ck_appeal_heard_by_another CHECK (heard_by_id IS NULL OR heard_by_id <> assessor_id),
	CONSTRAINT ck_appeal_heard_not_by_learner CHECK (heard_by_id IS NULL OR heard_by_id <> learner_id),
	CONSTRAINT ck_appeal_heard_whole CHECK ((outcome IS NULL) = (heard_by_id IS NULL) AND (outcome IS NULL) = (heard_at IS NULL)),
	CONSTRAINT uq_appeal_token UNIQUE (token),
	CONSTRAINT fk_appeal_learner_id FOREIGN KEY(learner_id) REFERENCES person (id),
	CONSTRAINT fk_appeal_decision_id FOREIGN KEY(decision_id) REFERENCES criterion_decision (id),
	CONSTRAINT fk_appeal_assessor_id FOREIGN KEY(assessor_id) REFERENCES person (id),
	CONSTRAINT fk_appeal_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id),
	CONSTRAINT fk_appeal_heard_by_id FOREIGN KEY(heard_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_appeal_decision_id ON appeal (decision_id)
--;
CREATE INDEX ix_appeal_registration_id ON appeal (registration_id)
--;
CREATE TRIGGER appeal_of_a_decision BEFORE INSERT ON appeal WHEN NOT (NEW.outcome IS NULL AND EXISTS (SELECT 1 FROM criterion_decision d WHERE d.id = NEW.decision_id AND d.registration_id = NEW.registration_id AND d.assessor_id = NEW.assessor_id)) BEGIN SELECT RAISE(ABORT, 'an appeal is heard once, by somebody who assessed nothing of the unit'); END
--;
CREATE TRIGGER appeal_heard_once BEFORE UPDATE ON appeal WHEN NOT (NEW.token = OLD.token AND NEW.registration_id = OLD.registration_id AND NEW.learner_id = OLD.learner_id AND NEW.decision_id = OLD.decision_id AND NEW.assessor_id = OLD.assessor_id AND NEW.reason = OLD.reason AND NEW.made_by_id = OLD.made_by_id AND NEW.made_at = OLD.made_at AND OLD.outcome IS NULL AND (NEW.outcome IS NULL OR NOT EXISTS (SELECT 1 FROM criterion_decision a JOIN criterion_decision d ON d.registration_id = a.registration_id AND d.unit_id = a.unit_id WHERE a.id = NEW.decision_id AND d.assessor_id = NEW.heard_by_id))) BEGIN SELECT RAISE(ABORT, 'an appeal is heard once, by somebody who assessed nothing of the unit'); END
--;
CREATE TABLE standardisation_note (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	site_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	run_id INTEGER,
	held_on TEXT NOT NULL,
	question TEXT NOT NULL,
	agreed TEXT NOT NULL,
	by_id INTEGER NOT NULL,
	at TEXT NOT NULL,
	CONSTRAINT pk_standardisation_note PRIMARY KEY (id),
	CONSTRAINT ck_standardisation_note_question_short CHECK (length(question) <= 400),
	CONSTRAINT ck_standardisation_note_agreed_short CHECK (length(agreed) <= 600),
	CONSTRAINT uq_standardisation_note_token UNIQUE (token),
	CONSTRAINT fk_standardisation_note_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_standardisation_note_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_standardisation_note_run_id FOREIGN KEY(run_id) REFERENCES run (id),
	CONSTRAINT fk_standardisation_note_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_standardisation_note_run_id ON standardisation_note (run_id)
--;
CREATE INDEX ix_standardisation_note_site_id ON standardisation_note (site_id, held_on)
--;
CREATE TRIGGER standardisation_note_no_update BEFORE UPDATE ON standardisation_note BEGIN SELECT RAISE(ABORT, 'standardisation_note is append-only'); END
--;
CREATE TRIGGER standardisation_note_no_delete BEFORE DELETE ON standardisation_note BEGIN SELECT RAISE(ABORT, 'standardisation_note is append-only'); END
--;
CREATE TABLE standardisation_person (
	note_id INTEGER NOT NULL,
	person_id INTEGER NOT NULL,
	CONSTRAINT pk_standardisation_person PRIMARY KEY (note_id, person_id),
	CONSTRAINT fk_standardisation_person_note_id FOREIGN KEY(note_id) REFERENCES standardisation_note (id),
	CONSTRAINT fk_standardisation_person_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
--;
CREATE TRIGGER standardisation_person_no_update BEFORE UPDATE ON standardisation_person BEGIN SELECT RAISE(ABORT, 'standardisation_person is append-only'); END
--;
CREATE TRIGGER standardisation_person_no_delete BEFORE DELETE ON standardisation_person BEGIN SELECT RAISE(ABORT, 'standardisation_person is append-only'); END
