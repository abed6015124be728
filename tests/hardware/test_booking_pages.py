"""Booking a machine on a screen: a free time in one press, what stands in the way, and giving it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from core.audit import write_audit_line
from core.clock import from_iso, local_day, now, today
from core.db import fast, transaction
from core.ids import new_client_id
from factory.machine_clockwork import tick_machines
from hardware.queries.permission import may_operate
from hardware.queries.timetable import bookable_machines, free_starts
from hardware.services.bookings import BookingData, book_machine
from hardware.services.machines import MachineData, change_machine
from hardware.vocabulary import Reason, Verdict
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.hardware.workshop import ROUTER, Workshop, permit, rows
from tests.pages import Page, PageClient

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def open_shop(workshop: Workshop, cast: Cast) -> Workshop:
    """The workshop on the day that it really is: Petra may use the router."""
    permit(cast, "petra", ROUTER, on=today() - 30 * DAY)
    return workshop


def address(workshop: Workshop, days: int = 2, minutes: int = 60) -> str:
    day = today() + timedelta(days=days)
    return f"/machine-bookings/{workshop.machines['router'].code}?day={day.isoformat()}&minutes={minutes}"


@pytest.fixture
def petra(page_client: PageClient, open_shop: Workshop) -> PageClient:
    sign_in(page_client, "Petra")
    return page_client


def times(page: Page) -> list[str]:
    """The free times of a page."""
    return [
        one.get("value") for one in page.tree.all("button") if one.has("name") and one.get("name") == "starts"
    ]


def press(client: PageClient, url: str, **more: str) -> None:
    """Press the first free time of the page."""
    page = client.get(url)
    first = times(page)[0]
    client.submit(page, {"starts": first, **more}, action="/machine-bookings/")


def test_a_free_time_is_booked_by_one_press_and_is_gone_for_the_next(
    petra: PageClient, open_shop: Workshop
) -> None:
    before = times(petra.get(address(open_shop)))
    press(petra, address(open_shop))
    assert rows("SELECT state, is_supervised FROM machine_booking")[0][0] == "booked"
    after = times(petra.get(address(open_shop)))
    assert len(after) < len(before)
    assert before[0] not in set(after)


def test_a_booking_is_given_back_and_the_time_is_free_again(petra: PageClient, open_shop: Workshop) -> None:
    press(petra, address(open_shop))
    page = petra.get("/machine-bookings")
    assert "What I have booked" in page.text
    petra.submit(page, action="/ending")
    assert rows("SELECT state FROM machine_booking") == [("cancelled",)]


def test_whoever_is_not_inducted_is_shown_the_induction_and_no_times(
    page_client: PageClient, workshop: Workshop
) -> None:
    sign_in(page_client, "Petra")
    page = page_client.get(address(workshop))
    assert "needs an induction first" in page.text
    assert times(page) == []


def test_the_desk_books_for_another_and_the_rules_of_the_other_hold(
    page_client: PageClient, open_shop: Workshop, cast: Cast
) -> None:
    sign_in(page_client, "Ruth")
    press(page_client, address(open_shop), person=cast.numbers["petra"])
    assert rows("SELECT person_id FROM machine_booking") == [(cast.people["petra"],)]
    page = page_client.get(address(open_shop, 3))
    first = times(page)[0]
    refused = page_client.submit(
        page,
        {"starts": first, "person": cast.numbers["yusuf"]},
        action="/machine-bookings/",
        status=422,
    )
    assert "induction" in refused.text
    assert len(rows("SELECT id FROM machine_booking")) == 1


def test_a_time_that_another_took_meanwhile_is_refused_in_words(
    petra: PageClient, open_shop: Workshop, cast: Cast
) -> None:
    page = petra.get(address(open_shop))
    first = times(page)[0]
    permit(cast, "tomasz", ROUTER, on=today() - 30 * DAY)
    with transaction():
        book_machine(
            by=cast.actor("tomasz"),
            code=open_shop.machines["router"].code,
            data=BookingData(from_iso(first), from_iso(first) + timedelta(hours=1)),
            at=now(),
            token=new_client_id(),
        )
    refused = petra.submit(page, {"starts": first}, action="/machine-bookings/", status=422)
    assert "Somebody has booked the machine for this time." in refused.text


def test_a_closed_day_has_no_free_time_and_the_day_before_has(open_shop: Workshop, cast: Cast) -> None:
    monday = today() + timedelta(days=7 - today().weekday())
    with transaction():
        change_machine(
            by=cast.actor("ruth"),
            code=open_shop.machines["router"].code,
            data=MachineData("Router", "router", opening={"0": [["09:00", "12:00"]]}),
            at=now(),
        )
    router = next(one for one in bookable_machines(cast.sites["coventry"]) if one.name == "Router")
    starts = free_starts(router, monday, timedelta(hours=2), now())
    assert starts == sorted(starts)
    assert len(starts) == 3
    assert free_starts(router, monday + DAY, timedelta(hours=2), now()) == []


def test_day_and_week_show_who_comes_and_a_strange_day_is_today(
    petra: PageClient, open_shop: Workshop
) -> None:
    press(petra, address(open_shop))
    day = (today() + 2 * DAY).isoformat()
    assert "Petra" in petra.get(f"/machine-bookings?day={day}").text
    assert "Petra" in petra.get(f"/machine-bookings?day={day}&span=week").text
    for strange in ("9999-12-31", "x", "2026-02-31", ""):
        petra.get(f"/machine-bookings?day={strange}")
        petra.get(f"/machine-bookings/{open_shop.machines['router'].code}?day={strange}&minutes=99999999999")


def test_whose_permit_rests_books_beside_a_holder_and_not_alone(
    page_client: PageClient, open_shop: Workshop, cast: Cast
) -> None:
    permit(cast, "mary", ROUTER, on=today() - 30 * DAY)
    with transaction():
        fast().run(
            "UPDATE permit SET ended_at = ? WHERE person_id = ? AND kind = ?",
            (now() - DAY, cast.people["petra"], ROUTER),
        )
        subject = f"person:{cast.numbers['petra']}"
        write_audit_line(
            "lapse_permit", subject, site_id=cast.sites["coventry"], at=now() - DAY, fields=[ROUTER]
        )
    sign_in(page_client, "Petra")
    page = page_client.get(address(open_shop))
    assert "beside somebody who holds its permit" in page.text
    alone = page_client.submit(page, {"starts": times(page)[0]}, action="/machine-bookings/", status=422)
    assert "Choose who will be beside you" in alone.text
    press(page_client, address(open_shop), supervisor=cast.numbers["mary"])
    assert rows("SELECT supervisor_id FROM machine_booking") == [(cast.people["mary"],)]


def test_nobody_comes_so_the_machine_is_free_for_the_next_and_the_day_says_so(
    app: Flask, petra: PageClient, open_shop: Workshop, cast: Cast
) -> None:
    press(petra, address(open_shop))
    begun = now() - timedelta(minutes=25)
    with transaction():
        fast().run("UPDATE machine_booking SET starts_at = ?, ends_at = ?", (begun, begun + 2 * HOUR))
    router, day = open_shop.machines["router"], local_day(begun).isoformat()
    permit(cast, "mary", ROUTER, on=today() - 30 * DAY)
    assert (
        may_operate(person_id=cast.people["mary"], machine_id=router.id, at=now()).reason
        is Reason.BOOKED_BY_OTHER
    )
    tick_machines(now(), app.config["ECO_SETTINGS"])
    assert (
        may_operate(person_id=cast.people["mary"], machine_id=router.id, at=now()).verdict is Verdict.ALLOWED
    )
    assert "nobody came" in petra.get(f"/machine-bookings?day={day}").text
    with transaction():
        book_machine(
            by=cast.actor("mary"),
            code=router.code,
            data=BookingData(now(), now() + HOUR),
            at=now(),
            token=new_client_id(),
        )
    assert rows("SELECT state FROM machine_booking ORDER BY id") == [("no_show",), ("booked",)]
