"""Whom a spreadsheet names: found by our number, by the reference of an old list or by ULN, never by a guess."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.db import fast

ASKED_AT_ONCE = 500
_OF_SITE = (
    "(p.home_site_id = ? OR EXISTS (SELECT 1 FROM role t WHERE t.person_id = p.id AND t.site_id = ?) "
    "OR EXISTS (SELECT 1 FROM booking b JOIN run r ON r.id = b.run_id WHERE b.person_id = p.id AND r.site_id = ?))"
)
_HELD = (
    "SELECT p.id, p.number, p.token, COALESCE(n.called, ''), COALESCE(n.full_name, ''), p.language, "
    "COALESCE(c.email, ''), COALESCE(c.phone, ''), COALESCE(u.uln, ''), COALESCE(d.adjustment, ''), "
    "COALESCE(d.language_support, ''), COALESCE(d.practical, '') FROM person p "
    "LEFT JOIN person_name n ON n.person_id = p.id LEFT JOIN person_contact c ON c.person_id = p.id "
    "LEFT JOIN learner_number u ON u.person_id = p.id LEFT JOIN learner_needs d ON d.person_id = p.id "
    f"WHERE {_OF_SITE}"
)


@dataclass(frozen=True)
class Held:
    """What we hold of somebody of the site."""

    person_id: int
    number: str
    token: str
    called: str
    full_name: str
    language: str
    email: str
    phone: str
    uln: str
    adjustment: str
    language_support: str
    practical: str


def name_key(text: str) -> str:
    """How two names are held side by side: without capitals, marks that nobody sees and blanks too many."""
    seen = (letter for letter in unicodedata.normalize("NFC", text) if unicodedata.category(letter) != "Cf")
    return " ".join("".join(seen).casefold().split())


@dataclass
class KnownLearners:
    """The people of a site by each key that names exactly one of them; names only to warn."""

    by_number: dict[str, Held] = field(default_factory=dict)
    by_token: dict[str, Held] = field(default_factory=dict)
    by_uln: dict[str, Held] = field(default_factory=dict)
    by_name: dict[str, list[Held]] = field(default_factory=dict)


def known_learners(site_id: int) -> KnownLearners:
    """Everybody of a site, for an import to find them."""
    found = KnownLearners()
    for row in fast().rows(f"{_HELD} ORDER BY p.id", (site_id,) * 3):
        one = Held(*_of(row))
        found.by_number[one.number] = one
        found.by_token[one.token] = one
        if one.uln:
            found.by_uln[one.uln] = one
        for key in {name_key(name) for name in (one.called, one.full_name) if name}:
            found.by_name.setdefault(key, []).append(one)
    return found


def _of(row: Sequence[Any]) -> Sequence[Any]:
    return tuple(row)


def ulns_elsewhere(ulns: Iterable[str]) -> dict[str, int]:
    """Of these ULNs those that somebody has, at whatever site, with whose they are."""
    wanted, found = sorted(set(ulns)), {}
    for start in range(0, len(wanted), ASKED_AT_ONCE):
        part = wanted[start : start + ASKED_AT_ONCE]
        marks = ", ".join("?" for _ in part)
        rows = fast().rows(f"SELECT uln, person_id FROM learner_number WHERE uln IN ({marks})", part)
        found.update({row[0]: row[1] for row in rows})
    return found
