"""The easy words of criteria in other languages: written at the desk, read by learners, taken along and taken out."""

from __future__ import annotations

import pytest

from core.db import fast, transaction
from core.errors import NotAllowed, RuleBroken
from tests.cast import Cast
from tests.pages import fields_of
from tests.training.assessment_scene import make_assessed
from tests.training.conftest import College, Desk
from training.queries.criterion_words import words_of_unit
from training.queries.own_units import own_runs
from training.services.criterion_words import set_criterion_words
from training.services.units import new_unit_version, remove_criterion

WORDS = "قل ما هو الخطر"


def write(
    college: College, unit_id: int, words: dict[int, str], by: str = "ruth", language: str = "ar"
) -> int:
    with transaction():
        return set_criterion_words(
            by=college.cast.actor(by), unit_id=unit_id, language=language, words=words, at=college.at
        )


def test_a_learner_reads_the_words_of_their_language_and_english_where_there_are_none(
    college: College,
) -> None:
    shop = make_assessed(college.cast, own="amina")
    write(college, shop.unit_id, {shop.criteria[0]: WORDS})
    (run,) = own_runs(college.cast.people["amina"], "ar")
    first, second, *_ = run.units[0].criteria
    assert (first.easy_text, first.language) == (WORDS, "ar")
    assert (second.easy_text, second.language) == ("Say what is dangerous: 2", "en")


def test_words_are_written_at_the_desk_mended_and_taken_away(desk: Desk) -> None:
    unit = desk.college.unit(desk.college.body())
    address = "/catalogue/words/ar/body-of-tests/DEMO-LC1"
    assert "Easy words in other languages" in desk.get("/catalogue/bodies/body-of-tests/units/DEMO-LC1").text
    for words in (WORDS, ""):
        page = desk.get(address)
        values = fields_of(page.form(address))
        first = next(name for name in values if name.startswith("words-"))
        desk.browser.post(address, {**values, first: words})
        assert words_of_unit(unit.id, "ar")[0].words == words
    desk.get("/catalogue/words/en/body-of-tests/DEMO-LC1", 404)
    desk.get("/catalogue/words/xx/body-of-tests/DEMO-LC1", 404)


def test_words_are_kept_by_coordinators_in_another_language_than_english(
    college: College, cast: Cast
) -> None:
    unit = college.unit(college.body())
    first = words_of_unit(unit.id, "ar")[0].id
    with pytest.raises(NotAllowed):
        write(college, unit.id, {first: WORDS}, by="mary")
    with pytest.raises(RuleBroken):
        write(college, unit.id, {first: WORDS}, language="en")
    with pytest.raises(RuleBroken, match="too long"):
        write(college, unit.id, {first: "x" * 301})
    assert write(college, unit.id, {9999: WORDS}) == 0, "a criterion of another unit is left alone"


def test_a_new_version_takes_the_words_along_and_a_criterion_that_goes_takes_them_away(
    college: College,
) -> None:
    unit = college.unit(college.body())
    first = words_of_unit(unit.id, "ar")[0].id
    write(college, unit.id, {first: WORDS})
    college.run(college.course("Laser with units", is_accredited=True, unit_ids=(unit.id,)))
    with transaction():
        made = new_unit_version(
            by=college.ruth, body_slug="body-of-tests", code="DEMO-LC1", at=college.at, token="v2"
        )
    assert [line.words for line in words_of_unit(made.id, "ar")] == [WORDS, ""]
    with transaction():
        remove_criterion(by=college.ruth, unit_id=made.id, number="1.1", at=college.at)
    assert fast().row("SELECT COUNT(*) FROM criterion_words") == (1,)
