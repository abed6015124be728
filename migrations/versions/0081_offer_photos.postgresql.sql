CREATE TABLE offer_photo (
	offer_id BIGINT NOT NULL,
	position BIGINT NOT NULL,
	sha256 TEXT NOT NULL,
	width BIGINT NOT NULL,
	height BIGINT NOT NULL,
	CONSTRAINT pk_offer_photo PRIMARY KEY (offer_id, position),
	CONSTRAINT ck_offer_photo_position_bounded CHECK (position BETWEEN 1 AND 5),
	CONSTRAINT ck_offer_photo_width_bounded CHECK (width BETWEEN 1 AND 1600),
	CONSTRAINT ck_offer_photo_height_bounded CHECK (height BETWEEN 1 AND 1600),
	CONSTRAINT ck_offer_photo_sha256_whole CHECK (length(sha256) = 64),
	CONSTRAINT fk_offer_photo_offer_id FOREIGN KEY(offer_id) REFERENCES donation_offer (id)
)
--;
CREATE INDEX ix_offer_photo_sha256 ON offer_photo (sha256)
