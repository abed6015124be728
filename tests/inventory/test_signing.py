"""Signing a check or setting a rule aside at the desk: the password again, where it was given a while ago."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from core.db import fast
from tests.cast import PASSWORD
from tests.inventory.conftest import Desk
from tests.inventory.stories import SOFA
from tests.inventory.test_piece_page import act

ASIDE = {"gate": "stability", "reason": "goes on the wall of a theatre"}


@pytest.fixture
def later(desk: Desk) -> Iterator[str]:
    """A piece, seen by Ruth who gave her password six minutes ago; its code."""
    code = desk.scene.bring("ready")
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6), tick=True):
        yield code


def overrides() -> int:
    row = fast().row("SELECT count(*) FROM piece_event WHERE kind = 'overridden'")
    assert row is not None
    return int(row[0])


def set_aside(desk: Desk, code: str, status: int, **more: Any) -> str:
    return act(desk, code, "/overrides", {**ASIDE, **more}, status).text


def test_shortly_after_the_password_nothing_is_asked_again(desk: Desk) -> None:
    code = desk.scene.bring("ready")
    assert "Your PIN or password" not in desk.get(f"/pieces/{code}").text
    set_aside(desk, code, 303)
    assert overrides() == 1


def test_six_minutes_later_an_override_wants_the_password_again(desk: Desk, later: str) -> None:
    assert "Your PIN or password" in desk.get(f"/pieces/{later}").text
    assert "needs your PIN or password again" in set_aside(desk, later, 422)
    assert "This does not match." in set_aside(desk, later, 422, secret="not her password")
    assert overrides() == 0
    set_aside(desk, later, 303, secret=PASSWORD)
    assert overrides() == 1
    assert "Your PIN or password" not in desk.get(f"/pieces/{later}").text, "it holds for five minutes"


def test_guessing_it_at_an_open_desk_is_throttled(desk: Desk, later: str) -> None:
    for _ in range(5):
        set_aside(desk, later, 422, secret="a guess")
    assert "too many tries" in set_aside(desk, later, 422, secret=PASSWORD)


def test_a_check_is_signed_with_the_password_given_again(desk: Desk) -> None:
    """Mary leaves the desk open: whoever sits down there answers no fire-label question in her name."""
    from tests.front_desk.doors import sign_in

    code = desk.scene.bring("received", SOFA)
    sign_in(desk.browser, "Mary")
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6), tick=True):
        answer = {"question": "minor_repair", "answer": "yes"}
        refused = act(desk, code, "/answers", answer, 422)
        assert "needs your PIN or password again" in refused.text
        act(desk, code, "/answers", {**answer, "secret": PASSWORD})
        row = fast().row(
            "SELECT counts FROM check_answer WHERE question = 'minor_repair' ORDER BY id DESC LIMIT 1"
        )
    assert row is not None and row[0]
