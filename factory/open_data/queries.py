"""Public facts for the open API: pieces as their own pages tell them, courses on offer, how machines stand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.clock import iso
from core.db import fast
from core.sites import all_sites
from inventory.queries.story import Story, story_of

PAGE = 50
STATES = {
    "out": "out_of_service",
    "check": "needs_check",
    "alarm": "fault",
    "running": "running",
    "paused": "paused",
    "setup": "in_use",
    "held": "in_use",
    "free": "free",
    "silent": "unknown",
    "unwatched": "in_service",
}
"""What the board's signs are called outside; nobody is told who is there."""


def open_pieces(after: str, most: int = PAGE) -> tuple[list[dict[str, Any]], str | None]:
    """Pieces given out, by code, those after a code; and the code after which to go on, None at the end.

    A piece whose label was taken out of use is not told and ends no list.
    """
    rows = fast().rows(
        "SELECT code FROM piece WHERE stage = 'released' AND is_practice = ? AND code > ? ORDER BY code LIMIT ?",
        (False, after, most),
    )
    stories = (story_of(row[0]) for row in rows)
    told = [_piece(story) for story in stories if story is not None and story.is_told]
    return told, rows[-1][0] if len(rows) == most else None


def open_piece(code: str) -> dict[str, Any] | None:
    """One piece, once it was given out."""
    story = story_of(code)
    return _piece(story) if story is not None and story.is_told else None


def _piece(story: Story) -> dict[str, Any]:
    return {
        "code": story.code,
        "category": story.category,
        "life": story.life,
        "kg": round(story.grams / 1000, 3),
        "weight_source": story.weight_source or "average",
        "month": story.month or None,
        "city": story.city,
        "steps": story.steps,
        "checks": story.checks,
        "page": f"/P/{story.code}",
        "photo_before": f"/photos/{story.before}" if story.before else None,
        "photo_after": f"/photos/{story.after}" if story.after else None,
    }


def open_courses(language: str, at: datetime) -> list[dict[str, Any]]:
    """Courses on offer with the start of the next run, and whether places are free."""
    from training.queries.public_courses import public_courses

    return [
        {
            "slug": course.slug,
            "title": course.title,
            "language": course.language,
            "category": course.category,
            "is_accredited": course.is_accredited,
            "next_start": iso(course.next_start) if course.next_start else None,
            "towns": list(course.towns),
            "has_free_places": course.places in ("left", "few"),
            "page": f"/courses/{course.slug}",
        }
        for course in public_courses(language, at)
    ]


def open_machines(at: datetime) -> list[dict[str, Any]]:
    """Every machine and how it stands."""
    from hardware.queries.board import tiles_of

    return [
        {
            "code": tile.code,
            "name": tile.name,
            "kind": tile.kind,
            "site": site.slug,
            "state": STATES[tile.sign],
            "since": iso(tile.since) if tile.since and tile.sign not in ("held", "setup") else None,
        }
        for site in all_sites()
        for tile in tiles_of(site.id, at)
    ]
