"""Moving a booking: by every rule of a new one, once for each press, and back again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.access import Actor
from core.clock import from_iso, local_day, now, today
from core.db import as_instant, fast, transaction
from core.errors import Conflict, EcoError, NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from hardware.models.machines import Machine
from hardware.services.booking_moves import MoveTo, move_booking, undo_move
from hardware.services.bookings import BookingData, book_machine, cancel_booking
from hardware.services.machines import MachineData, add_machine, change_machine
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.hardware.workshop import NINE, ROUTER, Workshop, permit, rows
from tests.pages import Page, PageClient

HOUR = timedelta(hours=1)
PLACE = "SELECT m.name, b.starts_at, b.number FROM machine_booking b JOIN machine m ON m.id = b.machine_id"


def book(workshop: Workshop, name: str, first: int, last: int, code: str = "", **more: object) -> str:
    token = new_client_id()
    with transaction():
        book_machine(
            by=workshop.cast.actor(name, at=NINE),
            code=code or workshop.machines["router"].code,
            data=BookingData(NINE + first * HOUR, NINE + last * HOUR, **more),  # type: ignore[arg-type]
            at=NINE,
            token=token,
        )
    return token


def move(
    by: Actor, token: str, first: int, last: int, code: str = "", *, press: str = "", at: datetime = NINE
) -> str:
    to, press = MoveTo(NINE + first * HOUR, NINE + last * HOUR, code), press or new_client_id()
    with transaction():
        move_booking(by=by, token=token, to=to, at=at, press=press)
    return press


def second_router(workshop: Workshop, **more: object) -> Machine:
    with transaction():
        data = MachineData("Router two", "router", **more)  # type: ignore[arg-type]
        return add_machine(by=workshop.actor("ruth"), data=data, at=NINE - HOUR, token=new_client_id())


def where() -> list[tuple[object, ...]]:
    """(machine, hours after nine, how often changed) of every booking."""
    found = rows(f"{PLACE} ORDER BY b.id")
    return [(name, (as_instant(start) - NINE) / HOUR, number) for name, start, number in found]


def test_a_booking_goes_to_another_time_and_machine_at_once_and_back(workshop: Workshop) -> None:
    other, amina = second_router(workshop), workshop.cast.actor("amina", at=NINE)
    token = book(workshop, "amina", 1, 2)
    press = move(amina, token, 4, 6, other.code)
    assert where() == [("Router two", 4.0, 1)]
    for _ in range(2):
        with transaction():
            undo_move(by=amina, press=press, at=NINE)
    assert where() == [("Router", 1.0, 2)]
    assert rows("SELECT COUNT(*) FROM audit_line WHERE verb = 'move_booking'") == [(2,)]


def test_the_same_press_again_moves_nothing(workshop: Workshop) -> None:
    amina, token = workshop.cast.actor("amina", at=NINE), book(workshop, "amina", 1, 2)
    press = move(amina, token, 4, 5)
    assert move(amina, token, 6, 7, press=press) == press
    assert where() == [("Router", 4.0, 1)]


def test_a_move_keeps_every_rule_of_a_booking(workshop: Workshop) -> None:
    amina, token = workshop.cast.actor("amina", at=NINE), book(workshop, "amina", 1, 2)
    book(workshop, "tomasz", 3, 4)
    other = second_router(workshop, most_bookings=1)
    book(workshop, "amina", 8, 9, other.code)
    data = MachineData("Router", "router", longest_minutes=120, horizon_days=7)
    with transaction():
        change_machine(by=workshop.actor("ruth"), code=workshop.machines["router"].code, data=data, at=NINE)
    refused: list[tuple[type[EcoError], int, int, str]] = [
        (Conflict, 3, 5, ""),
        (RuleBroken, 4, 7, ""),
        (RuleBroken, 24 * 8, 24 * 8 + 1, ""),
        (RuleBroken, -3, -2, ""),
        (RuleBroken, 5, 6, other.code),
        (RuleBroken, 5, 6, workshop.machines["laser"].code),
    ]
    for kind, first, last, code in refused:
        with pytest.raises(kind):
            move(amina, token, first, last, code)
    assert where()[0] == ("Router", 1.0, 0)


def test_whose_permit_has_ended_by_then_moves_nothing(workshop: Workshop) -> None:
    amina, token = workshop.cast.actor("amina", at=NINE), book(workshop, "amina", 1, 2)
    with transaction():
        fast().run(
            "UPDATE permit SET ends_on = ? WHERE person_id = ?",
            (local_day(NINE), workshop.cast.people["amina"]),
        )
    move(amina, token, 2, 3)
    with pytest.raises(NotAllowed):
        move(amina, token, 24, 25)


def test_others_move_it_only_as_staff_and_one_that_has_begun_stays(workshop: Workshop) -> None:
    token = book(workshop, "amina", 1, 2)
    with pytest.raises(NotAllowed):
        move(workshop.cast.actor("tomasz", at=NINE), token, 4, 5)
    move(workshop.cast.actor("mary", at=NINE), token, 4, 5)
    with pytest.raises(RuleBroken):
        move(workshop.cast.actor("mary", at=NINE), token, 8, 9, at=NINE + 4 * HOUR)
    grace = workshop.cast.actor("grace", at=NINE)
    with pytest.raises(NotFound):
        move(grace, token, 6, 7)


def test_a_move_that_was_taken_back_tells_nobody_else_of_it(workshop: Workshop) -> None:
    amina, token = workshop.cast.actor("amina", at=NINE), book(workshop, "amina", 1, 2)
    press = move(amina, token, 4, 5)
    with transaction():
        undo_move(by=amina, press=press, at=NINE)
    for name, refusal in (("grace", NotFound), ("tomasz", NotAllowed)):
        with pytest.raises(refusal), transaction():
            undo_move(by=workshop.cast.actor(name, at=NINE), press=press, at=NINE)


def test_a_move_is_not_taken_back_over_another_or_after_a_change(workshop: Workshop) -> None:
    amina, token = workshop.cast.actor("amina", at=NINE), book(workshop, "amina", 1, 2)
    first = move(amina, token, 4, 5)
    book(workshop, "tomasz", 1, 2)
    with pytest.raises(Conflict), transaction():
        undo_move(by=amina, press=first, at=NINE)
    move(amina, token, 6, 7)
    with pytest.raises(Conflict), transaction():
        undo_move(by=amina, press=first, at=NINE)
    with transaction():
        cancel_booking(by=amina, token=token, reason="", at=NINE)
    with pytest.raises((Conflict, NotFound)), transaction():
        undo_move(by=amina, press=first, at=NINE)


# --- on the screen ---


@pytest.fixture
def petra(page_client: PageClient, workshop: Workshop, cast: Cast) -> PageClient:
    permit(cast, "petra", ROUTER, on=today() - timedelta(days=30))
    sign_in(page_client, "Petra")
    return page_client


def times(page: Page) -> list[str]:
    return [
        one.get("value") for one in page.tree.all("button") if one.has("name") and one.get("name") == "starts"
    ]


def booked_page(petra: PageClient, workshop: Workshop) -> Page:
    day = (today() + timedelta(days=2)).isoformat()
    page = petra.get(f"/machine-bookings/{workshop.machines['router'].code}?day={day}&minutes=60")
    return petra.submit(page, {"starts": times(page)[0]}, action="/machine-bookings/")


def test_a_booking_is_moved_on_the_page_by_one_press_and_undone_by_another(
    petra: PageClient, workshop: Workshop
) -> None:
    booked_page(petra, workshop)
    token, start = rows("SELECT token, starts_at FROM machine_booking")[0]
    page = petra.get(f"/machine-bookings/{token}/move")
    assert "Which machine?" not in page.text
    moved = petra.submit(page, {"starts": times(page)[-1]}, action="/move")
    assert "before" in moved.text and rows("SELECT number FROM machine_booking") == [(1,)]
    petra.submit(moved, action="/undo")
    assert rows("SELECT starts_at, number FROM machine_booking") == [(start, 2)]


def test_a_time_that_is_gone_is_said_and_the_page_stays_as_it_was_chosen(
    petra: PageClient, workshop: Workshop, cast: Cast
) -> None:
    booked_page(petra, workshop)
    token = rows("SELECT token FROM machine_booking")[0][0]
    day = (today() + timedelta(days=3)).isoformat()
    page = petra.get(f"/machine-bookings/{token}/move?day={day}&minutes=90")
    wanted = times(page)[0]
    permit(cast, "tomasz", ROUTER, on=today() - timedelta(days=30))
    with transaction():
        book_machine(
            by=cast.actor("tomasz"),
            code=workshop.machines["router"].code,
            data=BookingData(from_iso(wanted), from_iso(wanted) + HOUR),
            at=now(),
            token=new_client_id(),
        )
    refused = petra.submit(page, {"starts": wanted}, action="/move", status=422)
    assert "Somebody has booked" in refused.text
    assert refused.form(action="/move").get("action").endswith(f"day={day}&minutes=90") or (
        f"day={day}" in refused.form(action="/move").get("action")
    )


def test_nobody_opens_the_move_of_anothers_booking(petra: PageClient, workshop: Workshop) -> None:
    token = book(workshop, "amina", 1, 2)
    petra.get(f"/machine-bookings/{token}/move", status=404)


def test_the_desk_finds_for_whom_by_name_number_or_card(
    page_client: PageClient, workshop: Workshop, cast: Cast
) -> None:
    permit(cast, "petra", ROUTER, on=today() - timedelta(days=30))
    sign_in(page_client, "Ruth")
    address = f"/machine-bookings/{workshop.machines['router'].code}"
    found = page_client.submit(page_client.get(address), {"person": "etr"}, action="/bookers")
    found_one = found.tree.one("a", class_="line-link").get("href")
    later = (today() + timedelta(days=2)).isoformat()
    page = page_client.get(found_one.replace(today().isoformat(), later))
    assert "For myself" in page.text
    page_client.submit(page, {"starts": times(page)[0]}, action="/machine-bookings/")
    assert rows("SELECT person_id FROM machine_booking") == [(cast.people["petra"],)]
    by_card = page_client.submit(
        page_client.get(address), {"person": cast.cards["tomasz"]}, action="/bookers"
    )
    assert "Tomasz" in by_card.text and cast.cards["tomasz"] not in by_card.url
    nobody = page_client.submit(page_client.get(address), {"person": "zzz"}, action="/bookers")
    assert "Nobody here is called so." in nobody.text
