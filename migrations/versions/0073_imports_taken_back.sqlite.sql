CREATE TABLE unit_before (
	import_id INTEGER NOT NULL,
	unit_id INTEGER NOT NULL,
	was TEXT,
	became TEXT NOT NULL,
	CONSTRAINT pk_unit_before PRIMARY KEY (import_id, unit_id),
	CONSTRAINT fk_unit_before_import_id FOREIGN KEY(import_id) REFERENCES training_import (id),
	CONSTRAINT fk_unit_before_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
)
 STRICT
--;
CREATE INDEX ix_unit_before_unit_id ON unit_before (unit_id)
