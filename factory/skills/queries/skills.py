"""Reads of skills: a site's own, those of a person, and who could share what with whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.clock import local_day
from core.db import as_instant, fast
from core.people_queries import InToday, aliases_of
from factory.skills.catalogue import OWN, SPOKEN, own_id

MOST_PROPOSED = 60


@dataclass(frozen=True)
class OwnSkill:
    """A skill that a site added."""

    id: int
    name: str
    is_active: bool
    people: int

    @property
    def slug(self) -> str:
        """What a person's skill is kept under."""
        return f"{OWN}{self.id}"


@dataclass(frozen=True)
class Proposal:
    """Somebody who offers what somebody else wants, both at this site and not paired for it yet."""

    skill: str
    guide: InToday
    newcomer: InToday
    guide_since: date
    newcomer_since: date
    languages: tuple[str, ...]
    guide_pairs: int


def own_skills(site_id: int) -> list[OwnSkill]:
    """The skills that a site added, with how many people there named each."""
    rows = fast().rows(
        "SELECT s.id, s.name, s.is_active, (SELECT COUNT(DISTINCT k.person_id) FROM person_skill k "
        f"WHERE k.skill = '{OWN}' || CAST(s.id AS TEXT) AND k.ended_at IS NULL) "
        "FROM site_skill s WHERE s.site_id = ? ORDER BY s.name, s.id",
        (site_id,),
    )
    return [OwnSkill(row[0], row[1], bool(row[2]), row[3]) for row in rows]


def own_names(slugs: Iterable[str]) -> dict[str, str]:
    """Slug → name of sites' own skills among these."""
    ids = sorted({own_id(slug) for slug in slugs} - {0})
    if not ids:
        return {}
    rows = fast().rows(f"SELECT id, name FROM site_skill WHERE id IN ({_marks(ids)})", tuple(ids))
    return {f"{OWN}{row[0]}": row[1] for row in rows}


def skills_of(person_id: int) -> dict[str, list[str]]:
    """What a person offers and wants today: slugs by way, those named first coming first."""
    rows = fast().rows(
        "SELECT way, skill FROM person_skill WHERE person_id = ? AND ended_at IS NULL ORDER BY set_at, id",
        (person_id,),
    )
    found: dict[str, list[str]] = {"offers": [], "wants": []}
    for way, skill in rows:
        found[way].append(skill)
    return found


_HERE = (
    "SELECT p.id FROM person p WHERE p.is_active = ? AND EXISTS (SELECT 1 FROM role r WHERE r.person_id = p.id "
    "AND r.site_id = ? AND r.starts_on <= ? AND (r.ends_on IS NULL OR r.ends_on >= ?))"
)
_PROPOSED = (
    f"WITH here AS ({_HERE}) SELECT o.skill, o.person_id, w.person_id, g.made_at, n.made_at, g.language, n.language, "
    "(SELECT COUNT(*) FROM pair q WHERE q.guide_id = o.person_id AND q.ended_on IS NULL) AS busy "
    "FROM person_skill o JOIN person_skill w ON w.skill = o.skill AND w.way = 'wants' AND w.ended_at IS NULL "
    "AND w.person_id <> o.person_id JOIN person g ON g.id = o.person_id JOIN person n ON n.id = w.person_id "
    "WHERE o.way = 'offers' AND o.ended_at IS NULL AND o.person_id IN (SELECT id FROM here) "
    "AND w.person_id IN (SELECT id FROM here) AND g.made_at < n.made_at "
    "AND NOT EXISTS (SELECT 1 FROM pair q WHERE q.kind = 'skill' AND q.topic = o.skill AND q.guide_id = o.person_id "
    "AND q.newcomer_id = w.person_id AND q.ended_on IS NULL) "
    "ORDER BY CASE WHEN g.language = n.language THEN 0 ELSE 1 END, busy, w.set_at, g.made_at, o.id, w.id LIMIT ?"
)


def proposed_pairs(site_id: int, at: datetime) -> list[Proposal]:
    """Who could share what with whom: the guide has been here for longer than the newcomer.

    Those with a language in common come first, then guides with fewer pairs, then who has waited longest.
    """
    day = local_day(at)
    rows = fast().rows(_PROPOSED, (True, site_id, day, day, MOST_PROPOSED))
    people = people_by_id(one for row in rows for one in row[1:3])
    spoken = spoken_by({one for row in rows for one in row[1:3]})
    return [
        Proposal(
            row[0],
            people[row[1]],
            people[row[2]],
            local_day(as_instant(row[3])),
            local_day(as_instant(row[4])),
            tuple(sorted(spoken[row[1]] & spoken[row[2]])),
            row[7],
        )
        for row in rows
    ]


def spoken_by(person_ids: Iterable[int]) -> dict[int, set[str]]:
    """Person → the languages that they chose for their screens or offer."""
    ids = tuple(sorted(set(person_ids)))
    found: dict[int, set[str]] = defaultdict(set)
    if not ids:
        return found
    for person_id, language in fast().rows(
        f"SELECT id, language FROM person WHERE id IN ({_marks(ids)})", ids
    ):
        found[person_id].add(language)
    rows = fast().rows(
        "SELECT person_id, skill FROM person_skill WHERE way = 'offers' AND ended_at IS NULL "
        f"AND skill LIKE '{SPOKEN}%' AND person_id IN ({_marks(ids)})",
        ids,
    )
    for person_id, skill in rows:
        found[person_id].add(skill.removeprefix(SPOKEN))
    return found


def people_by_id(ids: Iterable[int]) -> Mapping[int, InToday]:
    """Person → name as wanted and drawn picture."""
    wanted = sorted(set(ids))
    return dict(zip(wanted, aliases_of(wanted), strict=True))


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" for _ in values)
