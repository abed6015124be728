CREATE TABLE piece_set (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	number TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	name TEXT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	made_by_id BIGINT,
	CONSTRAINT pk_piece_set PRIMARY KEY (id),
	CONSTRAINT ck_piece_set_name_short CHECK (length(name) <= 80),
	CONSTRAINT uq_piece_set_token UNIQUE (token),
	CONSTRAINT uq_piece_set_number UNIQUE (number),
	CONSTRAINT fk_piece_set_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_piece_set_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_piece_set_site_id ON piece_set (site_id)
--;
CREATE TABLE piece_set_member (
	id BIGSERIAL NOT NULL,
	set_id BIGINT NOT NULL,
	piece_id BIGINT NOT NULL,
	life BIGINT NOT NULL,
	joined_at TIMESTAMP WITH TIME ZONE NOT NULL,
	joined_by_id BIGINT,
	left_at TIMESTAMP WITH TIME ZONE,
	left_by_id BIGINT,
	CONSTRAINT pk_piece_set_member PRIMARY KEY (id),
	CONSTRAINT ck_piece_set_member_life_counts CHECK (life >= 1),
	CONSTRAINT ck_piece_set_member_left_after CHECK (left_at IS NULL OR left_at >= joined_at),
	CONSTRAINT fk_piece_set_member_set_id FOREIGN KEY(set_id) REFERENCES piece_set (id),
	CONSTRAINT fk_piece_set_member_piece_id FOREIGN KEY(piece_id) REFERENCES piece (id),
	CONSTRAINT fk_piece_set_member_joined_by_id FOREIGN KEY(joined_by_id) REFERENCES person (id),
	CONSTRAINT fk_piece_set_member_left_by_id FOREIGN KEY(left_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_piece_set_member_set_id ON piece_set_member (set_id)
--;
CREATE UNIQUE INDEX ux_piece_set_member_piece ON piece_set_member (piece_id) WHERE left_at IS NULL
