"""An account may have a second step: the sealed secret of an app's codes, since when, and the last code used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db import UtcInstant, Whole
from factory.table_checks import Check, add_checks, drop_checks

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None

TRIES = (
    "'pin-tablet-person', 'pin-tablet', 'pin-person', 'pin-address', 'password-login-address', 'password-login', "
    "'password-address', 'card-tablet', 'pairing-address', 'paper-address', 'paper-letters', 'message-address', "
    "'message-piece', 'message-all'"
)
OF_CODES = "'code-person', 'code-person-day', 'code-address'"
BEFORE: list[Check] = [("attempt", "kind_known", f"kind IN ({TRIES})")]
AFTER: list[Check] = [("attempt", "kind_known", f"kind IN ({TRIES}, {OF_CODES})")]
OF_ACCOUNTS: list[Check] = [
    ("account", "code_step_bounded", "code_step BETWEEN 0 AND 1000000000"),
    ("account", "code_of_a_secret", "code_since IS NULL OR code_sealed <> ''"),
]


def upgrade() -> None:
    op.add_column("account", sa.Column("code_sealed", sa.Text, nullable=False, server_default=""))
    op.add_column("account", sa.Column("code_since", UtcInstant, nullable=True))
    op.add_column("account", sa.Column("code_step", Whole, nullable=False, server_default="0"))
    drop_checks(op.get_bind(), BEFORE)
    add_checks(op.get_bind(), [*AFTER, *OF_ACCOUNTS])


def downgrade() -> None:
    op.execute(f"DELETE FROM attempt WHERE kind IN ({OF_CODES})")
    drop_checks(op.get_bind(), [*AFTER, *OF_ACCOUNTS])
    add_checks(op.get_bind(), BEFORE)
    for column in ("code_step", "code_since", "code_sealed"):
        op.drop_column("account", column)
