"""Words that a course title may not hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleBroken
from training.titles import check_title, forbidden_words


@pytest.mark.parametrize(
    "title",
    [
        "Certificate in laser cutting",
        "AWARD for makers",
        "Painting diploma",
        "A Qualification in DIY",
        "Two awards",
        "Ｃertificate in sewing",
        "Certi\u200bficate in sewing",
    ],
)
@pytest.mark.parametrize("is_accredited", [True, False])
def test_a_size_of_a_qualification_stands_in_no_title(title: str, is_accredited: bool) -> None:
    assert forbidden_words(title, is_accredited=is_accredited)


@pytest.mark.parametrize("title", ["OCN laser cutting", "ocn sewing", "O.C.N. painting", "Painting (OCN)"])
def test_the_bodys_name_stands_on_accredited_courses_only(title: str) -> None:
    assert forbidden_words(title, is_accredited=False)
    assert not forbidden_words(title, is_accredited=True)


@pytest.mark.parametrize(
    "title", ["Rewarding work with wood", "Awardly", "Concocning paints", "القص بالليزر", "Certified? No."]
)
def test_words_that_only_look_alike_are_free(title: str) -> None:
    assert check_title(f"  {title} ", is_accredited=False) == title


def test_a_profiles_own_words_are_banned_too() -> None:
    assert forbidden_words("Licence to paint", is_accredited=True, never=("licence",)) == ["Licence"]
    assert forbidden_words("Tame painting", is_accredited=False, only_accredited=("Tame",)) == ["Tame"]
    assert not forbidden_words("Tame painting", is_accredited=True, only_accredited=("Tame",))


def test_an_empty_title_is_refused() -> None:
    with pytest.raises(RuleBroken):
        check_title(" \n ", is_accredited=False)


@given(st.text(max_size=60), st.booleans())
def test_any_text_is_taken_or_refused_with_words(title: str, is_accredited: bool) -> None:
    try:
        assert check_title(title, is_accredited=is_accredited)
    except RuleBroken as problem:
        assert problem.field == "title"
