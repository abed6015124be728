CREATE TABLE kiosk_card (
	kiosk_id BIGINT NOT NULL,
	card_hash TEXT NOT NULL,
	person_id BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_kiosk_card PRIMARY KEY (kiosk_id, card_hash),
	CONSTRAINT ck_kiosk_card_card_hash_short CHECK (length(card_hash) <= 128),
	CONSTRAINT fk_kiosk_card_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES kiosk (device_id),
	CONSTRAINT fk_kiosk_card_person_id FOREIGN KEY(person_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_kiosk_card_person_id ON kiosk_card (person_id)
--;
CREATE TRIGGER kiosk_card_append_only BEFORE UPDATE OR DELETE ON kiosk_card FOR EACH ROW EXECUTE FUNCTION refuse_change()
