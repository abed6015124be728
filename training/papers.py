"""What a certificate says: names as wanted, titles that may stand on it, its frozen text and hash, masked names."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from typing import Any, Final

from core.errors import N_, RuleBroken

AWARDING_WORDS: Final = re.compile(r"\b(award|certificate|diploma|qualification)s?\b", re.IGNORECASE)
"""Words that may not stand in the title of a course: only an awarding body's own papers bear them."""
BODY_MARK: Final = re.compile(r"\bocn\w*\b", re.IGNORECASE)
GROUP: Final = 5
HIDDEN: Final = "•••"


def centre_title(title: str, *, is_accredited: bool) -> str:
    """The title as it may stand on our own paper. Raises RuleBroken for the words of awarding bodies."""
    if AWARDING_WORDS.search(title):
        raise RuleBroken(
            "title",
            N_("The title of this course has a word that only an awarding body may use on a certificate."),
            N_("Make a version of the course without Award, Certificate, Diploma or Qualification."),
        )
    if not is_accredited and BODY_MARK.search(title):
        raise RuleBroken(
            "title",
            N_("This course is not accredited, so OCN may not stand in its title."),
            N_("Make a version of the course with another title."),
        )
    return title


def name_lines(certificate_name: str, full_name: str, called: str) -> list[str]:
    """The name for the paper: as wanted on certificates, else in full, else as called; after a " / " a second line."""
    chosen = next((name for name in (certificate_name, full_name, called) if name.strip()), "")
    lines = [" ".join(part.split()) for part in re.split(r"\s+/\s+", chosen.strip()) if part.strip()]
    return lines[:2]


def frozen_text(snapshot: dict[str, Any]) -> bytes:
    """The snapshot as bytes that are the same on every machine: what is hashed and signed."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def paper_hash(snapshot: dict[str, Any]) -> str:
    """SHA-256 of the frozen text."""
    return hashlib.sha256(frozen_text(snapshot)).hexdigest()


def in_groups(code: str) -> str:
    """A code as it is printed and typed: letters by fives."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def letters_of(name: str) -> list[str]:
    """The letters of a name without marks, blanks and signs, each in its plain small form."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return [letter for letter in plain if unicodedata.category(letter)[0] == "L"]


def masked(name: str) -> str:
    """The name with the first letter of each word alone: enough to know one's own, too little to learn another's."""
    return " ".join(_first(word) + HIDDEN for word in name.split())


def _first(word: str) -> str:
    """The first letter with the marks that follow it."""
    end = 1
    while end < len(word) and unicodedata.category(word[end])[0] == "M":
        end += 1
    return word[:end]


def ends_with(name: str, typed: str) -> bool:
    """Whether `typed` are the last two letters of the name, whatever their case and marks; takes the same time."""
    asked = "".join(letters_of(name)[-2:])
    given = "".join(letters_of(typed)[:8])
    return bool(asked) and hmac.compare_digest(asked.encode(), given.encode())
