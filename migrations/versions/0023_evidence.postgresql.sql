CREATE TABLE assessor_proof (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	person_id BIGINT NOT NULL,
	kind TEXT NOT NULL,
	what TEXT NOT NULL,
	seen_on DATE NOT NULL,
	seen_by_id BIGINT,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_assessor_proof PRIMARY KEY (id),
	CONSTRAINT ck_assessor_proof_kind_known CHECK (kind IN ('qualification', 'competence', 'cpd')),
	CONSTRAINT ck_assessor_proof_what_short CHECK (length(what) <= 200),
	CONSTRAINT ck_assessor_proof_seen_by_another CHECK (seen_by_id IS NULL OR seen_by_id <> person_id),
	CONSTRAINT uq_assessor_proof_token UNIQUE (token),
	CONSTRAINT fk_assessor_proof_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_assessor_proof_seen_by_id FOREIGN KEY(seen_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_assessor_proof_person_id ON assessor_proof (person_id, kind)
--;
CREATE TRIGGER assessor_proof_append_only BEFORE UPDATE OR DELETE ON assessor_proof FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE witness_statement (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	registration_id BIGINT NOT NULL,
	learner_id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	criterion_id BIGINT,
	witness_id BIGINT NOT NULL,
	relation TEXT NOT NULL,
	saw TEXT NOT NULL,
	seen_on DATE NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
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
--;
CREATE INDEX ix_witness_statement_registration_id ON witness_statement (registration_id, unit_id)
--;
CREATE TRIGGER witness_statement_append_only BEFORE UPDATE OR DELETE ON witness_statement FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE OR REPLACE FUNCTION witness_of_the_unit() RETURNS trigger AS $$ BEGIN IF NOT (NEW.criterion_id IS NULL OR EXISTS (SELECT 1 FROM criterion c WHERE c.id = NEW.criterion_id AND c.unit_id = NEW.unit_id)) THEN RAISE EXCEPTION 'the criterion is of another unit' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER witness_of_the_unit BEFORE INSERT ON witness_statement FOR EACH ROW EXECUTE FUNCTION witness_of_the_unit()
--;
CREATE TABLE prior_claim (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	registration_id BIGINT NOT NULL,
	learner_id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	claim TEXT NOT NULL,
	evidence TEXT NOT NULL,
	photo TEXT NOT NULL,
	made_by_id BIGINT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	decision TEXT,
	because TEXT NOT NULL,
	decided_by_id BIGINT,
	decided_on DATE,
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
--;
CREATE INDEX ix_prior_claim_registration_id ON prior_claim (registration_id, unit_id)
--;
CREATE OR REPLACE FUNCTION claim_comes_first() RETURNS trigger AS $$ BEGIN IF NOT (NEW.decision IS NULL) THEN RAISE EXCEPTION 'prior learning is decided once, by somebody entitled to assess the unit' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER claim_comes_first BEFORE INSERT ON prior_claim FOR EACH ROW EXECUTE FUNCTION claim_comes_first()
--;
CREATE OR REPLACE FUNCTION claim_decided_once() RETURNS trigger AS $$ BEGIN IF NOT (NEW.token = OLD.token AND NEW.registration_id = OLD.registration_id AND NEW.learner_id = OLD.learner_id AND NEW.unit_id = OLD.unit_id AND NEW.claim = OLD.claim AND NEW.evidence = OLD.evidence AND NEW.photo = OLD.photo AND NEW.made_by_id = OLD.made_by_id AND NEW.made_at = OLD.made_at AND OLD.decision IS NULL AND (NEW.decision IS NULL OR EXISTS (SELECT 1 FROM assessor_unit e WHERE e.person_id = NEW.decided_by_id AND e.unit_id = NEW.unit_id AND e.part = 'assessor' AND e.starts_on <= NEW.decided_on AND (e.ends_on IS NULL OR e.ends_on >= NEW.decided_on)))) THEN RAISE EXCEPTION 'prior learning is decided once, by somebody entitled to assess the unit' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER claim_decided_once BEFORE UPDATE ON prior_claim FOR EACH ROW EXECUTE FUNCTION claim_decided_once()
--;
CREATE TABLE appeal (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	registration_id BIGINT NOT NULL,
	learner_id BIGINT NOT NULL,
	decision_id TEXT NOT NULL,
	assessor_id BIGINT NOT NULL,
	reason TEXT NOT NULL,
	made_by_id BIGINT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	outcome TEXT,
	note TEXT NOT NULL,
	heard_by_id BIGINT,
	heard_at TIMESTAMP WITH TIME ZONE,
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
--;
CREATE INDEX ix_appeal_decision_id ON appeal (decision_id)
--;
CREATE INDEX ix_appeal_registration_id ON appeal (registration_id)
--;
CREATE OR REPLACE FUNCTION appeal_of_a_decision() RETURNS trigger AS $$ BEGIN IF NOT (NEW.outcome IS NULL AND EXISTS (SELECT 1 FROM criterion_decision d WHERE d.id = NEW.decision_id AND d.registration_id = NEW.registration_id AND d.assessor_id = NEW.assessor_id)) THEN RAISE EXCEPTION 'an appeal is heard once, by somebody who assessed nothing of the unit' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER appeal_of_a_decision BEFORE INSERT ON appeal FOR EACH ROW EXECUTE FUNCTION appeal_of_a_decision()
--;
CREATE OR REPLACE FUNCTION appeal_heard_once() RETURNS trigger AS $$ BEGIN IF NOT (NEW.token = OLD.token AND NEW.registration_id = OLD.registration_id AND NEW.learner_id = OLD.learner_id AND NEW.decision_id = OLD.decision_id AND NEW.assessor_id = OLD.assessor_id AND NEW.reason = OLD.reason AND NEW.made_by_id = OLD.made_by_id AND NEW.made_at = OLD.made_at AND OLD.outcome IS NULL AND (NEW.outcome IS NULL OR NOT EXISTS (SELECT 1 FROM criterion_decision a JOIN criterion_decision d ON d.registration_id = a.registration_id AND d.unit_id = a.unit_id WHERE a.id = NEW.decision_id AND d.assessor_id = NEW.heard_by_id))) THEN RAISE EXCEPTION 'an appeal is heard once, by somebody who assessed nothing of the unit' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER appeal_heard_once BEFORE UPDATE ON appeal FOR EACH ROW EXECUTE FUNCTION appeal_heard_once()
--;
CREATE TABLE standardisation_note (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	run_id BIGINT,
	held_on DATE NOT NULL,
	question TEXT NOT NULL,
	agreed TEXT NOT NULL,
	by_id BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_standardisation_note PRIMARY KEY (id),
	CONSTRAINT ck_standardisation_note_question_short CHECK (length(question) <= 400),
	CONSTRAINT ck_standardisation_note_agreed_short CHECK (length(agreed) <= 600),
	CONSTRAINT uq_standardisation_note_token UNIQUE (token),
	CONSTRAINT fk_standardisation_note_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_standardisation_note_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
	CONSTRAINT fk_standardisation_note_run_id FOREIGN KEY(run_id) REFERENCES run (id),
	CONSTRAINT fk_standardisation_note_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_standardisation_note_run_id ON standardisation_note (run_id)
--;
CREATE INDEX ix_standardisation_note_site_id ON standardisation_note (site_id, held_on)
--;
CREATE TRIGGER standardisation_note_append_only BEFORE UPDATE OR DELETE ON standardisation_note FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE standardisation_person (
	note_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	CONSTRAINT pk_standardisation_person PRIMARY KEY (note_id, person_id),
	CONSTRAINT fk_standardisation_person_note_id FOREIGN KEY(note_id) REFERENCES standardisation_note (id),
	CONSTRAINT fk_standardisation_person_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--;
CREATE TRIGGER standardisation_person_append_only BEFORE UPDATE OR DELETE ON standardisation_person FOR EACH ROW EXECUTE FUNCTION refuse_change()
