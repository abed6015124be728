"""The catalogues that came with the program, read by the standard library alone; English is the message itself."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from hardware.vocabulary.signs import N_

FOLDER = Path(__file__).resolve().parents[3] / "translations"
ENGLISH = "en"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ckb", "ur", "ps"})


A_WORD_OF_THE_SCREEN = N_("I'm done")
WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


MONTHS = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)


@lru_cache(maxsize=16)
def catalogue(language: str) -> gettext.NullTranslations:
    """The words of a language; where it has no catalogue, none, and English is said."""
    if language == ENGLISH:
        return gettext.NullTranslations()
    return gettext.translation("messages", str(FOLDER), [language], fallback=True)


@lru_cache(maxsize=1)
def installed() -> tuple[str, ...]:
    """English, and each language whose catalogue holds words of this screen."""
    found = sorted(path.name for path in FOLDER.iterdir() if path.is_dir()) if FOLDER.is_dir() else []
    word = A_WORD_OF_THE_SCREEN
    return (ENGLISH, *(code for code in found if catalogue(code).gettext(word) != word))


def direction(language: str) -> str:
    """`rtl` or `ltr`."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


NO_WORDS: Mapping[str, tuple[str, ...]] = {}


class Words:
    """The words of one page: in one language, with English beside it where others stand around.

    `own` are what people of the house wrote, by the English: they come before the program's.
    """

    def __init__(self, language: str, own: Mapping[str, tuple[str, ...]] = NO_WORDS) -> None:
        is_spoken = language in installed() or A_WORD_OF_THE_SCREEN in own
        self.language = language if is_spoken else ENGLISH
        self._own = own if is_spoken else NO_WORDS
        self._catalogue = catalogue(self.language)

    def gettext(self, message: str, **values: Any) -> str:
        """`message` in the language of the page, its `%(name)s` filled in."""
        own = self._own.get(message)
        if own:
            with suppress(
                KeyError, TypeError, ValueError
            ):  # a place that is not ours: the program's words do
                return own[0] % values if values else own[0]
        said = self._catalogue.gettext(message)
        return said % values if values else said

    def ngettext(self, one: str, many: str, num: int, **values: Any) -> str:
        """The form for `num`, which `%(num)s` stands for."""
        values = {"num": num, **values}
        forms, plural = self._own.get(one, ()), getattr(self._catalogue, "plural", None)
        if forms and plural is not None:
            with suppress(KeyError, TypeError, ValueError):
                return str(forms[min(plural(num), len(forms) - 1)] % values)
        return self._catalogue.ngettext(one, many, num) % values

    def moment(self, text: str) -> str:
        """A day or an instant of ISO 8601 as people say it, in the kiosk's own zone; any other text as it is."""
        try:
            at = datetime.fromisoformat(text.replace("Z", "+00:00"))
        except ValueError:
            return text
        at = at.astimezone() if at.tzinfo else at
        day = f"{self.gettext(WEEKDAYS[at.weekday()])} {at.day} {self.gettext(MONTHS[at.month - 1])}"
        return day if len(text) <= len("2026-01-31") else f"{day}, {at:%H:%M}"

    def duo(self, message: str, **values: Any) -> Markup:
        """`message`, and its English small below it where the page speaks another language."""
        said, english = self.gettext(message, **values), message % values if values else message
        if self.language == ENGLISH:
            return escape(said)
        if said == english:
            return Markup('<span lang="en" dir="ltr">{}</span>').format(english)
        return Markup(
            '<span class="duo"><span class="duo-own">{}</span>'
            '<span class="duo-also" lang="en" dir="ltr">{}</span></span>'
        ).format(said, english)
