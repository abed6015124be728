CREATE TABLE site_skill (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	name TEXT NOT NULL,
	is_active BOOLEAN NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_site_skill PRIMARY KEY (id),
	CONSTRAINT ck_site_skill_name_short CHECK (length(name) <= 40),
	CONSTRAINT ck_site_skill_named CHECK (name <> ''),
	CONSTRAINT ck_site_skill_is_active_flag CHECK (is_active IN (FALSE, TRUE)),
	CONSTRAINT uq_site_skill_token UNIQUE (token),
	CONSTRAINT fk_site_skill_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
--;
CREATE INDEX ix_site_skill_site_id ON site_skill (site_id)
--;
CREATE TABLE person_skill (
	id BIGSERIAL NOT NULL,
	person_id BIGINT NOT NULL,
	skill TEXT NOT NULL,
	way TEXT NOT NULL,
	set_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_person_skill PRIMARY KEY (id),
	CONSTRAINT ck_person_skill_way_known CHECK (way IN ('offers', 'wants')),
	CONSTRAINT ck_person_skill_skill_short CHECK (length(skill) <= 40),
	CONSTRAINT fk_person_skill_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_person_skill_offered ON person_skill (skill, way) WHERE ended_at IS NULL
--;
CREATE UNIQUE INDEX uq_person_skill_live ON person_skill (person_id, skill, way) WHERE ended_at IS NULL
--;
CREATE TABLE pair (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	kind TEXT NOT NULL,
	topic TEXT NOT NULL,
	guide_id BIGINT NOT NULL,
	newcomer_id BIGINT NOT NULL,
	begun_on DATE NOT NULL,
	ended_on DATE,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_pair PRIMARY KEY (id),
	CONSTRAINT ck_pair_kind_known CHECK (kind IN ('skill', 'mentoring')),
	CONSTRAINT ck_pair_topic_short CHECK (length(topic) <= 40),
	CONSTRAINT ck_pair_two_people CHECK (guide_id <> newcomer_id),
	CONSTRAINT ck_pair_days_in_order CHECK (ended_on IS NULL OR ended_on >= begun_on),
	CONSTRAINT ck_pair_begun_on_near CHECK (begun_on BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_pair_ended_on_near CHECK (ended_on BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT uq_pair_token UNIQUE (token),
	CONSTRAINT fk_pair_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_pair_guide_id FOREIGN KEY(guide_id) REFERENCES person (id),
	CONSTRAINT fk_pair_newcomer_id FOREIGN KEY(newcomer_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_pair_newcomer_id ON pair (newcomer_id)
--;
CREATE INDEX ix_pair_site_id ON pair (site_id, begun_on)
--;
CREATE UNIQUE INDEX uq_pair_live ON pair (guide_id, newcomer_id, kind, topic) WHERE ended_on IS NULL
--;
CREATE OR REPLACE FUNCTION pair_stays() RETURNS trigger AS $$ BEGIN IF NOT (COALESCE((NEW.token = OLD.token OR (NEW.token IS NULL AND OLD.token IS NULL)) AND (NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)) AND (NEW.kind = OLD.kind OR (NEW.kind IS NULL AND OLD.kind IS NULL)) AND (NEW.topic = OLD.topic OR (NEW.topic IS NULL AND OLD.topic IS NULL)) AND (NEW.guide_id = OLD.guide_id OR (NEW.guide_id IS NULL AND OLD.guide_id IS NULL)) AND (NEW.newcomer_id = OLD.newcomer_id OR (NEW.newcomer_id IS NULL AND OLD.newcomer_id IS NULL)) AND (NEW.begun_on = OLD.begun_on OR (NEW.begun_on IS NULL AND OLD.begun_on IS NULL)), 1 = 0) AND (OLD.ended_on IS NULL OR NEW.ended_on IS NOT NULL)) THEN RAISE EXCEPTION 'a pair is only ever ended' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER pair_stays BEFORE UPDATE ON pair FOR EACH ROW EXECUTE FUNCTION pair_stays()
--;
CREATE TABLE pair_meeting (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	pair_id BIGINT NOT NULL,
	day DATE NOT NULL,
	minutes BIGINT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	struck_at TIMESTAMP WITH TIME ZONE,
	struck_by_id BIGINT,
	CONSTRAINT pk_pair_meeting PRIMARY KEY (id),
	CONSTRAINT ck_pair_meeting_minutes_bounded CHECK (minutes BETWEEN 5 AND 480),
	CONSTRAINT ck_pair_meeting_day_near CHECK (day BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_pair_meeting_struck_by_somebody CHECK ((struck_at IS NULL) = (struck_by_id IS NULL)),
	CONSTRAINT uq_pair_meeting_token UNIQUE (token),
	CONSTRAINT fk_pair_meeting_pair_id FOREIGN KEY(pair_id) REFERENCES pair (id),
	CONSTRAINT fk_pair_meeting_struck_by_id FOREIGN KEY(struck_by_id) REFERENCES person (id)
)
--;
CREATE UNIQUE INDEX uq_pair_meeting_live ON pair_meeting (pair_id, day) WHERE struck_at IS NULL
--;
CREATE OR REPLACE FUNCTION pair_meeting_within() RETURNS trigger AS $$ BEGIN PERFORM 1 FROM pair WHERE id = NEW.pair_id FOR UPDATE; IF NOT (EXISTS (SELECT 1 FROM pair p WHERE p.id = NEW.pair_id AND NEW.day >= p.begun_on AND (p.ended_on IS NULL OR NEW.day <= p.ended_on))) THEN RAISE EXCEPTION 'a meeting lies within the days of its pair' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER pair_meeting_within BEFORE INSERT ON pair_meeting FOR EACH ROW EXECUTE FUNCTION pair_meeting_within()
--;
CREATE OR REPLACE FUNCTION pair_meeting_stays() RETURNS trigger AS $$ BEGIN IF NOT (COALESCE((NEW.token = OLD.token OR (NEW.token IS NULL AND OLD.token IS NULL)) AND (NEW.pair_id = OLD.pair_id OR (NEW.pair_id IS NULL AND OLD.pair_id IS NULL)) AND (NEW.day = OLD.day OR (NEW.day IS NULL AND OLD.day IS NULL)) AND (NEW.minutes = OLD.minutes OR (NEW.minutes IS NULL AND OLD.minutes IS NULL)) AND (NEW.made_at = OLD.made_at OR (NEW.made_at IS NULL AND OLD.made_at IS NULL)), 1 = 0) AND OLD.struck_at IS NULL AND NEW.struck_at IS NOT NULL) THEN RAISE EXCEPTION 'a meeting is only ever struck out' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql
--;
CREATE TRIGGER pair_meeting_stays BEFORE UPDATE ON pair_meeting FOR EACH ROW EXECUTE FUNCTION pair_meeting_stays()
--;
CREATE TABLE pair_day (
	pair_id BIGINT NOT NULL,
	day DATE NOT NULL,
	amount_ms BIGINT NOT NULL,
	CONSTRAINT pk_pair_day PRIMARY KEY (pair_id, day),
	CONSTRAINT ck_pair_day_amount_ms_bounded CHECK (amount_ms BETWEEN 1 AND 86400000),
	CONSTRAINT fk_pair_day_pair_id FOREIGN KEY(pair_id) REFERENCES pair (id)
)
