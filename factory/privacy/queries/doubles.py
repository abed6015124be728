"""People who are likely one: names that sound alike at one site; and who was merged into whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Final

from core.clock import local_day
from core.db import as_instant, fast
from factory.privacy.likeness import heard, says_enough

NEAR: Final = timedelta(days=14)
FEW_SOUNDS: Final = 3
"""Names of fewer consonants count only with a first day that is near."""
MOST: Final = 200
MANY_ALIKE: Final = 60
"""A name that more people bear says little: it is looked at only beside the next who bear it."""
FEW_NEXT: Final = 5


@dataclass(frozen=True)
class Someone:
    """A person of the list."""

    id: int
    number: str
    called: str
    full_name: str
    avatar: str
    first_on: date


@dataclass(frozen=True)
class Pair:
    """Two people who may be one, the one who came first first."""

    one: Someone
    other: Someone
    is_same_day: bool
    is_near: bool

    @property
    def likeness(self) -> int:
        """The more the likelier."""
        return 2 * self.is_same_day + self.is_near + len(heard(self.one.full_name or self.one.called))


@dataclass(frozen=True)
class MergeLine:
    """Somebody's number is, or was, read as another's."""

    id: int
    number: str
    into: str
    called: str
    at: datetime
    by: str
    undone_at: datetime | None


def likely_doubles(site_id: int) -> list[Pair]:
    """Pairs of a site's people whose names sound alike, the likeliest first; not those that somebody looked at."""
    people = _people(site_id)
    looked = {(row[0], row[1]) for row in fast().rows("SELECT person_id, other_id FROM not_same")}
    by_sound: dict[str, dict[int, Someone]] = defaultdict(dict)
    for person in people:
        for name in {person.called, person.full_name}:
            sounds = heard(name)
            if says_enough(sounds):
                by_sound[sounds][person.id] = person
    found: dict[tuple[int, int], Pair] = {}
    for sounds, alike in by_sound.items():
        for low, high in _couples(alike):
            pair = _pair(alike[low], alike[high])
            if (low, high) not in looked and (pair.is_near or len(sounds.replace(" ", "")) >= FEW_SOUNDS):
                found[low, high] = pair
    return sorted(found.values(), key=lambda pair: (-pair.likeness, pair.one.id, pair.other.id))[:MOST]


def _couples(alike: dict[int, Someone]) -> Iterator[tuple[int, int]]:
    """Every two of them, the lower id first; of a name that very many bear those only who came one after the other."""
    if len(alike) <= MANY_ALIKE:
        yield from combinations(sorted(alike), 2)
        return
    line = sorted(alike, key=lambda one: (alike[one].first_on, one))
    for place, one in enumerate(line):
        for other in line[place + 1 : place + 1 + FEW_NEXT]:
            yield min(one, other), max(one, other)


def _pair(one: Someone, other: Someone) -> Pair:
    first, second = sorted((one, other), key=lambda person: (person.first_on, person.id))
    apart = second.first_on - first.first_on
    return Pair(first, second, not apart, apart <= NEAR)


def _people(site_id: int) -> list[Someone]:
    rows = fast().rows(
        "SELECT p.id, p.number, n.called, n.full_name, p.avatar, p.made_at FROM person p "
        "JOIN person_name n ON n.person_id = p.id WHERE p.home_site_id = ? AND NOT EXISTS "
        "(SELECT 1 FROM person_merge m WHERE m.person_id = p.id AND m.undone_at IS NULL) ORDER BY p.id",
        (site_id,),
    )
    return [Someone(row[0], row[1], row[2], row[3], row[4], local_day(as_instant(row[5]))) for row in rows]


def merges_at(site_id: int) -> list[MergeLine]:
    """Every merge of a site's people, the newest first, those that were taken back too."""
    rows = fast().rows(
        "SELECT m.id, p.number, o.number, coalesce(n.called, o.number), m.at, coalesce(b.called, ''), m.undone_at "
        "FROM person_merge m JOIN person p ON p.id = m.person_id JOIN person o ON o.id = m.into_id "
        "LEFT JOIN person_name n ON n.person_id = m.into_id LEFT JOIN person_name b ON b.person_id = m.by_id "
        "WHERE p.home_site_id = ? ORDER BY m.id DESC",
        (site_id,),
    )
    return [
        MergeLine(
            row[0], row[1], row[2], row[3], as_instant(row[4]), row[5], as_instant(row[6]) if row[6] else None
        )
        for row in rows
    ]
