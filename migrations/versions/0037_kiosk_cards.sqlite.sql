CREATE TABLE kiosk_card (
	kiosk_id INTEGER NOT NULL,
	card_hash TEXT NOT NULL,
	person_id INTEGER NOT NULL,
	at TEXT NOT NULL,
	CONSTRAINT pk_kiosk_card PRIMARY KEY (kiosk_id, card_hash),
	CONSTRAINT ck_kiosk_card_card_hash_short CHECK (length(card_hash) <= 128),
	CONSTRAINT fk_kiosk_card_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES kiosk (device_id),
	CONSTRAINT fk_kiosk_card_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_kiosk_card_person_id ON kiosk_card (person_id)
--;
CREATE TRIGGER kiosk_card_no_update BEFORE UPDATE ON kiosk_card BEGIN SELECT RAISE(ABORT, 'kiosk_card is append-only'); END
--;
CREATE TRIGGER kiosk_card_no_delete BEFORE DELETE ON kiosk_card BEGIN SELECT RAISE(ABORT, 'kiosk_card is append-only'); END
