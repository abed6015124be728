"""A learner's head: number, name as wanted and drawn picture, for a page about what they hold."""

from __future__ import annotations

from dataclasses import dataclass

from core.db import fast


@dataclass(frozen=True)
class LearnerHead:
    """Who a page is about."""

    person_id: int
    number: str
    called: str
    avatar: str


def learner_head(number: str, site_id: int) -> LearnerHead | None:
    """The learner of that number who was registered or booked at the site, or belongs there."""
    row = fast().row(
        "SELECT p.id, p.number, COALESCE(n.called, p.number), p.avatar FROM person p "
        "LEFT JOIN person_name n ON n.person_id = p.id WHERE p.number = ? AND (p.home_site_id = ? "
        "OR EXISTS (SELECT 1 FROM booking b JOIN run r ON r.id = b.run_id WHERE b.person_id = p.id "
        "AND r.site_id = ?))",
        (number.upper(), site_id, site_id),
    )
    return LearnerHead(*row) if row else None
