CREATE TABLE impact_choice (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	is_public BOOLEAN NOT NULL,
	shows_stories BOOLEAN NOT NULL,
	indicators JSONB NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	made_by_id BIGINT,
	CONSTRAINT pk_impact_choice PRIMARY KEY (id),
	CONSTRAINT ck_impact_choice_is_public_flag CHECK (is_public IN (FALSE, TRUE)),
	CONSTRAINT ck_impact_choice_shows_stories_flag CHECK (shows_stories IN (FALSE, TRUE)),
	CONSTRAINT uq_impact_choice_token UNIQUE (token),
	CONSTRAINT fk_impact_choice_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
--;
CREATE TRIGGER impact_choice_append_only BEFORE UPDATE OR DELETE ON impact_choice FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE form_profile (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	name TEXT NOT NULL,
	funder TEXT NOT NULL,
	template_sha256 TEXT NOT NULL,
	template_name TEXT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	made_by_id BIGINT,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_form_profile PRIMARY KEY (id),
	CONSTRAINT ck_form_profile_name_short CHECK (length(name) <= 80),
	CONSTRAINT ck_form_profile_funder_short CHECK (length(funder) <= 80),
	CONSTRAINT ck_form_profile_template_name_short CHECK (length(template_name) <= 120),
	CONSTRAINT ck_form_profile_template_sha256_whole CHECK (length(template_sha256) IN (0, 64)),
	CONSTRAINT ck_form_profile_template_named CHECK ((template_sha256 = '') = (template_name = '')),
	CONSTRAINT uq_form_profile_token UNIQUE (token),
	CONSTRAINT fk_form_profile_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_form_profile_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_form_profile_site_id ON form_profile (site_id)
--;
CREATE TABLE form_line (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	profile_id BIGINT NOT NULL,
	position BIGINT NOT NULL,
	label TEXT NOT NULL,
	indicator TEXT NOT NULL,
	span TEXT NOT NULL,
	starts_on DATE,
	ends_on DATE,
	site_id BIGINT,
	city TEXT NOT NULL,
	split TEXT NOT NULL,
	sheet TEXT NOT NULL,
	cell TEXT NOT NULL,
	CONSTRAINT pk_form_line PRIMARY KEY (id),
	CONSTRAINT ck_form_line_span_known CHECK (span IN ('period', 'to_date', 'in_all', 'own')),
	CONSTRAINT ck_form_line_city_short CHECK (length(city) <= 40),
	CONSTRAINT ck_form_line_position_bounded CHECK (position BETWEEN 1 AND 1000000),
	CONSTRAINT ck_form_line_label_short CHECK (length(label) <= 200),
	CONSTRAINT ck_form_line_sheet_short CHECK (length(sheet) <= 31),
	CONSTRAINT ck_form_line_cell_short CHECK (length(cell) <= 10),
	CONSTRAINT ck_form_line_split_short CHECK (length(split) <= 80),
	CONSTRAINT ck_form_line_indicator_short CHECK (length(indicator) <= 60),
	CONSTRAINT ck_form_line_own_days_given CHECK ((span = 'own') = (starts_on IS NOT NULL AND ends_on IS NOT NULL)),
	CONSTRAINT ck_form_line_days_in_order CHECK (ends_on >= starts_on),
	CONSTRAINT ck_form_line_site_or_city CHECK (site_id IS NULL OR city = ''),
	CONSTRAINT uq_form_line_token UNIQUE (token),
	CONSTRAINT fk_form_line_profile_id FOREIGN KEY(profile_id) REFERENCES form_profile (id),
	CONSTRAINT fk_form_line_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE INDEX ix_form_line_profile_id ON form_line (profile_id, position)
--;
CREATE TABLE open_key (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	name TEXT NOT NULL,
	scopes JSONB NOT NULL,
	key_hash TEXT NOT NULL,
	shown TEXT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	made_by_id BIGINT,
	last_used_at TIMESTAMP WITH TIME ZONE,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_open_key PRIMARY KEY (id),
	CONSTRAINT ck_open_key_name_short CHECK (length(name) <= 80),
	CONSTRAINT ck_open_key_shown_short CHECK (length(shown) <= 12),
	CONSTRAINT uq_open_key_token UNIQUE (token),
	CONSTRAINT fk_open_key_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT uq_open_key_key_hash UNIQUE (key_hash),
	CONSTRAINT fk_open_key_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_open_key_site_id ON open_key (site_id)
--;
CREATE TABLE webhook (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	name TEXT NOT NULL,
	url TEXT NOT NULL,
	secret TEXT NOT NULL,
	events JSONB NOT NULL,
	state TEXT NOT NULL,
	paused_why TEXT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	made_by_id BIGINT,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_webhook PRIMARY KEY (id),
	CONSTRAINT ck_webhook_state_known CHECK (state IN ('live', 'paused', 'ended')),
	CONSTRAINT ck_webhook_name_short CHECK (length(name) <= 80),
	CONSTRAINT ck_webhook_url_short CHECK (length(url) <= 400),
	CONSTRAINT ck_webhook_paused_why_short CHECK (length(paused_why) <= 200),
	CONSTRAINT ck_webhook_ended_when_over CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
	CONSTRAINT ck_webhook_secret_while_alive CHECK ((state = 'ended') = (secret = '')),
	CONSTRAINT uq_webhook_token UNIQUE (token),
	CONSTRAINT fk_webhook_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_webhook_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_webhook_site_id ON webhook (site_id)
--;
CREATE TABLE webhook_delivery (
	id BIGSERIAL NOT NULL,
	public_id TEXT NOT NULL,
	webhook_id BIGINT NOT NULL,
	event TEXT NOT NULL,
	subject TEXT NOT NULL,
	facts JSONB NOT NULL,
	state TEXT NOT NULL,
	attempts BIGINT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	due_at TIMESTAMP WITH TIME ZONE NOT NULL,
	first_tried_at TIMESTAMP WITH TIME ZONE,
	ended_at TIMESTAMP WITH TIME ZONE,
	status BIGINT,
	fault TEXT NOT NULL,
	CONSTRAINT pk_webhook_delivery PRIMARY KEY (id),
	CONSTRAINT ck_webhook_delivery_event_known CHECK (event IN ('piece_released', 'run_completed', 'makeover_signed_off', 'month_closed', 'machine_out_of_service')),
	CONSTRAINT ck_webhook_delivery_state_known CHECK (state IN ('waiting', 'sent', 'failed')),
	CONSTRAINT ck_webhook_delivery_attempts_bounded CHECK (attempts BETWEEN 0 AND 10000),
	CONSTRAINT ck_webhook_delivery_status_bounded CHECK (status BETWEEN 100 AND 999),
	CONSTRAINT ck_webhook_delivery_fault_short CHECK (length(fault) <= 80),
	CONSTRAINT ck_webhook_delivery_ended_when_done CHECK ((state = 'waiting') = (ended_at IS NULL)),
	CONSTRAINT uq_webhook_delivery_webhook_id_event_subject UNIQUE (webhook_id, event, subject),
	CONSTRAINT uq_webhook_delivery_public_id UNIQUE (public_id),
	CONSTRAINT fk_webhook_delivery_webhook_id FOREIGN KEY(webhook_id) REFERENCES webhook (id)
)
--;
CREATE INDEX ix_webhook_delivery_due ON webhook_delivery (due_at) WHERE state = 'waiting'
--;
CREATE INDEX ix_webhook_delivery_recent ON webhook_delivery (webhook_id, made_at)
