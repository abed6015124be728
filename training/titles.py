"""Words that a course title may not hold, because they say what only an awarding body may say. Pure.

A body's title is printed on its certificate, and sizes of qualifications are the body's to give; an unaccredited
course may not wear the body's name. The words are data of the body's profile; those below hold everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from core.errors import N_, RuleBroken

SIZE_WORDS: Final = ("award", "certificate", "diploma", "qualification")
BODY_WORDS: Final = ("ocn",)


def forbidden_words(
    title: str, *, is_accredited: bool, never: Iterable[str] = (), only_accredited: Iterable[str] = ()
) -> list[str]:
    """The words of `title` that may not stand there, as they are written in it.

    `never` and `only_accredited` are a profile's own words beside those that hold everywhere.
    """
    banned = {*SIZE_WORDS, *(word.casefold() for word in never)}
    if not is_accredited:
        banned |= {*BODY_WORDS, *(word.casefold() for word in only_accredited)}
    return [word for word in _words(title) if any(_is(word, stem) for stem in banned)]


def check_title(
    title: str, *, is_accredited: bool, never: Iterable[str] = (), only_accredited: Iterable[str] = ()
) -> str:
    """`title` with single blanks. Raises RuleBroken on the field "title" for an empty one or a forbidden word."""
    tidy = " ".join(title.split())
    if not tidy:
        raise RuleBroken("title", N_("A title is missing."), N_("Write what the course is about."))
    found = forbidden_words(tidy, is_accredited=is_accredited, never=never, only_accredited=only_accredited)
    if found:
        raise RuleBroken(
            "title",
            N_("«%(word)s» may not stand in this title."),
            N_(
                "Say what people learn. The awarding body alone gives awards, and its name stands on its courses only."
            ),
            word=found[0],
        )
    return tidy


def _words(title: str) -> list[str]:
    """The words of a title; joined signs and invisible letters do not hide one (`O.C.N.`, `Cert\u200bificate`)."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKC", title) if unicodedata.category(letter) != "Cf"
    )
    dotted = re.sub(r"\b(?:\w[.]){2,}\w?", lambda found: found.group().replace(".", ""), plain)
    return re.findall(r"[^\W\d_]+", dotted)


def _is(word: str, stem: str) -> bool:
    """True for the word itself and its plural."""
    folded = word.casefold()
    return folded in (stem, f"{stem}s")
