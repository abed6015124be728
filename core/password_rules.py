"""Which passwords are easy to guess: known from leaks, or made of the words of this place and its people."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path
from typing import Final

LEAKED: Final = Path(__file__).with_name("leaked_passwords.bin")
"""Hashes of the passwords of twelve letters or more among the million most used of ten million that leaked
(core/leaked_passwords.txt tells whence), so that the list itself, which is not fit to be read, is not carried."""
HASH_BYTES: Final = 6
PLACE_WORDS: Final = (
    "ecoworks",
    "eco",
    "works",
    "workshop",
    "factory",
    "fablab",
    "furniture",
    "upcycle",
    "upcycling",
    "reuse",
    "repair",
    "volunteer",
    "trainee",
    "trainer",
    "assessor",
    "verifier",
    "driver",
    "coordinator",
    "maintainer",
    "funder",
    "administrator",
    "admin",
    "council",
    "college",
    "charity",
    "welcome",
    "password",
    "passwort",
    "login",
    "signin",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "spring",
    "summer",
    "autumn",
    "winter",
)
"""Words that whoever guesses here tries first; names of sites, cities and the person come on top (docs/security.md)."""
WEAK_PARTS: Final = ("password", "passw0rd", "qwerty", "letmein", "ecoworks", "iloveyou", "123456", "abcdef")
FEWEST_OWN_LETTERS: Final = 8
"""So many letters must be left once the words of the place, digits and signs are taken out."""
SHORTEST_WORD: Final = 3


def is_guessable(password: str, own_words: Iterable[str]) -> bool:
    """True if the password has leaked, holds a run that everybody tries, or is little more than words of the place.

    `own_words`: names of the person, the sites and their cities.
    """
    plain = password.lower()
    if any(part in plain for part in WEAK_PARTS) or len(set(plain)) < 5 or is_leaked(plain):
        return True
    words = {part for word in own_words for part in re.findall(r"\w+", word.lower())}
    return len(_left(plain, words | set(PLACE_WORDS))) < FEWEST_OWN_LETTERS


def is_leaked(password: str) -> bool:
    """True if the password, in any case, is one of those that leaked."""
    whole, wanted = LEAKED.read_bytes(), _cut_hash(password)
    place = bisect_left(range(len(whole) // HASH_BYTES), wanted, key=lambda one: _hash_at(whole, one))
    return _hash_at(whole, place) == wanted


def pressed(passwords: Iterable[str]) -> bytes:
    """The file of hashes for a list of passwords: sorted, each once."""
    return b"".join(sorted({_cut_hash(password) for password in passwords}))


def _left(plain: str, words: Iterable[str]) -> str:
    for word in sorted((word for word in words if len(word) >= SHORTEST_WORD), key=len, reverse=True):
        plain = plain.replace(word, " ")
    return "".join(letter for letter in plain if letter.isalpha())


def _hash_at(whole: bytes, place: int) -> bytes:
    return whole[place * HASH_BYTES : (place + 1) * HASH_BYTES]


def _cut_hash(password: str) -> bytes:
    return hashlib.sha256(password.lower().encode("utf-8", "replace")).digest()[:HASH_BYTES]
