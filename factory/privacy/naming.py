"""The names of a person in other people's words: found by themselves, whole words only, and taken out of texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from core.db import fast

SHORTEST: Final = 6
"""A name of two words, or a number, shorter than this is too common to be taken out of texts about others."""
WORDY: Final = frozenset(
    {
        "tester",
        "trainers",
        "name",
        "names",
        "note",
        "title",
        "words",
        "called",
        "reason",
        "feedback",
        "because",
        "what",
        "said",
        "text",
        "about",
        "by",
        "who",
    }
)
"""Keys of JSON values under which somebody wrote words; one word alone is taken out there only."""
_NAMES: Final = (
    "SELECT called, full_name, '' FROM person_name WHERE person_id = ?",
    "SELECT email, phone, '' FROM person_contact WHERE person_id = ?",
    "SELECT login, '', '' FROM account WHERE person_id = ?",
    "SELECT uln, '', '' FROM learner_number WHERE person_id = ?",
    "SELECT certificate_name, given_name || ' ' || family_name, postcode FROM learner_record WHERE person_id = ?",
)


@dataclass(frozen=True)
class Names:
    """`sure` are texts that mean this person wherever they stand; `own` only in rows about or by them."""

    sure: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    number: str = ""
    patterns: dict[bool, re.Pattern[str] | None] = field(default_factory=dict, compare=False)

    def pattern(self, *, with_own: bool) -> re.Pattern[str] | None:
        """What finds the names in a text, whole words only; None where there is none."""
        if with_own not in self.patterns:
            every = sorted(self.sure | (self.own if with_own else frozenset()), key=len, reverse=True)
            found = "|".join(re.escape(name) for name in every)
            self.patterns[with_own] = re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.I) if every else None
        return self.patterns[with_own]

    def taken_out(self, value: Any, *, with_own: bool) -> Any:
        """`value`, a text or a JSON value, with the person's number in place of their names."""
        pattern = self.pattern(with_own=with_own)
        if pattern is None:
            return value
        if isinstance(value, str):
            return pattern.sub(self.number, value)
        if isinstance(value, list):
            return [self.taken_out(one, with_own=with_own) for one in value]
        if isinstance(value, dict):
            return {
                key: self.taken_out(one, with_own=with_own and (key in WORDY or isinstance(one, dict | list)))
                for key, one in value.items()
            }
        return value


def names_of(person_id: int, number: str) -> Names:
    """By which texts a person can be told: one word alone may be somebody else's, or a thing's."""
    texts = {
        text.strip() for query in _NAMES for row in fast().rows(query, (person_id,)) for text in row if text
    } - {""}
    sure = {
        text for text in texts if len(text) >= SHORTEST and (" " in text or "@" in text or _is_number(text))
    }
    return Names(frozenset(sure), frozenset(texts - sure), number)


def _is_number(text: str) -> bool:
    return sum(letter.isdigit() for letter in text) >= SHORTEST


def found_in(texts: Iterable[str]) -> tuple[str, list[str]]:
    """An SQL condition on a text column `{column}` that it may hold one of `texts`, and its values."""
    wanted = sorted({text.lower() for text in texts} | {_in_json(text) for text in texts})
    return " OR ".join(["LOWER({column}) LIKE ?"] * len(wanted)), [f"%{text}%" for text in wanted]


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1].lower()
