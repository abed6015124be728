"""Days and hours in figures keep their direction in a catalogue that is read from the right."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from core.catalogues import FOLDER
from core.isolating import LEFT_TO_RIGHT, POP

FROM_THE_RIGHT = ("ar", "ckb", "fa", "ps", "ur")
JOINED = re.compile(r"\d{2,4}-\d{2}")
"""2026-11-22 and the like: after a letter of these scripts the figures would be read 22-11-2026 (UAX 9, rule W2)."""
KEPT = re.compile(f"{LEFT_TO_RIGHT}[^{POP}]*{POP}")


@pytest.mark.static
@pytest.mark.parametrize("language", FROM_THE_RIGHT)
def test_a_day_in_figures_is_not_turned_around(language: str) -> None:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file)
    said = [
        words
        for message in catalogue
        for words in (message.string if isinstance(message.string, tuple | list) else (message.string,))
        if message.id and JOINED.search(KEPT.sub("", words or ""))
    ]
    assert not said, f"put \\u2066…\\u2069 around the figures: {said}"
