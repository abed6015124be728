"""The rule for a corrected text: the same places and no others, no markup, nothing that cannot be seen. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.errors import N_, RuleBroken

LONGEST = 2000
PLACE = re.compile(r"%\((\w+)\)[sd]")
BRACED = re.compile(r"\{[^{}]*\}")
COUNTS = frozenset({"num", "number", "count"})
"""What our plural texts call the number: "one piece" and "two pieces" say it in words."""
SEEN = frozenset("\u200c\u200d\u200e\u200f")
"""Joiners and direction marks that Persian, Kurdish and Arabic spelling needs; other unseen letters are refused."""


_ISOLATED = re.compile("\u2066([^\u2066-\u2069]*)\u2069")
"""An address or a code that keeps its own direction inside a text from right to left: opened once and closed again."""


def places_in(text: str) -> frozenset[str]:
    """The names of the places that a text keeps for values: `%(name)s` and `{name}`."""
    return frozenset(PLACE.findall(text)) | frozenset(BRACED.findall(text))


def check_forms(english: str, plural: str, forms: Sequence[str], wanted: int) -> list[str]:
    """The forms of a corrected text, tidied; `wanted` is how many the language has. Raises RuleBroken on "text".

    A plural form may leave out the number ("one piece", "two pieces"); every other place stands in every form.
    """
    tidy = [form.replace("\r\n", "\n").strip() for form in forms]
    if len(tidy) != (wanted if plural else 1) or not all(tidy):
        raise RuleBroken(
            "text", N_("There is an empty text."), N_("Write every form, or go back without saving.")
        )
    for form in tidy:
        _check(english, plural, form)
    return tidy


def _is_single(text: str) -> bool:
    """Whether a percent sign stands alone: in a text that holds no value it is only a sign."""
    return "%" in PLACE.sub("", text).replace("%%", "")


def _check(english: str, plural: str, form: str) -> None:
    form = _ISOLATED.sub(r"\1", form)
    if len(form) > LONGEST:
        raise RuleBroken("text", N_("This is longer than %(count)s letters."), count=LONGEST)
    if any(not (letter.isprintable() or letter in SEEN or letter == "\n") for letter in form):
        raise RuleBroken(
            "text",
            N_("There are signs in it that nobody can see."),
            N_("Type it anew instead of pasting it."),
        )
    if ("\n" in form and "\n" not in english) or any(sign in form and sign not in english for sign in "<>"):
        raise RuleBroken(
            "text", N_("A text holds words only: no markup, no new lines."), N_("Take < and > out of it.")
        )
    _check_places(places_in(english) | places_in(plural), form, may_lack=COUNTS if plural else frozenset())
    if _is_single(form) and not _is_single(english):
        raise RuleBroken("text", N_("A percent sign is not written twice."), N_("Write it twice."))


def _check_places(wanted: frozenset[str], form: str, may_lack: frozenset[str]) -> None:
    here = places_in(form)
    lacking, foreign = sorted(wanted - here - may_lack), sorted(here - wanted)
    if lacking:
        raise RuleBroken(
            "text",
            N_("%(places)s is missing: a value is put there."),
            N_("Copy it from the English, letter by letter."),
            places=", ".join(map(_shown, lacking)),
        )
    if foreign:
        raise RuleBroken(
            "text",
            N_("%(places)s is not in the English, so nothing could be put there."),
            N_("Take it out."),
            places=", ".join(map(_shown, foreign)),
        )


def _shown(place: str) -> str:
    return place if place.startswith("{") else f"%({place})s"
