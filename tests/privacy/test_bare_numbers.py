"""An erased number stays bare: nobody gives it an account, card, PIN, role or record of a learner, then or later."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

import pytest
from sqlalchemy.exc import IntegrityError

import core.cards
import core.credentials
import core.people_services
import core.young
import training.services.bookings as bookings
import training.services.learners as learners
from core.db import db, fast, is_sqlite, transaction
from core.errors import NotFound
from tests.privacy.racing import BARE, Race, within


def test_whoever_comes_first_nothing_is_given_to_the_erased(race: Race) -> None:
    for _ in range(3):
        one = race.newcomer()
        acts = [race.acts(one, one)[0], *(within(act) for act in race.givings(one).values())]
        assert race.at_once(acts) == []
        assert race.told(one[0], one[0]) == []


def test_after_the_erasure_nothing_is_given_to_the_number(race: Race) -> None:
    one = race.newcomer()
    givings = race.givings(one)
    race.acts(one, one)[0]()
    for what, act in givings.items():
        with pytest.raises(NotFound):
            within(act)()
        assert race.told(one[0], one[0]) == [], what


@pytest.mark.parametrize("is_guarded", [True, False])
def test_without_the_look_the_database_itself_refuses(
    race: Race, is_guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What looks is switched off; in the control the database's own guards are taken down too."""
    look_away(monkeypatch)
    if not is_guarded:
        take_down_guards()
    one = race.newcomer()
    givings = race.givings(one)
    race.acts(one, one)[0]()
    for what in (*BARE, "card blank"):
        if what == "person_name":
            continue
        with suppress(IntegrityError, sqlite3.IntegrityError):
            within(givings[what])()
        db.session.remove()
    assert bool(race.told(one[0], one[0])) is not is_guarded


def look_away(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (core.people_services, bookings, core.credentials, core.cards, core.young, learners):
        monkeypatch.setattr(module, "hold_living", lambda *given: None)


def take_down_guards() -> None:
    """The tests' database puts them up again."""
    with transaction():
        for table in BARE:
            on = "" if is_sqlite() else f" ON {table}"
            fast().run(f"DROP TRIGGER {table}_of_the_living{on}")
        fast().run(f"DROP TRIGGER card_to_the_living{'' if is_sqlite() else ' ON card'}")
