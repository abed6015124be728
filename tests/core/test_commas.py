"""A day and its time are parted by the comma of the script that is read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from core.commas import comma
from factory.outbox.moments import moment_words
from factory.programme.wording import Words
from factory.templating import as_moment_words

AT = datetime(2026, 7, 14, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "mark"), [("ar", "،"), ("fa_IR", "،"), ("ckb", "،"), ("en", ","), ("ti", ",")]
)
def test_a_script_has_its_comma(language: str, mark: str) -> None:
    assert comma(language) == f"{mark} "


def test_pages_reports_and_messages_say_an_instant_with_it(app: Flask) -> None:
    with app.test_request_context("/"):
        for language, mark in (("ar", "،"), ("en", ",")):
            with force_locale(language):
                said = (Words(language, str).instant(AT), as_moment_words(AT), moment_words(AT))
            assert all(f"{mark} 00:30" in one and "15" in one for one in said), said
