"""Reads of the front desk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.access import Actor, sites_with_role
from core.db import db, fast
from core.sites import Site


def sites_to_work_at(actor: Actor, at: datetime) -> list[Site]:
    """The sites where the person holds a role today, by name."""
    ids = sites_with_role(actor.person_id, at) if actor.person_id is not None else []
    return list(db.session.scalars(select(Site).where(Site.id.in_(ids)).order_by(Site.name)))


def database_answers() -> bool:
    """True while the database answers; raises what it raises."""
    return fast().row("SELECT 1") is not None
