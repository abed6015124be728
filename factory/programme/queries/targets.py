"""Targets in force and their history."""

from __future__ import annotations

from sqlalchemy import select

from core.db import db
from factory.programme.models import Target
from factory.programme.spans import Span


def targets_in(span: Span) -> list[Target]:
    """Targets in force that have a day of `span`, all sites' first, then by site, then by first day."""
    query = (
        select(Target)
        .where(Target.ended_at.is_(None), Target.starts_on <= span.ends_on, Target.ends_on >= span.starts_on)
        .order_by(Target.site_id.isnot(None), Target.site_id, Target.starts_on, Target.id)
    )
    return list(db.session.scalars(query))


def all_targets() -> list[Target]:
    """Every target that was ever set, those in force first, the newest first."""
    query = select(Target).order_by(Target.ended_at.isnot(None), Target.starts_on.desc(), Target.id.desc())
    return list(db.session.scalars(query))


def target_by_id(target_id: int) -> Target | None:
    """The target, in force or ended, or None."""
    return db.session.get(Target, target_id)


def target_by_token(token: str) -> Target | None:
    """The target that was made under a client id, or None."""
    return db.session.scalar(select(Target).where(Target.token == token))


def overlapping(
    indicator: str, split: str, span: Span, site_id: int | None, but: int | None = None
) -> Target | None:
    """A target in force for the same indicator, part and site that shares a day with `span`; `but` is passed over."""
    site = Target.site_id.is_(None) if site_id is None else Target.site_id == site_id
    query = select(Target).where(
        Target.indicator == indicator,
        Target.split == split,
        site,
        Target.ended_at.is_(None),
        Target.starts_on <= span.ends_on,
        Target.ends_on >= span.starts_on,
        Target.id != (but or 0),
    )
    return db.session.scalars(query).first()
