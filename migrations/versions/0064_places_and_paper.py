"""Lines of funders' forms are narrowed to a partner; pages of paper are kept as scans."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.db import Text
from factory.frozen_sql import put_up, take_down

revision = "0064"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("form_line", sa.Column("partner", Text, nullable=True))
    put_up(op.get_bind(), "0064_places_and_paper")


def downgrade() -> None:
    take_down(op.get_bind(), "0064_places_and_paper")
    op.drop_column("form_line", "partner")
