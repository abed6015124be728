CREATE TABLE import_head (
	site_id BIGINT NOT NULL,
	kind TEXT NOT NULL,
	head TEXT NOT NULL,
	field TEXT NOT NULL,
	CONSTRAINT pk_import_head PRIMARY KEY (site_id, kind, head),
	CONSTRAINT ck_import_head_kind_known CHECK (kind IN ('units', 'learners', 'bookings', 'past_courses')),
	CONSTRAINT ck_import_head_head_short CHECK (length(head) <= 200),
	CONSTRAINT fk_import_head_site_id FOREIGN KEY(site_id) REFERENCES site (id)
)
