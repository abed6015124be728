"""The screen speaks the languages of the program's catalogues without the server; English is always there."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware.kiosk.screen import pictures
from hardware.kiosk.screen.words import Words, direction, installed
from hardware.vocabulary import signs

WORDS = {
    name: table
    for name, table in {**vars(signs), **vars(pictures)}.items()
    if name.isupper() and isinstance(table, dict) and name not in ("REASONS", "REMEDIES", "PURPOSE_DRAWINGS")
}
ROOT = Path(__file__).resolve().parents[2]


def test_arabic_is_installed_whole_and_runs_from_the_right() -> None:
    assert {"en", "ar"} <= set(installed())
    assert direction("ar") == "rtl"
    arabic = Words("ar")
    same = {"MDF", "PVC"}
    for table in (*WORDS.values(), pictures.REASONS, pictures.REMEDIES):
        assert [text for text in table.values() if arabic.gettext(text) == text and text not in same] == []


def test_a_language_without_words_is_answered_in_english() -> None:
    assert Words("xx").language == "en"
    assert Words("../../etc").language == "en"
    assert Words("en").gettext("Hello, %(name)s", name="Amina") == "Hello, Amina"


def test_english_stands_small_beside_another_language_and_once_in_its_own() -> None:
    both = Words("ar").duo("Not safe")
    assert 'lang="en"' in both and "Not safe" in both
    assert Words("en").duo("Not safe") == "Not safe"
    assert "<b>" not in Words("ar").duo("Hello, %(name)s", name="<b>")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-11-28", "Saturday 28 Nov"),
        ("2026-11-28T14:00", "Saturday 28 Nov, 14:00"),
        ("on Saturdays", "on Saturdays"),
        ("", ""),
    ],
)
def test_a_day_is_said_as_people_say_it(text: str, said: str) -> None:
    assert Words("en").moment(text) == said


def test_arabic_counts_in_its_own_forms() -> None:
    said = {Words("ar").ngettext("%(num)s to send", "%(num)s to send", n) for n in (1, 2, 3, 11)}
    assert len(said) == 4


def is_drawn(word: str) -> bool:
    drawing = pictures.PURPOSE_DRAWINGS.get(word, f"art/machines/{word}.svg")
    is_known = word in pictures.PURPOSE_DRAWINGS or pictures.picture(word) == drawing
    return is_known and (ROOT / "static" / drawing).exists()


@pytest.mark.parametrize("table", list(WORDS))
def test_every_word_has_its_drawing(table: str) -> None:
    undrawn = [word for word in WORDS[table] if not is_drawn(word)]
    assert undrawn == []


@pytest.mark.parametrize(
    ("kind", "drawing"),
    [
        ("cnc-router", "cnc_router"),
        ("laser_cutter", "laser_cutter"),
        ("3d-printer", "printer_3d"),
        ("", "machine"),
    ],
)
def test_a_kind_of_machine_has_its_drawing(kind: str, drawing: str) -> None:
    assert signs.drawing_of_kind(kind) == f"art/machines/{drawing}.svg"
    assert (ROOT / "static" / signs.drawing_of_kind(kind)).exists()


def test_pvc_leads_what_may_never_go_in() -> None:
    assert pictures.gravest_first(("foam", "varnished", "teak", "pvc"))[0] == "pvc"
    assert sorted(pictures.gravest_first(("teak", "pvc"))) == ["pvc", "teak"]


@pytest.mark.parametrize("word", ["", "../../../etc/passwd", "nobody drew this", "a/b"])
def test_a_word_that_nobody_drew_has_another_drawing(word: str) -> None:
    assert pictures.picture(word, "unknown") == "art/machines/unknown.svg"
