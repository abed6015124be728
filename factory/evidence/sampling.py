"""Which rows are drawn: by a seed that is printed, so that anybody can draw the same again."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from typing import Final, TypeVar

from core.errors import N_, RuleBroken

MOST: Final = 100
_SEED: Final = re.compile(r"[A-Za-z0-9-]{1,40}")
Kept = TypeVar("Kept")


def new_seed() -> str:
    """A seed that nobody chose."""
    return secrets.token_hex(4)


def checked_seed(seed: str) -> str:
    """The seed as written, or a new one where none is. Raises RuleBroken for what is no seed."""
    plain = seed.strip()
    if plain and not _SEED.fullmatch(plain):
        raise RuleBroken("seed", N_("The word of a draw is letters, digits and hyphens, at most 40."))
    return plain or new_seed()


def drawn(rows: Sequence[tuple[str, Kept]], size: int, seed: str) -> list[Kept]:
    """`size` of the rows, each known by its key: those whose hash with the seed comes first (SHA-256).

    The order in which rows are listed plays no part, and a row added later moves no other one's hash.
    """
    by_lot = sorted(rows, key=lambda row: (hashlib.sha256(f"{seed}\n{row[0]}".encode()).hexdigest(), row[0]))
    return [kept for _, kept in by_lot[:size]]
