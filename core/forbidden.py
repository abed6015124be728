"""Words about people that must never be kept: National Insurance, residence-permit and asylum-card numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from core.errors import N_, RuleBroken

_NATIONAL_INSURANCE = (
    re.compile(r"\b[A-Z]{2}[\s-]?\d{2}[\s-]?\d{2}[\s-]?\d{2}[\s-]?[A-D]\b", re.I),
    re.compile(r"\b[A-Z]{2}([.-])\d{2}\1\d{2}\1\d{2}\1[A-D]\b", re.I),
    re.compile(r"\b[A-Z]{2}(?:[\s.-]{0,2}\d){6}[\s.-]{0,2}[A-D]\b"),
)
"""The form of the number (HMRC, National Insurance Manual NIM39110), whatever its first two letters.

In large letters it is known by any gaps between; in small ones "on 12.11.26 a chair" would look like one.
"""
_RESIDENCE_PERMIT = (
    re.compile(r"\b[A-Z]{2}[A-Z0-9]\s?\d{6}\b", re.I),
    re.compile(
        r"\b(?:[A-Z]{2}|[zr][a-z])[\s.-]{0,2}(?!\d{1,2}[\s.-]\d{1,2}[\s.-]\d{4}\b|\d{4}-\d{1,2}-\d{1,2}\b)"
        r"[X0-9](?:[\s.-]{0,2}\d){6}\b(?![\s.-]{0,2}\d)"
    ),
)
"""A biometric residence permit: two letters, a letter or digit, six digits; with gaps it is no day and no longer, and
its third letter an X: a certificate may well be ABC-123-456."""
_ASYLUM_CARD = re.compile(r"\bARC[\s:/#-]*(no\.?|number)?[\s:/#-]*[A-Z]{0,3}\s?/?\d{5,}", re.I)
_HOME_OFFICE = re.compile(r"\b[A-Z]\s?\d{7}(?:/\d{1,3})?\b", re.I)
_PATTERNS = (*_NATIONAL_INSURANCE, *_RESIDENCE_PERMIT, _ASYLUM_CARD, _HOME_OFFICE)
_CLIENT_ID = re.compile(r"[0-9a-f-]{32,36}", re.I)
NEVER_ASKED = (
    r"national.?ins|\bnat ins\b|\bni\b|\bnino\b|\bbrp\b|\barc\b|passport|immigra|asylum|refugee|visa\b|home office|"
    r"leave to remain|religio|faith|ethnic|birth|\bborn\b|\bdob\b|(?<!product )\bage\b|nationalit|citizenship|"
    r"country of (birth|origin)|gender|\bsex\b|disab|health|medic|injur|next of kin|emergency|"
    r"ميلاد|جنسية|الجنس|ديانة|لجوء|إقامة"
)
"""Heads of columns that no list of ours may bring, whatever else it is about."""
_CAME_HERE = re.compile(
    r"arriv\w*\W+(in|to|from|uk|country|date)\b|date\W+(of\W+)?arriv|\barrived?\W*on\b", re.I
)
_NEVER_ASKED = re.compile(NEVER_ASKED, re.I)
GONE = "—"
"""What stands where such a number was."""
_GAPS = ("", " ")
"""What is read for a letter that nobody sees: it may stand within a number, or part it from the word before."""


def holds_forbidden_number(text: str) -> bool:
    """True if `text` holds something that looks like one of those numbers, whatever letters it is written in."""
    return any(
        pattern.search(plain) for plain in {_plainly(text, gap)[0] for gap in _GAPS} for pattern in _PATTERNS
    )


def _plainly(text: str, gap: str) -> tuple[str, Sequence[int]]:
    """`text` in plain letters, digits and dashes, and where each of them stood."""
    if text.isascii():
        return text, range(len(text))
    plain = [(one, place) for place, letter in enumerate(text) for one in _plain(letter) or gap]
    return "".join(one for one, _ in plain), [place for _, place in plain]


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    """A wide, raised or eastern letter as its plain one; nothing for one that is not seen."""
    kind = unicodedata.category(letter)
    if kind in ("Cf", "Mn"):
        return ""
    if kind == "Nd":
        return str(unicodedata.digit(letter))
    return "-" if kind == "Pd" else unicodedata.normalize("NFKC", letter)


def refuse_forbidden(field: str, text: str) -> str:
    """`text`, or RuleBroken on `field` if it holds such a number."""
    if holds_forbidden_number(text):
        raise forbidden(field)
    return text


def is_head_never_kept(head: str) -> bool:
    """True if a column with this head tells what we never keep of anybody, as birth, nationality, health, faith."""
    plain = plain_words(head)
    return _NEVER_ASKED.search(plain) is not None or _CAME_HERE.search(plain) is not None


def plain_words(head: str) -> str:
    """A head as it is searched: "D.O.B." and "N.I. No." are DOB and NI No; an underscore parts words."""
    return head.replace(".", "").replace("_", " ")


def forbidden(field: str) -> RuleBroken:
    """The refusal of such a number, to stand beside `field`."""
    return RuleBroken(
        field,
        N_("This looks like a National Insurance, permit or asylum number. We never keep those."),
        N_("Take the number out. Nobody here needs it."),
    )


def without_forbidden(told: Any) -> Any:
    """What a machine told us (texts, lists, objects) with a dash where such a number stood, to be kept as refused."""
    if isinstance(told, str):
        return _dashed(told) if not _CLIENT_ID.fullmatch(told) else told
    if isinstance(told, list):
        return [without_forbidden(one) for one in told]
    if isinstance(told, dict):
        return {name: without_forbidden(one) for name, one in told.items()}
    return told


def _dashed(text: str) -> str:
    while holds_forbidden_number(text):
        for gap in _GAPS:
            for pattern in _PATTERNS:
                plain, places = _plainly(text, gap)
                for found in reversed(list(pattern.finditer(plain))):
                    first, last = places[found.start()], places[found.end() - 1]
                    text = text[:first] + GONE + text[last + 1 :]
    return text
