CREATE TABLE mishap (
	id INTEGER NOT NULL,
	token TEXT NOT NULL,
	site_id INTEGER NOT NULL,
	gravity TEXT NOT NULL,
	kind TEXT NOT NULL,
	happened_at TEXT NOT NULL,
	place_id INTEGER,
	machine_code TEXT NOT NULL,
	piece_code TEXT NOT NULL,
	book_page TEXT NOT NULL,
	told_at TEXT NOT NULL,
	follow_up TEXT NOT NULL,
	followed_at TEXT,
	followed_by_id INTEGER,
	CONSTRAINT pk_mishap PRIMARY KEY (id),
	CONSTRAINT ck_mishap_gravity_known CHECK (gravity IN ('near_miss', 'accident')),
	CONSTRAINT ck_mishap_kind_known CHECK (kind IN ('slip', 'cut_risk', 'falling', 'lifting', 'electrical', 'dust', 'fume', 'heat', 'fire', 'machine', 'other')),
	CONSTRAINT ck_mishap_machine_code_short CHECK (length(machine_code) <= 12),
	CONSTRAINT ck_mishap_piece_code_short CHECK (length(piece_code) <= 12),
	CONSTRAINT ck_mishap_book_page_short CHECK (length(book_page) <= 20),
	CONSTRAINT ck_mishap_follow_up_short CHECK (length(follow_up) <= 200),
	CONSTRAINT ck_mishap_happened_at_near CHECK (happened_at BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_mishap_accident_in_book CHECK (gravity <> 'accident' OR book_page <> ''),
	CONSTRAINT ck_mishap_followed_with_words CHECK ((followed_at IS NULL) = (follow_up = '')),
	CONSTRAINT ck_mishap_followed_by_somebody CHECK ((followed_at IS NULL) = (followed_by_id IS NULL)),
	CONSTRAINT uq_mishap_token UNIQUE (token),
	CONSTRAINT fk_mishap_site_id FOREIGN KEY(site_id) REFERENCES site (id),
	CONSTRAINT fk_mishap_place_id FOREIGN KEY(place_id) REFERENCES place (id),
	CONSTRAINT fk_mishap_followed_by_id FOREIGN KEY(followed_by_id) REFERENCES person (id)
)
 STRICT
--;
CREATE INDEX ix_mishap_open ON mishap (site_id) WHERE followed_at IS NULL
--;
CREATE INDEX ix_mishap_site_id ON mishap (site_id, happened_at)
--;
CREATE TRIGGER mishap_stays BEFORE UPDATE ON mishap WHEN NOT (COALESCE((NEW.token = OLD.token OR (NEW.token IS NULL AND OLD.token IS NULL)) AND (NEW.site_id = OLD.site_id OR (NEW.site_id IS NULL AND OLD.site_id IS NULL)) AND (NEW.gravity = OLD.gravity OR (NEW.gravity IS NULL AND OLD.gravity IS NULL)) AND (NEW.kind = OLD.kind OR (NEW.kind IS NULL AND OLD.kind IS NULL)) AND (NEW.happened_at = OLD.happened_at OR (NEW.happened_at IS NULL AND OLD.happened_at IS NULL)) AND (NEW.place_id = OLD.place_id OR (NEW.place_id IS NULL AND OLD.place_id IS NULL)) AND (NEW.machine_code = OLD.machine_code OR (NEW.machine_code IS NULL AND OLD.machine_code IS NULL)) AND (NEW.piece_code = OLD.piece_code OR (NEW.piece_code IS NULL AND OLD.piece_code IS NULL)) AND (NEW.told_at = OLD.told_at OR (NEW.told_at IS NULL AND OLD.told_at IS NULL)), 1 = 0) AND (OLD.followed_at IS NULL OR COALESCE((NEW.follow_up = OLD.follow_up OR (NEW.follow_up IS NULL AND OLD.follow_up IS NULL)) AND (NEW.followed_at = OLD.followed_at OR (NEW.followed_at IS NULL AND OLD.followed_at IS NULL)) AND (NEW.followed_by_id = OLD.followed_by_id OR (NEW.followed_by_id IS NULL AND OLD.followed_by_id IS NULL)), 1 = 0))) BEGIN SELECT RAISE(ABORT, 'what was told of a mishap stays as it was told'); END
--;
CREATE TRIGGER mishap_kept BEFORE DELETE ON mishap WHEN NOT (1 = 0) BEGIN SELECT RAISE(ABORT, 'a mishap is kept'); END
