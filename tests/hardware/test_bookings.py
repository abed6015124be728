"""Bookings of machines: no clash, whoever presses when; inducted or supervised; freed where nobody comes.

The race is held by three things: the row of the machine is locked, SQLite has one writer, and a trigger of the
database. The control takes them away, and then the machine is booked twice.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from flask import Flask

import core.db
import hardware.services.bookings
from core.access import Actor
from core.db import db, fast, transaction
from core.errors import Conflict, NotAllowed, RuleBroken
from core.ids import new_client_id
from hardware.queries.reach import reach_of
from hardware.services.booking_moves import MoveTo, move_booking
from hardware.services.bookings import (
    BookingData,
    book_machine,
    cancel_booking,
    is_taken,
    settle_bookings,
)
from hardware.services.machines import MachineData, add_machine, change_machine
from tests.hardware.workshop import NINE, ROUTER, Workshop, permit, rows

HOUR = timedelta(hours=1)


def book(workshop: Workshop, name: str, first: int = 1, last: int = 2, **more: object) -> str:
    """Somebody books the router, so many hours after nine; the booking's token."""
    data = BookingData(NINE + first * HOUR, NINE + last * HOUR, **more)  # type: ignore[arg-type]
    token = new_client_id()
    with transaction():
        book_machine(
            by=workshop.cast.actor(name, at=NINE),
            code=workshop.machines["router"].code,
            data=data,
            at=NINE,
            token=token,
        )
    return token


def move(by: Actor, token: str, first: float, last: float, code: str = "", press: str = "") -> str:
    """Somebody moves a booking to so many hours after nine; the press."""
    to = MoveTo(NINE + first * HOUR, NINE + last * HOUR, code)
    return move_booking(by=by, token=token, to=to, at=NINE, press=press or new_client_id()).token


def test_two_bookings_never_overlap_but_may_touch(workshop: Workshop) -> None:
    book(workshop, "amina", 1, 3)
    for first, last in ((1, 3), (2, 4), (0, 2)):
        with pytest.raises(Conflict):
            book(workshop, "tomasz", first, last)
    book(workshop, "tomasz", 3, 4)
    assert len(rows("SELECT id FROM machine_booking")) == 2


def test_the_database_refuses_a_clash_by_itself(workshop: Workshop) -> None:
    book(workshop, "amina", 1, 3)
    with pytest.raises(Exception, match="booked the machine"), transaction():
        fast().run(
            "INSERT INTO machine_booking (token, machine_id, person_id, is_supervised, used_for, piece_code, "
            "starts_at, ends_at, state, number, reason, made_at) "
            "VALUES ('x', ?, 2, ?, 'own_work', '', ?, ?, 'booked', 0, '', ?)",
            (workshop.machines["router"].id, False, NINE + 2 * HOUR, NINE + 4 * HOUR, NINE),
        )


def test_whoever_is_not_inducted_books_nothing(workshop: Workshop) -> None:
    with pytest.raises(NotAllowed):
        book(workshop, "yusuf")
    with pytest.raises(NotAllowed):
        book(workshop, "amina", person_number=workshop.cast.numbers["tomasz"])
    book(workshop, "mary", person_number=workshop.cast.numbers["tomasz"])


def test_length_horizon_count_and_hours_are_kept_to(workshop: Workshop) -> None:
    data = MachineData(
        "Router",
        "router",
        longest_minutes=120,
        horizon_days=7,
        most_bookings=1,
        opening={"0": [["09:00", "17:00"]]},
    )
    with transaction():
        change_machine(by=workshop.actor("ruth"), code=workshop.machines["router"].code, data=data, at=NINE)
    for first, last in ((1, 4), (-2, -1), (24 * 8, 24 * 8 + 1), (7, 9), (24, 25)):
        with pytest.raises(RuleBroken):
            book(workshop, "amina", first, last)
    book(workshop, "amina", 1, 3)
    with pytest.raises(RuleBroken):
        book(workshop, "amina", 4, 5)


def test_a_booking_is_moved_and_given_back(workshop: Workshop) -> None:
    amina, token = workshop.cast.actor("amina", at=NINE), book(workshop, "amina", 1, 2)
    book(workshop, "tomasz", 3, 4)
    with pytest.raises(Conflict), transaction():
        move(amina, token, 3, 5)
    with transaction():
        move(amina, token, 5, 6)
        cancel_booking(by=amina, token=token, reason="ill", at=NINE)
    assert rows("SELECT state, number FROM machine_booking WHERE token = ?", token) == [("cancelled", 2)]


