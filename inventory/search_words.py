"""How text becomes search words: folded, bare of accents, and marked so that nobody can type an inner mark. Pure."""

from __future__ import annotations

import re
import unicodedata

from inventory.catalogue import categories

MOST_WORDS = 6
LONGEST_WORD = 40
_WORD = re.compile(r"[^\W_]+")
_LOOKALIKES = str.maketrans("ilo", "110")


def words_in(text: str) -> list[str]:
    """The words of a text, small, without accents, in their order; each at most once."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )
    found = [word[:LONGEST_WORD] for word in _WORD.findall(plain.casefold())]
    return list(dict.fromkeys(found))


def category_mark(slug: str) -> str:
    """The mark that stands in the index for a category, whatever language it is asked in."""
    return "c" + "".join(letter for letter in slug if letter.isalnum())


def index_text(codes: list[str], title: str, category: str) -> str:
    """What the index holds of a piece: its codes and title words behind `w`, its category behind `c`."""
    words = [word for text in (*codes, title) for word in words_in(text)]
    marks = ["w" + word for word in dict.fromkeys(words)]
    if category:
        marks.append(category_mark(category))
    return " ".join(marks)


def readings_of(text: str, names: dict[str, str]) -> list[list[str]]:
    """For each word of a search the marks that would do, a `*` behind those that may go on.

    `names` are the categories' names in the person's language; English names are always known as well.
    """
    known = [(slug, words_in(f"{row.name} {names.get(slug, '')}")) for slug, row in categories().items()]
    return [_readings(word, known) for word in words_in(text)[:MOST_WORDS]]


def _readings(word: str, known: list[tuple[str, list[str]]]) -> list[str]:
    found = [f"w{word}*"]
    typed = word.translate(_LOOKALIKES)
    if typed != word and len(word) > 2:
        found.append(f"w{typed}*")
    if len(word) > 1:
        stem = word[:-1] if len(word) > 3 and word.endswith("s") and word.isascii() else word
        found.extend(
            category_mark(slug) for slug, names in known if any(name.startswith(stem) for name in names)
        )
    return found
