"""What happens at machines is told where it matters: on pieces, to classes that need them, to permits."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from core.clock import zone
from core.crossings import crossings
from core.db import as_instant, fast, transaction
from core.errors import Conflict, RuleBroken
from core.ids import new_client_id
from hardware.services.bookings import BookingData, book_machine
from hardware.services.coming import note_comings
from hardware.services.uses import note_uses
from hardware.vocabulary import EventKind
from tests.front_desk.doors import sign_in
from tests.hardware.workshop import NINE, Workshop, rows
from tests.inventory.scene import make_scene
from tests.pages import PageClient
from tests.training.conftest import MONDAY, College, at_ten
from training.services.run_copies import copy_run, plan_copy

HOUR = timedelta(hours=1)


def worked_on(workshop: Workshop, code: str, seconds: int = 600) -> None:
    tape = workshop.tape().on("amina")
    tape.tell(EventKind.PIECE_SCANNED, code=code)
    workshop.play(tape.run(seconds).off("amina"))


def router_class(workshop: Workshop, college: College, slots: list[object] | None = None) -> str:
    """A run whose class needs the router; its number."""
    run = college.run()
    college.classes(run, slots or [at_ten()], machines=(workshop.machines["router"].name.upper(),))  # type: ignore[arg-type]
    return run.number


def booked(workshop: Workshop, starts_at: datetime) -> None:
    with transaction():
        fast().run("UPDATE machine SET horizon_days = 90")
        book_machine(
            by=workshop.actor("amina"),
            code=workshop.machines["router"].code,
            data=BookingData(starts_at, starts_at + HOUR),
            at=starts_at - timedelta(days=30),
            token=new_client_id(),
        )


def test_a_card_at_a_kiosk_opens_the_visit_where_none_is_open_and_only_once(workshop: Workshop) -> None:
    workshop.play(workshop.tape().on("amina").run(600).off("amina").on("amina").run(60).off("amina"))
    began = rows("SELECT MIN(began_at) FROM machine_session")[0][0]
    at = as_instant(began) + timedelta(hours=2)
    for _ in range(2):
        with transaction():
            note_comings(at=at)
    assert rows("SELECT came_at, came_how FROM visit WHERE NOT is_void") == [(began, "card")]
    assert len(rows("SELECT id FROM visit_event")) == 2  # each sitting's card was seen, once


def test_minutes_at_machines_stand_on_a_piece_by_type_of_machine(workshop: Workshop) -> None:
    worked_on(workshop, "7K3M9QX")
    (name,) = rows(
        "SELECT t.name FROM machine_type t JOIN machine m ON m.type_id = t.id WHERE m.name = 'Router'"
    )[0]
    assert crossings.minutes_at_machines("7K3M9QX") == [(name, 10)]
    assert crossings.minutes_at_machines("8K3M9QY") == []


def test_a_public_page_tells_minutes_and_types_and_no_names(app: Flask, workshop: Workshop) -> None:
    code = make_scene(workshop.cast).bring("released")
    worked_on(workshop, code)
    (name,) = rows(
        "SELECT t.name FROM machine_type t JOIN machine m ON m.type_id = t.id WHERE m.name = 'Router'"
    )[0]
    page = app.test_client().get(f"/P/{code}").get_data(as_text=True)
    assert "At machines:" in page and name in page and "10 min" in page
    told = page[page.index("At machines:") :][:200]
    assert "Amina" not in told


def test_the_desk_reads_the_minutes_at_machines_above_a_pieces_history(
    workshop: Workshop, page_client: PageClient
) -> None:
    code = make_scene(workshop.cast).bring("ready")
    worked_on(workshop, code)
    sign_in(page_client, "Ruth")
    page = page_client.get(f"/pieces/{code}").text
    assert "10 min" in page[page.index("At machines:") :][:60]


def test_a_piece_that_is_not_given_out_tells_no_stranger_of_machines(app: Flask, workshop: Workshop) -> None:
    code = make_scene(workshop.cast).bring("ready")
    worked_on(workshop, code)
    assert "At machines:" not in app.test_client().get(f"/P/{code}").get_data(as_text=True)


def test_a_machine_that_is_booked_is_a_clash_of_a_copied_run(workshop: Workshop) -> None:
    college = College(workshop.cast)
    number = router_class(workshop, college)
    later = date(2030, 3, 4)
    booked(workshop, datetime(2030, 3, 4, 10, 30, tzinfo=zone()))
    plan = plan_copy(by=college.ruth, number=number, first_on=later, at=college.at)
    assert [(one.kind, one.other) for one in plan.clashes[0]] == [("machine", "10:30–11:30")]
    with pytest.raises(RuleBroken, match="needed elsewhere"), transaction():
        copy_run(
            by=college.ruth,
            number=number,
            first_on=later,
            leave_out=False,
            at=college.at,
            token=new_client_id(),
        )
    with transaction():
        _, left = copy_run(
            by=college.ruth,
            number=number,
            first_on=later,
            leave_out=True,
            at=college.at,
            token=new_client_id(),
        )
    assert [one.kind for one in left] == ["machine"]


def test_a_booking_that_ends_as_the_class_begins_is_no_clash(workshop: Workshop) -> None:
    college = College(workshop.cast)
    number = router_class(workshop, college)
    booked(workshop, datetime(2030, 3, 4, 9, 0, tzinfo=zone()))
    assert not plan_copy(by=college.ruth, number=number, first_on=date(2030, 3, 4), at=college.at).has_clashes


def test_nobody_books_a_machine_that_a_class_needs(workshop: Workshop) -> None:
    college = College(workshop.cast)
    router_class(workshop, college)
    with pytest.raises(Conflict, match="class needs"):
        booked(workshop, datetime(MONDAY.year, MONDAY.month, MONDAY.day, 11, 30, tzinfo=zone()))
    booked(workshop, datetime(MONDAY.year, MONDAY.month, MONDAY.day, 12, 0, tzinfo=zone()))


def test_pieces_at_a_step_wait_for_the_machines_of_that_step(workshop: Workshop) -> None:
    scene = make_scene(workshop.cast)
    code, other = scene.bring("in_work"), scene.bring("checked")
    with transaction():
        fast().run("UPDATE piece SET step = 'make' WHERE code = ?", (code,))
    site = workshop.machines["router"].site_id
    assert crossings.pieces_waiting_for("make", site) == [code]
    assert crossings.pieces_waiting_for("finish", site) == []
    assert other not in crossings.pieces_waiting_for("make", site)


def test_real_minutes_keep_the_real_permit_alive_once(workshop: Workshop) -> None:
    workshop.play(workshop.tape().on("amina").run(1800).off("amina"))
    for _ in range(2):
        with transaction():
            note_uses(at=NINE + 4 * HOUR)
    assert rows("SELECT u.minutes FROM permit_use u JOIN permit p ON p.id = u.permit_id") == [(30,)]
