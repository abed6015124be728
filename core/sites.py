"""Sites and the places at them: bays, shelves, benches, venues."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Flag, Json, Model, Text, Whole, db, no_longer, one_of, true_or_false
from core.errors import NotFound

SITE_KINDS = ("factory", "fablab", "van")
PLACE_KINDS = ("bay", "shelf", "bench", "venue", "quarantine")
DAYS_WANTED = {
    "received": 1,
    "checked": 3,
    "stored": 30,
    "in_work": 14,
    "quality_check": 3,
    "ready": 14,
    "quarantine": 7,
}
"""Days after which a piece is older in its stage than a site usually wants; a site may change them."""


class Site(Model):
    """A factory, the FabLab or the van. A practice site's pieces and people are in no count."""

    __tablename__ = "site"
    __table_args__ = (
        one_of("kind", SITE_KINDS),
        true_or_false("is_practice"),
        true_or_false("is_active"),
        no_longer("name", 80),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    city: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(Text, default="factory")
    phone: Mapped[str] = mapped_column(Text, default="")
    is_practice: Mapped[bool] = mapped_column(Flag, default=False)
    is_active: Mapped[bool] = mapped_column(Flag, default=True)
    hidden_steps: Mapped[list[str]] = mapped_column(Json, default=list)
    days_wanted: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    settings: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    def wanted_days(self, stage: str) -> int | None:
        """Days that a piece should stay in `stage` at most here; None where nobody minds."""
        return self.days_wanted.get(stage, DAYS_WANTED.get(stage))


class Place(Model):
    """A bay, shelf, bench or venue at a site, with a code of its own on a wall card (`/L/<code>`)."""

    __tablename__ = "place"
    __table_args__ = (
        one_of("kind", PLACE_KINDS),
        true_or_false("is_active"),
        no_longer("name", 40),
        UniqueConstraint("site_id", "name"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text, default="shelf")
    step: Mapped[str | None] = mapped_column(Text)
    is_active: Mapped[bool] = mapped_column(Flag, default=True)


def site_by_slug(slug: str) -> Site | None:
    """The site with that slug, or None."""
    return db.session.scalar(select(Site).where(Site.slug == slug))


def site_by_id(site_id: int) -> Site:
    """The site that somebody works at. Raises NotFound where there is none."""
    site = db.session.get(Site, site_id)
    if site is None:
        raise NotFound
    return site


def all_sites(*, with_practice: bool = False) -> list[Site]:
    """Active sites in the order of their names."""
    query = select(Site).where(Site.is_active).order_by(Site.name)
    if not with_practice:
        query = query.where(~Site.is_practice)
    return list(db.session.scalars(query))
