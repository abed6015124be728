"""Who names a picture is found by one look, in every table that may."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

NAMED = (
    ("photo", "sha256"),
    ("fault_photo", "sha256"),
    ("criterion_decision", "photo"),
    ("prior_claim", "photo"),
)


def upgrade() -> None:
    for table, column in NAMED:
        said = sa.text(f"{column} <> ''")
        op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=said, postgresql_where=said)
    op.create_index("ix_tablet_photo_sha256", "tablet_photo", ["sha256"])


def downgrade() -> None:
    op.drop_index("ix_tablet_photo_sha256", "tablet_photo")
    for table, column in reversed(NAMED):
        op.drop_index(f"ix_{table}_{column}", table)
