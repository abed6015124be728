CREATE TABLE criterion_words (
	criterion_id BIGINT NOT NULL,
	language TEXT NOT NULL,
	easy_text TEXT NOT NULL,
	changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_criterion_words PRIMARY KEY (criterion_id, language),
	CONSTRAINT ck_criterion_words_language_known CHECK (language IN ('en', 'ar', 'fa', 'ckb', 'ti', 'uk', 'pl', 'ro', 'fr', 'ur', 'ps', 'am')),
	CONSTRAINT ck_criterion_words_easy_text_short CHECK (length(easy_text) <= 300),
	CONSTRAINT ck_criterion_words_another_language CHECK (language <> 'en' AND easy_text <> ''),
	CONSTRAINT fk_criterion_words_criterion_id FOREIGN KEY(criterion_id) REFERENCES criterion (id)
)
