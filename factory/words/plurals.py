"""Which numbers each plural form of a language is for, told by examples."""

from __future__ import annotations

import gettext
from functools import lru_cache

from core.catalogues import catalogue_of

MOST_EXAMPLES = 4
NUMBERS = (*range(30), 100, 101, 102, 103, 111)


@lru_cache(maxsize=16)
def examples_of(language: str) -> tuple[tuple[str, ...], ...]:
    """For each form some numbers that take it, such as ("3", "4", "5", "6")."""
    catalogue = catalogue_of(language)
    choose = gettext.c2py(catalogue.plural_rule)
    found: list[list[str]] = [[] for _ in range(catalogue.plural_count)]
    for number in NUMBERS:
        place = choose(number)
        if len(found[place]) < MOST_EXAMPLES:
            found[place].append(str(number))
    return tuple(tuple(examples) for examples in found)
