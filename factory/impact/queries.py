"""Reads of the impact page: the choice in force, and pieces whose stories may be told."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.db import db, fast
from factory.impact.models import ImpactChoice
from inventory.queries.story import Story, story_of

MOST_STORIES = 6


def choice_in_force() -> ImpactChoice | None:
    """The newest choice, or None where nobody has chosen yet."""
    return db.session.scalar(select(ImpactChoice).order_by(ImpactChoice.id.desc()).limit(1))


def choice_by_token(token: str) -> ImpactChoice | None:
    """The choice that was made under a client id, or None."""
    return db.session.scalar(select(ImpactChoice).where(ImpactChoice.token == token))


@dataclass(frozen=True)
class ToldPiece:
    """A piece as the impact page shows it: what it is and looks like; nobody's name, no place where it went."""

    code: str
    category: str
    title: str
    life: int
    grams: int
    is_measured: bool
    before: str
    after: str
    city: str


def told_pieces(most: int = MOST_STORIES) -> tuple[ToldPiece, ...]:
    """The pieces given out whose photos were approved last, each with its photo after the work."""
    rows = fast().rows(
        "SELECT p.code FROM piece p JOIN photo f ON f.piece_id = p.id AND f.life = p.life "
        "WHERE p.stage = 'released' AND p.is_practice = ? AND f.kind = 'after' AND f.approved_at IS NOT NULL "
        "AND f.sha256 <> '' GROUP BY p.code ORDER BY MAX(f.approved_at) DESC, p.code LIMIT ?",
        (False, most),
    )
    stories = (story_of(row[0]) for row in rows)
    return tuple(_told(story) for story in stories if story is not None and story.is_told)


def _told(story: Story) -> ToldPiece:
    return ToldPiece(
        story.code,
        story.category,
        story.title,
        story.life,
        story.grams,
        story.weight_source == "measured",
        story.before,
        story.after,
        story.city,
    )
