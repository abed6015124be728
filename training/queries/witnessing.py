"""Whom somebody may witness: the learners of the runs in which they give or help in a class."""

from __future__ import annotations

from dataclasses import dataclass

from core.db import fast


@dataclass(frozen=True)
class ToWitness:
    """A learner of a run that teaches units."""

    registration_id: int
    called: str
    avatar: str
    run: str
    title: str


def learners_to_witness(site_id: int, person_id: int, *, sees_all: bool) -> list[ToWitness]:
    """The learners of the site's runs in which somebody helps; all of them for who may see learners; not oneself."""
    helps = (
        "EXISTS (SELECT 1 FROM class_trainer t JOIN course_class k ON k.id = t.class_id "
        "WHERE k.run_id = r.id AND t.person_id = ?)"
    )
    rows = fast().rows(
        "SELECT g.id, COALESCE(n.called, p.number), p.avatar, r.number, v.title FROM registration g "
        "JOIN run r ON r.id = g.run_id JOIN course_version v ON v.id = r.version_id "
        "JOIN person p ON p.id = g.person_id LEFT JOIN person_name n ON n.person_id = p.id "
        "WHERE r.site_id = ? AND r.state NOT IN ('cancelled', 'archived') "
        f"AND g.state NOT IN ('withdrawn', 'transferred') AND g.person_id <> ? AND (? = 1 OR {helps}) "
        "ORDER BY r.id DESC, LOWER(COALESCE(n.called, p.number)), g.id LIMIT 200",
        (site_id, person_id, int(sees_all), person_id),
    )
    return [ToWitness(*row) for row in rows]
