CREATE TABLE checklist_draft (
	induction_id INTEGER NOT NULL,
	token TEXT NOT NULL,
	questions TEXT NOT NULL,
	practice TEXT NOT NULL,
	words TEXT NOT NULL,
	changed_by_id INTEGER,
	changed_at TEXT NOT NULL,
	CONSTRAINT pk_checklist_draft PRIMARY KEY (induction_id),
	CONSTRAINT fk_checklist_draft_induction_id FOREIGN KEY(induction_id) REFERENCES induction (id),
	CONSTRAINT uq_checklist_draft_token UNIQUE (token),
	CONSTRAINT fk_checklist_draft_changed_by_id FOREIGN KEY(changed_by_id) REFERENCES person (id)
)
 STRICT
