"""Skills and subjects in the language of whoever looks, with their pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext

from core.people import LANGUAGES
from factory.people_words import OWN_NAMES
from factory.skills.catalogue import (
    BY_SLUG,
    OWN_PICTURE,
    SKILLS,
    SPOKEN,
    SPOKEN_PICTURE,
    SUBJECT_BY_SLUG,
    SUBJECTS,
    is_spoken,
)
from factory.skills.queries.skills import OwnSkill, own_names


@dataclass(frozen=True)
class Pictured:
    """A skill or a subject as it is shown."""

    slug: str
    name: str
    picture: str


def skill_words(slug: str, own: Mapping[str, str]) -> Pictured:
    """A skill by its slug; `own` names the sites' own."""
    if is_spoken(slug):
        code = slug.removeprefix(SPOKEN)
        return Pictured(slug, OWN_NAMES.get(code, code), SPOKEN_PICTURE)
    known = BY_SLUG.get(slug)
    if known is not None:
        return Pictured(slug, gettext(known.name), known.picture)
    return Pictured(slug, own.get(slug, slug), OWN_PICTURE)


def topic_words(kind: str, topic: str, own: Mapping[str, str]) -> Pictured:
    """What a pair is about."""
    if kind == "mentoring" and topic in SUBJECT_BY_SLUG:
        subject = SUBJECT_BY_SLUG[topic]
        return Pictured(topic, gettext(subject.name), subject.picture)
    return skill_words(topic, own)


def skills_shown(own: Iterable[OwnSkill], held: Iterable[str] = ()) -> list[Pictured]:
    """The list to choose from: the house's, the site's own in use and those that somebody has, then languages."""
    rows = list(own)
    names = {row.slug: row.name for row in rows}
    offered = [row.slug for row in rows if row.is_active]
    kept = [slug for slug in held if slug not in BY_SLUG and not is_spoken(slug) and slug not in offered]
    names |= own_names(kept)
    slugs = [skill.slug for skill in SKILLS] + offered + kept + [f"{SPOKEN}{code}" for code in LANGUAGES]
    return [skill_words(slug, names) for slug in slugs]


def subjects_shown() -> list[Pictured]:
    """The subjects of mentoring."""
    return [Pictured(subject.slug, gettext(subject.name), subject.picture) for subject in SUBJECTS]


def topics_of(pairs: Iterable[tuple[str, str]]) -> dict[str, Pictured]:
    """ "kind topic" → how it is shown."""
    wanted = list(pairs)
    own = own_names(topic for _, topic in wanted)
    return {f"{kind} {topic}": topic_words(kind, topic, own) for kind, topic in wanted}
