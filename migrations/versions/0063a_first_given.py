"""An organisation's releases lie in their order, so that its first is found by one look."""

from __future__ import annotations

from alembic import op

revision = "0063a"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_release_organisation_id", "release")
    op.create_index(
        "ix_release_organisation_id", "release", ["organisation_id", "released_on", "piece_id", "life"]
    )


def downgrade() -> None:
    op.drop_index("ix_release_organisation_id", "release")
    op.create_index("ix_release_organisation_id", "release", ["organisation_id"])
