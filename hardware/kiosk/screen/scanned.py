"""What a reader typed or a camera saw: a person's card, a piece's label, or nothing of ours.

The grammar is that of the labels: six letters and a check letter, weighed in GF(32); cards are `ECO:` and 26 letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MOST_LETTERS = 200
CARD = re.compile(rf"ECO:([{LETTERS}]{{26}})")
PIECE = re.compile(rf"(?:HTTPS://[A-Z0-9.:\[\]_-]+/P/)?([{LETTERS}]{{7}})")


@dataclass(frozen=True, slots=True)
class Scanned:
    """A card's token or a piece's code; `kind` is card or piece."""

    kind: str
    value: str


def _check_letter(body: str) -> str:
    total, weight = 0, 1
    for letter in body:
        weight = _times(weight, 2)
        total ^= _times(weight, LETTERS.index(letter))
    return LETTERS[total]


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 32:
            a ^= 0b100101
        b >>= 1
    return product


def read(text: str) -> Scanned | None:
    """The meaning of a whole scanned text; None for a part of one and for what is not ours."""
    plain = text.strip()
    if len(plain) > MOST_LETTERS or not plain.isascii():
        return None
    plain = plain.upper()
    if card := CARD.fullmatch(plain):
        return Scanned("card", card.group(1))
    piece = PIECE.fullmatch(plain)
    if piece and _check_letter(piece.group(1)[:6]) == piece.group(1)[6]:
        return Scanned("piece", piece.group(1))
    return None
