CREATE TABLE delivery (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	number TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	day DATE NOT NULL,
	van TEXT NOT NULL,
	driver_id BIGINT,
	makeover_id BIGINT,
	organisation_id BIGINT,
	due_at TIMESTAMP WITH TIME ZONE NOT NULL,
	arrived_at TIMESTAMP WITH TIME ZONE,
	left_at TIMESTAMP WITH TIME ZONE,
	signed_at TIMESTAMP WITH TIME ZONE,
	not_signed TEXT NOT NULL,
	cancelled_at TIMESTAMP WITH TIME ZONE,
	made_by_id BIGINT,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_delivery PRIMARY KEY (id),
	CONSTRAINT ck_delivery_one_destination CHECK ((makeover_id IS NULL) <> (organisation_id IS NULL)),
	CONSTRAINT ck_delivery_not_signed_when CHECK (signed_at IS NOT NULL OR not_signed = ''),
	CONSTRAINT ck_delivery_not_signed_known CHECK (not_signed IN ('', 'asked_not_to', 'cannot', 'other_language', 'nobody_in')),
	CONSTRAINT ck_delivery_van_short CHECK (length(van) <= 40),
	CONSTRAINT uq_delivery_token UNIQUE (token),
	CONSTRAINT uq_delivery_number UNIQUE (number),
	CONSTRAINT fk_delivery_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_delivery_driver_id FOREIGN KEY(driver_id) REFERENCES person (id),
	CONSTRAINT fk_delivery_makeover_id FOREIGN KEY(makeover_id) REFERENCES makeover (id),
	CONSTRAINT fk_delivery_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisation (id),
	CONSTRAINT fk_delivery_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_delivery_day ON delivery (site_id, day)
--;
CREATE INDEX ix_delivery_makeover_id ON delivery (makeover_id) WHERE makeover_id IS NOT NULL
--;
CREATE INDEX ix_delivery_organisation_id ON delivery (organisation_id) WHERE organisation_id IS NOT NULL
--;
CREATE INDEX ix_delivery_out ON delivery (due_at) WHERE left_at IS NULL AND cancelled_at IS NULL
--;
CREATE TABLE donation_offer (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	number TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	came_by TEXT NOT NULL,
	outcode TEXT NOT NULL,
	language TEXT NOT NULL,
	state TEXT NOT NULL,
	reason TEXT NOT NULL,
	slot_at TIMESTAMP WITH TIME ZONE,
	donation_id BIGINT,
	made_by_id BIGINT,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	decided_by_id BIGINT,
	decided_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT pk_donation_offer PRIMARY KEY (id),
	CONSTRAINT ck_donation_offer_came_by_known CHECK (came_by IN ('phone', 'desk', 'form', 'council')),
	CONSTRAINT ck_donation_offer_state_known CHECK (state IN ('offered', 'accepted', 'declined', 'received')),
	CONSTRAINT ck_donation_offer_reason_known CHECK (reason IN ('', 'no_fire_label', 'damaged', 'infested', 'too_big', 'no_space', 'too_far', 'not_used', 'taken_back')),
	CONSTRAINT ck_donation_offer_language_known CHECK (language IN ('en', 'ar', 'fa', 'ckb', 'ti', 'uk', 'pl', 'ro', 'fr', 'ur', 'ps', 'am')),
	CONSTRAINT ck_donation_offer_outcode_short CHECK (length(outcode) <= 4),
	CONSTRAINT ck_donation_offer_declined_why CHECK ((state = 'declined') = (reason <> '')),
	CONSTRAINT ck_donation_offer_received_what CHECK ((state = 'received') = (donation_id IS NOT NULL)),
	CONSTRAINT ck_donation_offer_decided_when CHECK ((state = 'offered') = (decided_at IS NULL)),
	CONSTRAINT uq_donation_offer_token UNIQUE (token),
	CONSTRAINT uq_donation_offer_number UNIQUE (number),
	CONSTRAINT fk_donation_offer_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_donation_offer_donation_id FOREIGN KEY(donation_id) REFERENCES donation (id),
	CONSTRAINT fk_donation_offer_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id),
	CONSTRAINT fk_donation_offer_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_donation_offer_donation_id ON donation_offer (donation_id)
--;
CREATE INDEX ix_donation_offer_site_id ON donation_offer (site_id, state, id)
--;
CREATE TABLE collection_round (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	number TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	day DATE NOT NULL,
	van TEXT NOT NULL,
	driver_id BIGINT,
	km_start BIGINT,
	km_end BIGINT,
	made_by_id BIGINT,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_collection_round PRIMARY KEY (id),
	CONSTRAINT ck_collection_round_van_short CHECK (length(van) <= 40),
	CONSTRAINT ck_collection_round_km_start_bounded CHECK (km_start BETWEEN 0 AND 2000000),
	CONSTRAINT ck_collection_round_km_end_bounded CHECK (km_end BETWEEN 0 AND 2000000),
	CONSTRAINT ck_collection_round_km_forward CHECK (km_end IS NULL OR (km_start IS NOT NULL AND km_end >= km_start AND km_end - km_start <= 1500)),
	CONSTRAINT uq_collection_round_token UNIQUE (token),
	CONSTRAINT uq_collection_round_number UNIQUE (number),
	CONSTRAINT fk_collection_round_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_collection_round_driver_id FOREIGN KEY(driver_id) REFERENCES person (id),
	CONSTRAINT fk_collection_round_made_by_id FOREIGN KEY(made_by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_collection_round_day ON collection_round (site_id, day)
--;
CREATE TABLE delivery_piece (
	delivery_id BIGINT NOT NULL,
	piece_id BIGINT NOT NULL,
	state TEXT NOT NULL,
	reason TEXT NOT NULL,
	loaded_at TIMESTAMP WITH TIME ZONE,
	settled_at TIMESTAMP WITH TIME ZONE,
	release_refused TEXT NOT NULL,
	CONSTRAINT pk_delivery_piece PRIMARY KEY (delivery_id, piece_id),
	CONSTRAINT ck_delivery_piece_state_known CHECK (state IN ('planned', 'loaded', 'delivered', 'undelivered')),
	CONSTRAINT ck_delivery_piece_reason_known CHECK (reason IN ('', 'nobody_in', 'refused', 'does_not_fit', 'damaged', 'not_taken')),
	CONSTRAINT ck_delivery_piece_back_why CHECK ((state = 'undelivered') = (reason <> '')),
	CONSTRAINT ck_delivery_piece_settled_when CHECK ((state IN ('delivered', 'undelivered')) = (settled_at IS NOT NULL)),
	CONSTRAINT fk_delivery_piece_delivery_id FOREIGN KEY(delivery_id) REFERENCES delivery (id),
	CONSTRAINT fk_delivery_piece_piece_id FOREIGN KEY(piece_id) REFERENCES piece (id)
)
--;
CREATE INDEX ix_delivery_piece_piece_id ON delivery_piece (piece_id)
--;
CREATE UNIQUE INDEX ux_delivery_piece_piece ON delivery_piece (piece_id) WHERE state IN ('planned', 'loaded')
--;
CREATE TABLE delivery_signature (
	delivery_id BIGINT NOT NULL,
	strokes TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT pk_delivery_signature PRIMARY KEY (delivery_id),
	CONSTRAINT ck_delivery_signature_strokes_short CHECK (length(strokes) <= 12000),
	CONSTRAINT fk_delivery_signature_delivery_id FOREIGN KEY(delivery_id) REFERENCES delivery (id)
)
--;
CREATE TABLE offer_item (
	offer_id BIGINT NOT NULL,
	category TEXT NOT NULL,
	how_many BIGINT NOT NULL,
	CONSTRAINT pk_offer_item PRIMARY KEY (offer_id, category),
	CONSTRAINT ck_offer_item_how_many_bounded CHECK (how_many BETWEEN 1 AND 99),
	CONSTRAINT fk_offer_item_offer_id FOREIGN KEY(offer_id) REFERENCES donation_offer (id),
	CONSTRAINT fk_offer_item_category FOREIGN KEY(category) REFERENCES category (slug)
)
--;
CREATE TABLE offer_contact (
	offer_id BIGINT NOT NULL,
	name TEXT NOT NULL,
	phone TEXT NOT NULL,
	email TEXT NOT NULL,
	collect_from TEXT NOT NULL,
	CONSTRAINT pk_offer_contact PRIMARY KEY (offer_id),
	CONSTRAINT ck_offer_contact_name_short CHECK (length(name) <= 120),
	CONSTRAINT ck_offer_contact_phone_short CHECK (length(phone) <= 40),
	CONSTRAINT ck_offer_contact_email_short CHECK (length(email) <= 200),
	CONSTRAINT ck_offer_contact_collect_from_short CHECK (length(collect_from) <= 200),
	CONSTRAINT fk_offer_contact_offer_id FOREIGN KEY(offer_id) REFERENCES donation_offer (id)
)
--;
CREATE TABLE round_stop (
	id BIGSERIAL NOT NULL,
	token TEXT NOT NULL,
	round_id BIGINT NOT NULL,
	offer_id BIGINT NOT NULL,
	position BIGINT NOT NULL,
	arrived_at TIMESTAMP WITH TIME ZONE,
	left_at TIMESTAMP WITH TIME ZONE,
	outcome TEXT NOT NULL,
	donation_id BIGINT,
	CONSTRAINT pk_round_stop PRIMARY KEY (id),
	CONSTRAINT ck_round_stop_outcome_known CHECK (outcome IN ('', 'collected', 'nobody_in', 'not_taken')),
	CONSTRAINT ck_round_stop_position_counts CHECK (position >= 1),
	CONSTRAINT uq_round_stop_token UNIQUE (token),
	CONSTRAINT fk_round_stop_round_id FOREIGN KEY(round_id) REFERENCES collection_round (id),
	CONSTRAINT fk_round_stop_offer_id FOREIGN KEY(offer_id) REFERENCES donation_offer (id),
	CONSTRAINT fk_round_stop_donation_id FOREIGN KEY(donation_id) REFERENCES donation (id)
)
--;
CREATE INDEX ix_round_stop_round_id ON round_stop (round_id, position)
--;
CREATE UNIQUE INDEX ux_round_stop_offer ON round_stop (offer_id) WHERE outcome IN ('', 'collected')
--;
CREATE TABLE van_event (
	id TEXT NOT NULL,
	site_id BIGINT NOT NULL,
	device_id BIGINT,
	kind TEXT NOT NULL,
	delivery_id BIGINT,
	stop_id BIGINT,
	piece_id BIGINT,
	by_id BIGINT,
	body JSONB NOT NULL,
	body_hash TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	received_at TIMESTAMP WITH TIME ZONE NOT NULL,
	state TEXT NOT NULL,
	message TEXT NOT NULL,
	CONSTRAINT pk_van_event PRIMARY KEY (id),
	CONSTRAINT ck_van_event_kind_known CHECK (kind IN ('loaded', 'delivered', 'back', 'arrived', 'left', 'signed', 'not_signed', 'stop_arrived', 'stop_left', 'nobody_in', 'not_taken', 'collected', 'unread')),
	CONSTRAINT ck_van_event_state_known CHECK (state IN ('done', 'refused', 'unproven')),
	CONSTRAINT ck_van_event_id_length CHECK (length(id) = 36),
	CONSTRAINT fk_van_event_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_van_event_device_id FOREIGN KEY(device_id) REFERENCES device (id),
	CONSTRAINT fk_van_event_delivery_id FOREIGN KEY(delivery_id) REFERENCES delivery (id),
	CONSTRAINT fk_van_event_stop_id FOREIGN KEY(stop_id) REFERENCES round_stop (id),
	CONSTRAINT fk_van_event_piece_id FOREIGN KEY(piece_id) REFERENCES piece (id),
	CONSTRAINT fk_van_event_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
--;
CREATE INDEX ix_van_event_delivery_id ON van_event (delivery_id, at)
--;
CREATE INDEX ix_van_event_open ON van_event (site_id, received_at) WHERE state <> 'done'
--;
CREATE INDEX ix_van_event_stop_id ON van_event (stop_id, at)
--;
CREATE TRIGGER van_event_append_only BEFORE UPDATE OR DELETE ON van_event FOR EACH ROW EXECUTE FUNCTION refuse_change()
