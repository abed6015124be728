CREATE TABLE holiday_change (
	day TEXT NOT NULL,
	name TEXT NOT NULL,
	is_worked INTEGER NOT NULL,
	by_id INTEGER NOT NULL,
	at TEXT NOT NULL,
	CONSTRAINT pk_holiday_change PRIMARY KEY (day),
	CONSTRAINT ck_holiday_change_day_near CHECK (day BETWEEN '2000-01-01' AND '2100-01-01'),
	CONSTRAINT ck_holiday_change_is_worked_flag CHECK (is_worked IN (FALSE, TRUE)),
	CONSTRAINT ck_holiday_change_name_short CHECK (length(name) <= 80),
	CONSTRAINT ck_holiday_change_named CHECK (is_worked OR name <> ''),
	CONSTRAINT fk_holiday_change_by_id FOREIGN KEY(by_id) REFERENCES person (id)
)
 STRICT
