"""Registers and machines keyed in from paper; a sheet that somebody keys in a second time is told so."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.clock import local_day, now, start_of_day
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.people import Person
from factory.paper_day.keying import PaperLine, key_in_moves
from factory.paper_day.keying_others import OtherLine, key_in_machines, key_in_register
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.hardware.conftest import workshop as workshop
from tests.hardware.workshop import Workshop
from tests.inventory.conftest import Desk
from tests.paper_day.test_paper_day import DAY, TIME, row
from tests.training.scene import book, make_course, make_learners, make_run
from training.models.delivery import CourseClass, Run

YESTERDAY = local_day(now()) - timedelta(days=1)


def at(clock: str) -> datetime:
    hours, minutes = clock.split(":")
    return start_of_day(YESTERDAY) + timedelta(hours=int(hours), minutes=int(minutes))


def class_of(cast: Cast) -> tuple[Run, str, list[Person]]:
    """A class of yesterday from ten to twelve with two learners; its token."""
    with transaction():
        run = make_run(make_course(), cast.sites["coventry"], starts_at=at("10:00"))
        people = make_learners(cast.sites["coventry"], 2)
    for person in people:
        with transaction():
            book(cast.actor("mary"), run, person, at=at("10:00") - timedelta(days=5))
    token = db.session.scalars(
        db.select(CourseClass.token).where(CourseClass.run_id == run.id).order_by(CourseClass.starts_at)
    ).first()
    return run, token or "", people


def test_a_class_is_marked_from_its_sheet_and_a_second_sheet_marks_nothing_twice(desk: Desk) -> None:
    cast = desk.scene.cast
    _run, meeting, (first, second) = class_of(cast)
    sign_in(desk.browser, "mary")
    values = {
        "meeting": meeting,
        **row(0, person=first.number, came="", left=""),
        **row(1, person=second.number, came="10:30", left="11:30"),
        **row(2, person="99999", came="", left=""),
    }
    page = desk.browser.submit(desk.get("/paper-day/register"), values, button="Keep these lines", status=422)
    assert "2 lines are kept." in page.text and "1 line still stands below." in page.text
    db.session.rollback()
    marks = fast().rows("SELECT person_id, mark, minutes, method FROM attendance_mark ORDER BY person_id")
    assert [tuple(mark) for mark in marks] == [
        (first.id, "present", 120, "paper"),
        (second.id, "late", 60, "paper"),
    ]
    again, token = OtherLine(first.number, "10:10", ""), new_client_id()
    for _ in range(2):
        with transaction():
            (keyed,) = key_in_register(
                by=cast.actor("ruth"), class_token=meeting, lines=[again], at=now(), token=token
            )
        assert keyed.problem is not None and "keyed in before" in keyed.problem.message


def test_machines_from_paper_are_sessions_marked_as_estimated_and_never_twice(workshop: Workshop) -> None:
    cast, machine = workshop.cast, workshop.machines["router"]
    line = OtherLine(cast.numbers["amina"], "10:00", "11:30", machine.code)
    token = new_client_id()
    for _ in range(2):
        with transaction():
            keyed = key_in_machines(by=cast.actor("ruth"), day=YESTERDAY, lines=[line], at=now(), token=token)
        assert [one.is_kept for one in keyed] == [True]
    rows = fast().rows("SELECT source, is_estimated, busy_ms, kiosk_id FROM machine_session")
    assert [tuple(one) for one in rows] == [("desk", True, 90 * 60_000, None)]
    wrong = (
        (line, "already"),
        (OtherLine(cast.numbers["dev"], "11:00", "12:00", machine.code), "Somebody else"),
        (OtherLine(cast.numbers["dev"], "12:00", "11:00", machine.code), "after they began"),
        (OtherLine(cast.numbers["dev"], "12:00", "13:00", "7K3M9QX"), "not here"),
        (OtherLine(cast.numbers["grace"], "12:00", "13:00", machine.code), ""),
    )
    with transaction():
        keyed = key_in_machines(
            by=cast.actor("mary"),
            day=YESTERDAY,
            lines=[one for one, _ in wrong],
            at=now(),
            token=new_client_id(),
        )
    for one, (_, words) in zip(keyed, wrong, strict=True):
        assert one.problem is not None and words in one.problem.message


def test_a_sheet_of_moves_keyed_by_two_people_moves_nothing_twice(desk: Desk) -> None:
    code, cast = desk.scene.bring("checked"), desk.scene.cast
    line = PaperLine(code, cast.numbers["amina"], TIME, {"to": "in_work", "step": "repair"})
    with transaction():
        (first,) = key_in_moves(by=cast.actor("ruth"), day=DAY, lines=[line], at=now(), token=new_client_id())
    with transaction():
        (second,) = key_in_moves(
            by=cast.actor("mary"), day=DAY, lines=[line], at=now(), token=new_client_id()
        )
    assert first.is_kept and second.problem is not None and "keyed in before" in second.problem.message
