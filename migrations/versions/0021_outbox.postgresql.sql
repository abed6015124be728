CREATE TABLE outbox_message (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	person_id BIGINT NOT NULL,
	kind TEXT NOT NULL,
	facts JSONB NOT NULL,
	channel TEXT NOT NULL,
	state TEXT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	due_at TIMESTAMP WITH TIME ZONE NOT NULL,
	attempts BIGINT NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	fault TEXT NOT NULL,
	CONSTRAINT pk_outbox_message PRIMARY KEY (id),
	CONSTRAINT ck_outbox_message_channel_known CHECK (channel IN ('print', 'email', 'sms')),
	CONSTRAINT ck_outbox_message_state_known CHECK (state IN ('waiting', 'sent', 'failed', 'dropped')),
	CONSTRAINT ck_outbox_message_attempts_bounded CHECK (attempts BETWEEN 0 AND 100),
	CONSTRAINT ck_outbox_message_ended_when_done CHECK ((state = 'waiting') = (ended_at IS NULL)),
	CONSTRAINT uq_outbox_message_token UNIQUE (token),
	CONSTRAINT fk_outbox_message_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_outbox_message_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_outbox_message_due ON outbox_message (due_at) WHERE state = 'waiting'
--;
CREATE INDEX ix_outbox_message_person_id ON outbox_message (person_id)
