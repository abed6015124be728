CREATE TABLE help_time (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	kind TEXT NOT NULL,
	run_id BIGINT,
	learner_id BIGINT,
	about TEXT NOT NULL,
	done_on DATE NOT NULL,
	minutes BIGINT NOT NULL,
	by_id BIGINT,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_help_time PRIMARY KEY (id),
	CONSTRAINT ck_help_time_kind_known CHECK (kind IN ('helping', 'mentoring')),
	CONSTRAINT ck_help_time_minutes_bounded CHECK (minutes BETWEEN 1 AND 1440),
	CONSTRAINT ck_help_time_about_short CHECK (length(about) <= 80),
	CONSTRAINT ck_help_time_mentor_not_learner CHECK (learner_id IS NULL OR learner_id <> person_id),
	CONSTRAINT ck_help_time_helping_has_run CHECK (kind != 'helping' OR run_id IS NOT NULL),
	CONSTRAINT ck_help_time_mentoring_has_learner CHECK (kind != 'mentoring' OR learner_id IS NOT NULL),
	CONSTRAINT uq_help_time_token UNIQUE (token),
	CONSTRAINT fk_help_time_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_help_time_person_id FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT fk_help_time_run_id FOREIGN KEY(run_id) REFERENCES run (id),
	CONSTRAINT fk_help_time_learner_id FOREIGN KEY(learner_id) REFERENCES person (id),
	CONSTRAINT fk_help_time_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_help_time_person_id ON help_time (person_id, done_on)
--;
CREATE INDEX ix_help_time_site_id ON help_time (site_id, done_on)
