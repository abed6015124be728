"""A machine that is out: who has it soon is told once, and again when it runs; what waits is settled on one page."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from core.clock import now, today
from core.crossings import crossings
from core.db import db, fast, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from core.outbox import OutboxMessage
from factory.outbox.queries import to_tell
from factory.outbox.wording import written
from hardware.models.machines import Machine
from hardware.queries.reach import reach_of
from hardware.services.booking_moves import MoveTo, move_booking
from hardware.services.bookings import BookingData, book_machine, cancel_booking
from hardware.services.faults import FaultData, end_fault, report_fault
from hardware.services.machines import MachineData, add_machine
from hardware.services.settling import Choice, settle_waiting
from hardware.services.states import set_state
from hardware.services.telling import tell_machines_out
from hardware.vocabulary import EventKind
from tests.front_desk.doors import sign_in
from tests.hardware.workshop import NINE, ROUTER, Workshop, permit, rows
from tests.inventory.scene import make_scene
from tests.pages import PageClient
from tests.training.conftest import MONDAY, College, at_ten, in_utc

HOUR = timedelta(hours=1)


def book(workshop: Workshop, name: str, first: float, last: float, machine: Machine | None = None) -> str:
    token = new_client_id()
    with transaction():
        fast().run("UPDATE machine SET horizon_days = 60, most_bookings = 9")
        book_machine(
            by=workshop.cast.actor(name, at=NINE),
            code=(machine or workshop.machines["router"]).code,
            data=BookingData(NINE + first * HOUR, NINE + last * HOUR),
            at=NINE,
            token=token,
        )
    return token


def break_it(workshop: Workshop) -> str:
    token = new_client_id()
    with transaction():
        report_fault(
            by=workshop.cast.actor("amina", at=NINE),
            code=workshop.machines["router"].code,
            data=FaultData("smoke", True),
            at=NINE,
            token=token,
        )
    return token


def put_out(workshop: Workshop, at: datetime) -> None:
    """The desk takes the router out of service."""
    with transaction():
        set_state(
            by=workshop.actor("ruth"),
            code=workshop.machines["router"].code,
            state="out_of_order",
            cause="other",
            at=at,
            token=new_client_id(),
        )


def mend_it(workshop: Workshop, token: str) -> None:
    with transaction():
        end_fault(
            by=workshop.cast.actor("sunil", at=NINE),
            token=token,
            cause="dirt",
            text="",
            has_test_run=True,
            at=NINE + HOUR / 2,
        )


def another(workshop: Workshop, name: str = "Router two", site: str = "ruth") -> Machine:
    with transaction():
        data = MachineData(name, "router")
        return add_machine(by=workshop.actor(site), data=data, at=NINE - HOUR, token=new_client_id())


def messages(*kinds: str) -> list[tuple[str, str]]:
    """(name of whom, state) of the messages of these kinds."""
    db.session.rollback()
    return [
        (row[0], row[1])
        for row in fast().rows(
            "SELECT n.called, m.state FROM outbox_message m JOIN person_name n ON n.person_id = m.person_id "
            f"WHERE m.kind IN ({', '.join('?' * len(kinds))}) ORDER BY m.id",
            kinds,
        )
    ]


def test_not_safe_tells_whoever_has_it_within_a_week_once_and_nobody_else(workshop: Workshop) -> None:
    book(workshop, "amina", 1, 2)
    book(workshop, "tomasz", 3, 4)
    far = book(workshop, "mary", 24 * 9, 24 * 9 + 1)
    break_it(workshop)
    assert messages("machine_out") == [("Amina", "waiting"), ("Tomasz", "waiting")]
    for days, told in ((0, 0), (1, 0), (3, 1), (3, 0)):
        with transaction():
            assert tell_machines_out(at=NINE + timedelta(days=days)) == told
    assert far and messages("machine_out")[-1] == ("Mary", "waiting")


def test_a_kiosk_that_was_offline_tells_them_too_and_a_problem_tells_nobody(workshop: Workshop) -> None:
    book(workshop, "amina", 4, 5)
    tape = workshop.tape()
    tape.tell(EventKind.FAULT_REPORTED, what="noise", is_not_safe=False)
    workshop.play(tape)
    assert messages("machine_out") == []
    tape.wait(60).tell(EventKind.FAULT_REPORTED, what="smoke", is_not_safe=True)
    workshop.play(tape)
    assert messages("machine_out") == [("Amina", "waiting")]


def test_when_it_runs_again_what_waits_is_dropped_and_who_knew_is_told(workshop: Workshop) -> None:
    book(workshop, "amina", 1, 2)
    book(workshop, "tomasz", 3, 4)
    gone = book(workshop, "mary", 5, 6)
    fault = break_it(workshop)
    with transaction():
        fast().run(
            "UPDATE outbox_message SET state = 'sent', ended_at = ? WHERE person_id IN (?, ?)",
            (NINE, workshop.cast.people["amina"], workshop.cast.people["mary"]),
        )
        cancel_booking(by=workshop.cast.actor("mary", at=NINE), token=gone, reason="", at=NINE)
    mend_it(workshop, fault)
    assert messages("machine_out") == [("Amina", "sent"), ("Tomasz", "dropped"), ("Mary", "sent")]
    assert messages("machine_back") == [("Amina", "waiting")]


def test_out_by_hand_tells_as_a_fault_does(workshop: Workshop) -> None:
    book(workshop, "amina", 1, 2)
    put_out(workshop, NINE)
    assert messages("machine_out") == [("Amina", "waiting")]


def test_the_words_say_what_one_can_do_in_the_persons_language(app: Flask, workshop: Workshop) -> None:
    another(workshop)
    another(workshop, "Router north", "oluwaseun")
    book(workshop, "amina", 1, 2)
    break_it(workshop)
    with transaction():
        fast().run("UPDATE person SET language = 'ar' WHERE id = ?", (workshop.cast.people["amina"],))
    with app.test_request_context():
        (message,) = to_tell(workshop.machines["router"].site_id, ["print", "email", "sms"])
        words = written(message)
    for part in ("“Router” is out of order", "Router two", "Wolverhampton", "Or wait", "/move"):
        assert part in words.english
    assert words.text != words.english and "Router two" in words.text and "10:00" in words.text


def test_whoever_gives_a_class_at_it_is_told_which_class(app: Flask, workshop: Workshop) -> None:
    college, router = College(workshop.cast), workshop.machines["router"]
    run = college.run()
    college.classes(run, [at_ten()], machines=("ROUTER",), givers=((college.number("mary"), "trainer"),))
    three_days_before = in_utc(MONDAY.year, MONDAY.month, MONDAY.day, 9) - timedelta(days=3)
    put_out(workshop, three_days_before)
    assert messages("machine_out") == [("Mary", "waiting")]
    with app.test_request_context():
        (message,) = to_tell(router.site_id, ["print", "email", "sms"])
        assert run.number in written(message).english and "Your class" in written(message).english


def test_whoever_is_in_a_class_at_it_is_told_to_come_and_nothing_to_change(
    app: Flask, workshop: Workshop
) -> None:
    college, router = College(workshop.cast), workshop.machines["router"]
    run = college.run()
    college.classes(run, [at_ten()], machines=("ROUTER",), givers=((college.number("mary"), "trainer"),))
    college.book(run, "amina")
    college.book(run, "tomasz", "attending")
    college.book(run, "yusuf", "waitlisted")
    three_days_before = in_utc(MONDAY.year, MONDAY.month, MONDAY.day, 9) - timedelta(days=3)
    put_out(workshop, three_days_before)
    assert sorted(messages("machine_out")) == [
        ("Amina", "waiting"),
        ("Mary", "waiting"),
        ("Tomasz", "waiting"),
    ]
    with transaction():
        assert tell_machines_out(at=three_days_before) == 0
    with app.test_request_context():
        told = {
            one.called: written(one).english for one in to_tell(router.site_id, ["print", "email", "sms"])
        }
    amina = told["Amina"]
    assert "Your class" in amina and "Come as planned" in amina
    assert "/runs/" not in amina and run.number in told["Mary"]


# --- all of it on one page ---


def settle(
    workshop: Workshop, by: str, *choices: Choice, reason: str = "", press: str = ""
) -> tuple[int, int]:
    with transaction():
        return settle_waiting(
            by=workshop.cast.actor(by, at=NINE),
            code=workshop.machines["router"].code,
            choices=choices,
            reason=reason,
            at=NINE,
            press=press or new_client_id(),
        )


def test_each_thing_is_kept_moved_or_called_off_and_the_people_are_told(workshop: Workshop) -> None:
    other = another(workshop)
    kept, moved, off = (book(workshop, *one) for one in (("amina", 1, 2), ("tomasz", 3, 4), ("mary", 5, 6)))
    break_it(workshop)
    choices = (Choice("keep", kept), Choice(other.code, moved), Choice("cancel", off))
    with pytest.raises(RuleBroken, match="Say why"):
        settle(workshop, "ruth", *choices)
    press = new_client_id()
    assert settle(workshop, "ruth", *choices, reason="smoke", press=press) == (1, 1)
    assert settle(workshop, "ruth", *choices, reason="smoke", press=press) == (0, 0)
    found = rows("SELECT token, machine_id, state FROM machine_booking ORDER BY starts_at")
    router = workshop.machines["router"].id
    assert found == [(kept, router, "booked"), (moved, other.id, "booked"), (off, router, "cancelled")]
    assert messages("machine_out") == [("Amina", "waiting"), ("Tomasz", "dropped"), ("Mary", "dropped")]
    assert messages("machine_moved") == [("Tomasz", "waiting")]
    assert messages("machine_given_back") == [("Mary", "waiting")]


def test_where_one_cannot_go_nothing_goes_and_it_is_named(workshop: Workshop) -> None:
    other = another(workshop)
    first, second = book(workshop, "amina", 1, 2), book(workshop, "tomasz", 3, 4)
    book(workshop, "mary", 3, 4, other)
    with pytest.raises(RuleBroken) as refused:
        settle(workshop, "ruth", Choice(other.code, first), Choice(other.code, second))
    assert refused.value.field == f"do-{second}"
    assert {row[0] for row in rows("SELECT machine_id FROM machine_booking WHERE token = ?", first)} == {
        workshop.machines["router"].id
    }
    with pytest.raises(NotAllowed):
        settle(workshop, "tomasz", Choice("keep", first))
    with pytest.raises(NotFound):
        settle(workshop, "oluwaseun", Choice("keep", first))


def test_a_class_gets_another_machine_or_is_called_off(workshop: Workshop) -> None:
    college, other = College(workshop.cast), another(workshop)
    run = college.run()
    college.classes(run, [at_ten()], machines=("router",))
    site = workshop.machines["router"].site_id
    at = in_utc(MONDAY.year, MONDAY.month, MONDAY.day, 9) - timedelta(days=3)
    reach = reach_of(workshop.machines["router"].id, at)
    assert [(one.needs.run, one.needs.number) for one in reach.classes] == [(run.number, 1)]
    assert [one.code for one in reach.classes[0].goes_to] == [other.code]
    with transaction():
        settle_waiting(
            by=college.ruth,
            code=workshop.machines["router"].code,
            choices=[Choice(other.code, run=run.number, number=1)],
            reason="",
            at=at,
            press=new_client_id(),
        )
    begin = at_ten().starts_at
    assert not crossings.classes_at_machine("Router", site, begin - HOUR, begin + HOUR)
    assert crossings.classes_at_machine("Router two", site, begin - HOUR, begin + HOUR)


def test_pieces_say_that_the_machine_of_their_step_is_out_until_it_runs(
    workshop: Workshop, page_client: PageClient
) -> None:
    code = make_scene(workshop.cast).bring("in_work")
    with transaction():
        fast().run("UPDATE piece SET step = 'make' WHERE code = ?", (code,))
        fast().run("UPDATE machine_type SET piece_step = 'make' WHERE permit_kind = ?", (ROUTER,))
    sign_in(page_client, "Ruth")
    assert "is out of order" not in page_client.get(f"/pieces/{code}").text
    fault = break_it(workshop)
    assert "Router is out of order" in page_client.get(f"/pieces/{code}").text
    assert reach_of(workshop.machines["router"].id, NINE).pieces == (code,)
    mend_it(workshop, fault)
    assert "is out of order" not in page_client.get(f"/pieces/{code}").text


def test_another_of_the_kind_that_works_leaves_no_piece_waiting(workshop: Workshop) -> None:
    another(workshop)
    with transaction():
        fast().run("UPDATE machine_type SET piece_step = 'make' WHERE permit_kind = ?", (ROUTER,))
    break_it(workshop)
    assert crossings.machines_out_for("make", workshop.machines["router"].site_id) == []


def test_the_page_counts_what_waits_and_keeps_what_was_chosen(
    workshop: Workshop, page_client: PageClient
) -> None:
    for name in ("amina", "tomasz"):
        permit(workshop.cast, name, ROUTER, on=today() - timedelta(days=30))
    other, router = another(workshop), workshop.machines["router"]
    tokens = []
    for number, name in enumerate(("amina", "tomasz")):
        begin = (now() + timedelta(days=2)).replace(minute=0, second=0, microsecond=0) + number * HOUR
        token = new_client_id()
        with transaction():
            data = BookingData(begin, begin + HOUR)
            book_machine(by=workshop.cast.actor(name), code=router.code, data=data, at=now(), token=token)
        tokens.append(token)
    sign_in(page_client, "Ruth")
    page = page_client.get(f"/machines/{router.code}/concerned")
    assert "2 things wait for Router" in page.text and "Amina" in page.text
    wanted = {f"do-{tokens[0]}": other.code, f"do-{tokens[1]}": "cancel"}
    again = page_client.submit(page, wanted, action="/concerned", status=422)
    assert "Say why" in again.text
    done = page_client.submit(again, {"reason": "It smokes"}, action="/concerned")
    assert "1 moved, 1 called off" in done.text
    assert rows("SELECT state, reason FROM machine_booking ORDER BY starts_at") == [
        ("booked", ""),
        ("cancelled", "It smokes"),
    ]


def test_moving_ones_own_time_away_ends_the_message_and_tells_nobody(workshop: Workshop) -> None:
    other, token = another(workshop), book(workshop, "amina", 1, 2)
    break_it(workshop)
    with transaction():
        move_booking(
            by=workshop.cast.actor("amina", at=NINE),
            token=token,
            to=MoveTo(NINE + HOUR, NINE + 2 * HOUR, other.code),
            at=NINE,
            press=new_client_id(),
        )
    assert messages("machine_out", "machine_moved") == [("Amina", "dropped")]
    assert db.session.scalar(select(OutboxMessage.kind)) == "machine_out"
