"""Lines that mix scripts stand on paper in the order of the Unicode rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.bidi import has_rtl, starts_rtl, visual_runs

# Upper-case letters stand for Arabic ones, as in the Unicode report's own examples; 1 is a European digit.
ARABIC = {chr(ord("A") + i): chr(0x0627 + i) for i in range(26)}
BACK = {arabic: latin for latin, arabic in ARABIC.items()}


def on_paper(line: str, is_rtl: bool) -> str:
    text = "".join(ARABIC.get(letter, letter) for letter in line)
    runs = visual_runs(text, is_rtl=is_rtl)
    mirror = str.maketrans("()[]", ")(][")
    shown = "".join(run.text[::-1].translate(mirror) if run.is_rtl else run.text for run in runs)
    return "".join(BACK.get(letter, letter) for letter in shown)


@pytest.mark.parametrize(
    ("line", "is_rtl", "expected"),
    [
        ("", True, ""),
        ("plain words 12", False, "plain words 12"),
        ("car is THE CAR in arabic", False, "car is RAC EHT in arabic"),
        ("THE CAR", True, "RAC EHT"),
        ("CAR is THE", True, "EHT is RAC"),
        ("BAY b4 SHELF", True, "FLEHS b4 YAB"),
        ("CHAIR 12 KG", True, "GK 12 RIAHC"),
        ("CHAIR 12.5 KG", True, "GK 12.5 RIAHC"),
        ("PAID 100%", True, "100% DIAP".replace("100%", "%100")),
        ("name (CHAIR)", False, "name (RIAHC)"),
        ("CHAIR (b4) BIG", True, "GIB (b4) RIAHC"),
        ("CHAIR (b4) x", True, "x (b4) RIAHC"),
        ("amina AND bob.", False, "amina DNA bob."),
        ("AMINA.", True, ".ANIMA"),
        ("CODE: 7K".replace("7K", "7k"), True, "7k :EDOC"),
    ],
)
def test_a_mixed_line_stands_in_its_order(line: str, is_rtl: bool, expected: str) -> None:
    assert on_paper(line, is_rtl) == expected


@given(st.text(alphabet=st.sampled_from("ab AB 12.,%()[]-/\u064b\u0661"), max_size=30), st.booleans())
def test_no_letter_is_lost_or_doubled(line: str, is_rtl: bool) -> None:
    text = "".join(ARABIC.get(letter, letter) for letter in line)
    runs = visual_runs(text, is_rtl=is_rtl)
    assert sorted("".join(run.text for run in runs)) == sorted(text)
    assert all(run.text for run in runs)


@pytest.mark.parametrize(
    ("text", "expected"), [("آمنة", True), ("12 آمنة", True), ("Amina آ", False), ("12", False)]
)
def test_the_first_letter_gives_the_direction(text: str, expected: bool) -> None:
    assert starts_rtl(text) is expected


def test_one_letter_tells_that_a_line_holds_a_right_to_left_script() -> None:
    assert has_rtl("L7160 آ") and not has_rtl("L7160, 22 Nov 2026")
