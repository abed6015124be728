CREATE TABLE monitoring_basis (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	is_asked BOOLEAN NOT NULL,
	basis TEXT NOT NULL,
	ends_on DATE NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	made_by_id BIGINT,
	CONSTRAINT pk_monitoring_basis PRIMARY KEY (id),
	CONSTRAINT ck_monitoring_basis_ends_on_near CHECK (ends_on BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_monitoring_basis_is_asked_flag CHECK (is_asked IN (FALSE, TRUE)),
	CONSTRAINT ck_monitoring_basis_basis_short CHECK (length(basis) <= 400),
	CONSTRAINT ck_monitoring_basis_basis_given CHECK (NOT is_asked OR length(basis) >= 10),
	CONSTRAINT uq_monitoring_basis_token UNIQUE (token),
	CONSTRAINT fk_monitoring_basis_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
--;
CREATE TRIGGER monitoring_basis_append_only BEFORE UPDATE OR DELETE ON monitoring_basis FOR EACH ROW EXECUTE FUNCTION refuse_change()
--;
CREATE TABLE monitoring_answer (
	answer_key TEXT NOT NULL,
	from_abroad TEXT NOT NULL,
	age_band TEXT NOT NULL,
	gender TEXT NOT NULL,
	gender_own TEXT NOT NULL,
	disability TEXT NOT NULL,
	work TEXT NOT NULL,
	CONSTRAINT pk_monitoring_answer PRIMARY KEY (answer_key),
	CONSTRAINT ck_monitoring_answer_answer_key_length CHECK (length(answer_key) = 64),
	CONSTRAINT ck_monitoring_answer_from_abroad_known CHECK (from_abroad IN ('', 'yes', 'no', 'not_said')),
	CONSTRAINT ck_monitoring_answer_age_band_known CHECK (age_band IN ('', 'under_18', '18_24', '25_34', '35_49', '50_64', '65_over', 'not_said')),
	CONSTRAINT ck_monitoring_answer_gender_known CHECK (gender IN ('', 'woman', 'man', 'own', 'not_said')),
	CONSTRAINT ck_monitoring_answer_disability_known CHECK (disability IN ('', 'yes', 'no', 'not_said')),
	CONSTRAINT ck_monitoring_answer_work_known CHECK (work IN ('', 'working', 'looking', 'studying', 'other', 'not_said')),
	CONSTRAINT ck_monitoring_answer_gender_own_short CHECK (length(gender_own) <= 40),
	CONSTRAINT ck_monitoring_answer_own_words_of_own CHECK (gender_own = '' OR gender = 'own')
)
