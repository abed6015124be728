"""Erasing, merging, booking and naming the same person at once: nothing names an erased person afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

import core.people_services
import factory.privacy.services.erasing as erasing
import training.services.bookings as bookings
from core.access import actor_for, system_actor
from core.clock import now
from core.db import db, fast, is_sqlite, transaction
from core.errors import Conflict, NotFound, RuleBroken
from core.ids import new_client_id
from core.people_services import add_person, name_person
from factory.privacy.services.merging import merge_people
from factory.privacy.trying import erase_now
from tests.cast import Cast
from tests.training.scene import make_course, make_run
from training.services.bookings import book_seat

ROUNDS = 8
CANARY = "Quetzalcoatl Kanarienvogel"
Act = Callable[[], Any]


@pytest.fixture
def race(app: Flask, app_context: Flask, cast: Cast) -> Iterator[Race]:
    yield Race(app, cast)
    db.session.remove()


class Race:
    """Somebody new, another number of theirs, and everybody who wants something of them at once."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast, self.site = app, cast, cast.sites["coventry"]
        with transaction():
            self.run = make_run(make_course(), self.site, capacity=50).number

    def newcomer(self) -> tuple[int, str]:
        with transaction():
            made = add_person(by=system_actor(self.site), called=CANARY, at=now(), token=new_client_id())
            return made.id, made.number

    def acts(self, one: tuple[int, str], other: tuple[int, str]) -> list[Act]:
        """Erase the first; merge the other into them; merge them into the other; book them; call them by a name."""
        at, system = now(), system_actor(self.site)
        ruth = actor_for(self.cast.people["ruth"], site_id=self.site, strength="password", at=at)
        assert ruth is not None
        db.session.rollback()

        def within(act: Act) -> Act:
            def done() -> None:
                with transaction():
                    act()

            return done

        return [
            lambda: erase_now(by=system, person_id=one[0], at=at),
            within(
                lambda: merge_people(
                    by=ruth, person_id=other[0], into_id=one[0], at=at, token=new_client_id()
                )
            ),
            within(
                lambda: book_seat(
                    by=ruth,
                    run_number=self.run,
                    person_number=one[1],
                    source="desk",
                    at=at,
                    token=new_client_id(),
                )
            ),
            within(lambda: name_person(by=system, person_id=one[0], called=CANARY, full_name=CANARY, at=at)),
        ]

    def at_once(self, acts: list[Act]) -> list[str]:
        """Everybody at the same moment; what went wrong that nobody may see."""
        gate, wrong = threading.Barrier(len(acts)), list[str]()

        def act(one: Act) -> None:
            with self.app.app_context():
                gate.wait()
                try:
                    one()
                except (NotFound, RuleBroken, Conflict):
                    pass
                except Exception as problem:
                    wrong.append(f"{type(problem).__name__}: {problem}")
                finally:
                    db.session.remove()

        threads = [threading.Thread(target=act, args=(one,)) for one in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return wrong

    def told(self, one: int, other: int) -> list[str]:
        """What still says something of an erased person, or reads somebody with a name as one who was erased."""
        found = []
        erased = {row[0] for row in fast().rows("SELECT person_id FROM erasure")}
        for table in ("person_name", "person_contact", "account", "card"):
            for (person_id,) in fast().rows(
                f"SELECT person_id FROM {table} WHERE person_id IN (?, ?)", (one, other)
            ):
                if person_id in erased:
                    found.append(f"{table} of the erased")
        for person_id, into_id in fast().rows(
            "SELECT person_id, into_id FROM person_merge WHERE undone_at IS NULL AND ? IN (person_id, into_id)",
            (one,),
        ):
            if (person_id in erased) != (into_id in erased):
                found.append("an erased number is read as one that has a name")
        db.session.rollback()
        return found


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
    monkeypatch.setattr(core.people_services, "hold_living", lambda *given: None)
    monkeypatch.setattr(bookings, "hold_living", lambda *given: None)
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
