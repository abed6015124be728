"""What somebody typed into the search of a list: the same meaning in SQL and in Python, in any script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from core.bounds import whole

LONGEST: Final = 80
MOST_WORDS: Final = 6


def read_words(args: Mapping[str, str]) -> str:
    """The words that an address asks for (`?q=`), tidied; "" for none."""
    return " ".join(args.get("q", "").replace("\0", "").split())[:LONGEST]


def read_start(args: Mapping[str, str]) -> int:
    """How many rows of a list are passed over, as the address says; 0 for anything unknown."""
    asked = args.get("start", "")
    return whole(asked, 7) or 0


def small(text: str) -> str:
    """`text` in small letters, one for one as PostgreSQL makes them: "İ" would be two in Python."""
    return text.lower().replace("i\u0307", "i")


def held_by(words: str, columns: Sequence[str]) -> tuple[str, list[object]]:
    """A condition that one of `columns` holds each word, large or small, and its values; "1 = 1" for no words."""
    parts, values = ["1 = 1"], []  # type: list[str], list[object]
    one_of = " OR ".join(f"LOWER({column}) LIKE ? ESCAPE '!'" for column in columns)
    for word in _small(words):
        parts.append(f"({one_of})")
        values.extend([f"%{_escaped(word)}%"] * len(columns))
    return " AND ".join(parts), values


def holds(words: str, texts: Iterable[str]) -> bool:
    """Whether one of `texts` holds each word, large or small."""
    told = [small(text) for text in texts]
    return all(any(word in text for text in told) for word in _small(words))


def _small(words: str) -> list[str]:
    return small(words).split()[:MOST_WORDS]


def _escaped(word: str) -> str:
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
