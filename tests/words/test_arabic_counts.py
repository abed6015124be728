"""Arabic counts in six forms: each number takes the form that was written for it, on screens and in the Words page."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale, ngettext

from factory.words.plurals import examples_of

SAID = {
    0: "لا أحد في الداخل",
    1: "شخص واحد في الداخل",
    2: "شخصان في الداخل",
    3: "3 أشخاص في الداخل",
    10: "10 أشخاص في الداخل",
    11: "11 شخصًا في الداخل",
    16: "16 شخصًا في الداخل",
    99: "99 شخصًا في الداخل",
    100: "100 شخص في الداخل",
    102: "102 شخص في الداخل",
    103: "103 أشخاص في الداخل",
}


@pytest.mark.parametrize("number", SAID)
def test_people_inside_are_counted_as_arabic_counts(app: Flask, number: int) -> None:
    with app.test_request_context(), force_locale("ar"):
        assert ngettext("%(num)s person inside", "%(num)s people inside", number) == SAID[number]


def test_whoever_corrects_a_text_is_told_the_numbers_that_take_each_form() -> None:
    forms = examples_of("ar")
    assert forms[4][:2] == ("11", "12") and forms[5] == ("100", "101", "102")
