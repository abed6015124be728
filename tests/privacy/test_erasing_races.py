"""Erasing, merging, booking and naming the same person at once: nothing names an erased person afterwards."""

from __future__ import annotations

import threading

import pytest

import factory.privacy.services.erasing as erasing
from core.access import system_actor
from core.clock import now
from core.db import db, fast, is_sqlite, transaction
from core.errors import NotFound, RuleBroken
from factory.privacy.trying import erase_now
from tests.privacy.racing import Act, Race
from tests.privacy.test_bare_numbers import look_away, take_down_guards

ROUNDS = 8


def test_whoever_comes_first_nothing_names_the_erased_and_no_merge_brings_them_back(race: Race) -> None:
    for _ in range(ROUNDS):
        one, other = race.newcomer(), race.newcomer()
        assert race.at_once(race.acts(one, other)) == []
        assert fast().row("SELECT 1 FROM erasure WHERE person_id = ?", (one[0],)), "nobody stops an erasure"
        assert race.told(one[0], other[0]) == []


def test_after_the_erasure_nobody_names_books_or_merges_the_number(race: Race) -> None:
    one, other = race.newcomer(), race.newcomer()
    acts = race.acts(one, other)
    acts[0]()
    for act in acts[1:]:
        with pytest.raises((NotFound, RuleBroken)):
            act()
    assert race.told(one[0], other[0]) == []
    bookings_of = "SELECT COUNT(*) FROM booking WHERE person_id = ?"
    assert fast().rows(bookings_of, (one[0],))[0][0] == 0


def test_without_the_look_under_the_lock_a_name_comes_back(
    race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: who looked before and writes afterwards, as everybody did without the protection."""
    look_away(monkeypatch)
    take_down_guards()
    one, other = race.newcomer(), race.newcomer()
    acts = race.acts(one, other)
    acts[0]()
    acts[3]()
    acts[2]()
    assert "person_name of the erased" in race.told(one[0], other[0])


def order_of_lifting() -> tuple[str, str]:
    """The first and the last table whose guards PostgreSQL takes off when somebody is erased."""
    rows = fast().rows(
        "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND substr(t.tgname, 1, 6) <> 'tally_'"
    )
    db.session.rollback()
    return str(rows[0][0]), str(rows[-1][0])


@pytest.mark.parametrize("is_protected", [True, False])
def test_a_batch_that_wrote_already_only_waits(
    race: Race, is_protected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It wants the eraser's tables in the other order; in the control PostgreSQL breaks one of the two."""
    if is_sqlite():
        pytest.skip("SQLite has one writer at a time: who erases is always alone")
    if not is_protected:
        monkeypatch.setattr(erasing, "be_alone", lambda tables: None)
    one, (first, last) = race.newcomer(), order_of_lifting()
    has_begun, may_go_on, wrong = threading.Event(), threading.Event(), list[str]()

    def batch() -> None:
        with transaction():
            fast().run(f"DELETE FROM {last} WHERE 1 = 0")
            has_begun.set()
            may_go_on.wait(10)
            fast().run(f"DELETE FROM {first} WHERE 1 = 0")

    def erase() -> None:
        has_begun.wait(10)
        erase_now(by=system_actor(race.site), person_id=one[0], at=now())

    def run(act: Act) -> None:
        with race.app.app_context():
            try:
                act()
            except Exception as problem:
                wrong.append(f"{act.__name__}: {type(problem).__name__}")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(act,)) for act in (batch, erase)]
    for thread in threads:
        thread.start()
    threads[1].join(0.8)
    may_go_on.set()
    for thread in threads:
        thread.join(60)
    assert (wrong == []) is is_protected, wrong
