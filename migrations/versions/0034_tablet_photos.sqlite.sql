CREATE TABLE tablet_photo (
	id TEXT NOT NULL,
	digest TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	site_id INTEGER NOT NULL,
	device_id INTEGER NOT NULL,
	received_at TEXT NOT NULL,
	CONSTRAINT pk_tablet_photo PRIMARY KEY (id),
	CONSTRAINT ck_tablet_photo_id_length CHECK (length(id) = 36),
	CONSTRAINT ck_tablet_photo_hashes CHECK (length(digest) = 64 AND length(sha256) = 64),
	CONSTRAINT fk_tablet_photo_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_tablet_photo_device_id FOREIGN KEY(device_id) REFERENCES device (id)
)
 STRICT
