"""An erased number stays bare: no name, contact, account, PIN, card or learner's record is written to it again."""

from __future__ import annotations

from alembic import op

from factory.frozen_sql import put_up, take_off_triggers

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None

TRIGGERS = (
    *(
        f"{table}_of_the_living"
        for table in (
            "person_name",
            "person_contact",
            "account",
            "pin",
            "card",
            "young_person",
            "learner_needs",
            "learner_record",
            "learner_number",
        )
    ),
    "card_to_the_living",
)


def upgrade() -> None:
    put_up(op.get_bind(), "0075_bare_numbers")


def downgrade() -> None:
    take_off_triggers(op.get_bind(), TRIGGERS)