def test_whoever_does_not_come_frees_the_machine_and_whoever_does_has_used_it(workshop: Workshop) -> None:
    book(workshop, "amina", 0, 1)
    book(workshop, "tomasz", 2, 3)
    tape = workshop.tape().wait(300).on("amina").run(60).off("amina")
    workshop.play(tape)
    with transaction():
        assert settle_bookings(at=NINE + timedelta(minutes=30)) == (1, 0)
        assert settle_bookings(at=NINE + 2 * HOUR + timedelta(minutes=30)) == (0, 1)
        assert settle_bookings(at=NINE + 4 * HOUR) == (0, 0)
    assert rows("SELECT state FROM machine_booking ORDER BY starts_at") == [("used",), ("no_show",)]


def test_when_a_machine_is_out_its_bookings_move_to_another_of_the_kind(workshop: Workshop) -> None:
    with transaction():
        ruth = workshop.actor("ruth")
        data = MachineData("Router two", "router")
        other = add_machine(by=ruth, data=data, at=NINE - HOUR, token=new_client_id())
    token = book(workshop, "amina", 1, 2)
    reach = reach_of(workshop.machines["router"].id, NINE)
    assert reach.to_tell == (workshop.cast.people["amina"],)
    assert [one.code for one in reach.others] == [other.code]
    laser = workshop.machines["laser"].code
    with pytest.raises(RuleBroken), transaction():
        move(ruth, token, 1, 2, laser)
    with transaction():
        move(ruth, token, 1, 2, other.code)
    assert reach_of(workshop.machines["router"].id, NINE).to_tell == ()
    assert rows("SELECT machine_id, number FROM machine_booking") == [(other.id, 1)]


def all_press(app: Flask, actors: list[Actor], code: str) -> Counter[str]:
    """Everybody books the same hour at the same moment; what became of each."""
    gate, found = threading.Barrier(len(actors)), Counter[str]()

    def act(by: Actor) -> None:
        with app.app_context():
            gate.wait()
            try:
                with transaction():
                    data = BookingData(NINE + HOUR, NINE + 2 * HOUR)
                    book_machine(by=by, code=code, data=data, at=NINE, token=new_client_id())
                found["booked"] += 1
            except Conflict:
                found["taken"] += 1
            except Exception as problem:
                found[type(problem).__name__] += 1
            finally:
                db.session.remove()

    threads = [threading.Thread(target=act, args=(one,)) for one in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def bookers(workshop: Workshop, *names: str) -> list[Actor]:
    """People who may use the router."""
    for name in names:
        if name not in ("amina", "tomasz", "mary"):
            permit(workshop.cast, name, ROUTER)
    return [workshop.cast.actor(name, at=NINE) for name in names]


NAMES = ("amina", "tomasz", "mary", "yusuf", "dev", "petra", "sunil", "ruth")


def test_of_eight_who_press_at_once_one_has_the_machine(app: Flask, workshop: Workshop) -> None:
    actors, code = bookers(workshop, *NAMES), workshop.machines["router"].code
    db.session.remove()
    assert all_press(app, actors, code) == Counter({"booked": 1, "taken": 7})
    assert rows("SELECT COUNT(*) FROM machine_booking") == [(1,)]


@contextmanager
def unprotected(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No write lock, no row lock, no trigger; and everybody waits after having looked."""
    gate = threading.Barrier(4)

    def look(*given: object, **more: object) -> bool:
        found = is_taken(*given, **more)  # type: ignore[arg-type]
        with suppress(threading.BrokenBarrierError):
            gate.wait(timeout=5)
        return found

    with transaction():
        if fast().is_sqlite:
            for name in ("machine_booking_free", "machine_booking_stays_free"):
                fast().run(f"DROP TRIGGER {name}")
        else:
            fast().run("ALTER TABLE machine_booking DISABLE TRIGGER USER")
    with monkeypatch.context() as patch:
        patch.setattr(core.db, "WRITE_BEGIN", "BEGIN")
        patch.setattr(core.db, "_write_lock", core.db._NO_LOCK)
        patch.setattr(hardware.services.bookings, "is_taken", look)
        patch.setattr(hardware.services.bookings, "hold_machine", lambda machine_id: None)
        yield
    if not fast().is_sqlite:
        with transaction():
            fast().run("ALTER TABLE machine_booking ENABLE TRIGGER USER")


def test_control_without_the_protection_it_is_booked_twice_or_fails(
    app: Flask, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    actors, code = bookers(workshop, *NAMES[:4]), workshop.machines["router"].code
    with unprotected(monkeypatch):
        db.session.remove()
        found = all_press(app, actors, code)
    assert rows("SELECT COUNT(*) FROM machine_booking")[0][0] != 1 or found != Counter(
        {"booked": 1, "taken": 3}
    )
