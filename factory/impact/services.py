"""Choosing what the public impact page shows, and publishing it or taking it off; each with its audit line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.access import Actor, require
from core.audit import write_audit_line
from core.db import db
from core.errors import N_, RuleBroken
from factory.impact.models import ImpactChoice
from factory.impact.queries import choice_by_token
from factory.programme.learning import EVERY

MOST_FIGURES = 16


def choose_impact(
    *,
    indicators: Sequence[str],
    shows_stories: bool,
    is_public: bool,
    by: Actor,
    at: datetime,
    token: str,
) -> ImpactChoice:
    """Say which figures the page shows, and whether it is public; the same token again changes nothing.

    Raises RuleBroken for no figure, too many, or one that is not counted; NotAllowed for whoever may not publish.
    """
    require(by, "publish_impact")
    known = choice_by_token(token)
    if known is not None:
        return known
    chosen = [slug for slug in EVERY if slug in set(indicators)]
    if not chosen or len(chosen) != len(set(indicators)):
        raise RuleBroken("indicators", N_("Choose at least one figure."))
    if len(chosen) > MOST_FIGURES:
        raise RuleBroken(
            "indicators", N_("Choose at most %(most)s figures: fewer are read."), most=MOST_FIGURES
        )
    row = ImpactChoice(
        token=token,
        is_public=is_public,
        shows_stories=shows_stories,
        indicators=chosen,
        made_at=at,
        made_by_id=by.person_id,
    )
    db.session.add(row)
    db.session.flush()
    write_audit_line(
        "publish_impact" if is_public else "withhold_impact",
        f"impact:{row.id}",
        site_id=by.site_id,
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
        fields=("is_public", "shows_stories", "indicators"),
    )
    return row
