"""Calendar feeds of bookings: two readers agree, no name in them, hours right over the change of clocks, revocable."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from icalendar import Calendar

from core.clock import now, today, zone
from core.db import fast, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.feed_keys import MOST_KEYS
from core.ids import new_client_id
from hardware.services.booking_moves import MoveTo, move_booking
from hardware.services.bookings import BookingData, book_machine, cancel_booking
from hardware.services.feed_keys import (
    end_bookings_key,
    forget_bookings_keys,
    make_machine_key,
    make_own_bookings_key,
    make_site_bookings_key,
)
from tests.front_desk.doors import sign_in
from tests.hardware.workshop import LASER, NINE, ROUTER, Workshop, permit, rows
from tests.pages import Client, PageClient
from tests.training.test_calendars import by_icalendar, by_vobject

HOUR = timedelta(hours=1)
SOON = NINE + timedelta(days=1)


def book(workshop: Workshop, name: str, start: datetime, machine: str = "router", **more: object) -> str:
    token = new_client_id()
    with transaction():
        fast().run("UPDATE machine SET horizon_days = 365, most_bookings = 9")
        book_machine(
            by=workshop.cast.actor(name, at=NINE),
            code=workshop.machines[machine].code,
            data=BookingData(start, start + HOUR, **more),  # type: ignore[arg-type]
            at=NINE,
            token=token,
        )
    return token


def secret(workshop: Workshop, name: str, kind: str, machine: str = "router") -> str:
    by = workshop.cast.actor(name, at=NINE)
    with transaction():
        if kind == "own":
            return make_own_bookings_key(by=by, at=NINE)
        if kind == "machine":
            return make_machine_key(by=by, code=workshop.machines[machine].code, at=NINE)
        return make_site_bookings_key(by=by, at=NINE)


def load(
    client: Client, key: str, status: int = 200, **headers: str
) -> tuple[list[tuple[object, ...]], bytes, str]:
    answer = client.get(f"/calendars/machines/{key}.ics", headers=headers)
    assert answer.status_code == status
    if status != 200:
        return [], answer.data, ""
    assert answer.mimetype == "text/calendar" and by_icalendar(answer.data) == by_vobject(answer.data)
    return by_icalendar(answer.data), answer.data, answer.headers["ETag"]


def test_each_feed_holds_its_own_bookings_and_nobodys_name(workshop: Workshop, client: Client) -> None:
    book(workshop, "amina", SOON, used_for="makeover")
    book(workshop, "tomasz", SOON + 2 * HOUR)
    book(workshop, "mary", SOON, "laser")
    titles = {
        (kind, name): [row[1] for row in load(client, secret(workshop, name, kind))[0]]
        for kind, name in (("own", "amina"), ("machine", "ruth"), ("site", "ruth"))
    }
    assert titles["own", "amina"] == ["Router"]
    assert titles["machine", "ruth"] == ["A makeover", "Own work"]
    assert sorted(map(str, titles["site", "ruth"])) == ["Laser", "Router", "Router"]
    for kind, name in titles:
        text = load(client, secret(workshop, name, kind))[1].replace(b"\r\n ", b"").decode()
        assert not any(one in text for one in ("Amina", "Tomasz", "Mary", "Ruth"))


def test_ten_oclock_stays_ten_oclock_on_both_sides_of_the_change(workshop: Workshop, client: Client) -> None:
    for day in (datetime(NINE.year, 3, 29, 10, tzinfo=zone()), datetime(NINE.year, 4, 2, 10, tzinfo=zone())):
        book(workshop, "amina", day)
    body = load(client, secret(workshop, "amina", "own"))[1]
    starts = [event.start for event in Calendar.from_ical(body).walk("VEVENT")]
    assert {one.astimezone(zone()).hour for one in starts} == {10}
    assert {one.hour for one in starts} == {9, 10} and b"VTIMEZONE" not in body


def test_what_is_given_back_or_missed_vanishes_and_what_moves_keeps_its_uid(
    workshop: Workshop, client: Client
) -> None:
    amina, key = workshop.cast.actor("amina", at=NINE), secret(workshop, "amina", "own")
    first, second = book(workshop, "amina", SOON), book(workshop, "amina", SOON + 2 * HOUR)
    before, _, etag = load(client, key)
    assert load(client, key, 304, **{"If-None-Match": etag})[1] == b""
    with transaction():
        cancel_booking(by=amina, token=first, reason="", at=NINE)
        to = MoveTo(SOON + 5 * HOUR, SOON + 6 * HOUR)
        move_booking(by=amina, token=second, to=to, at=NINE + HOUR, press=new_client_id())
    (left,) = load(client, key)[0]
    assert left[0] == before[1][0] and left[3] == SOON + 5 * HOUR and (before[1][5], left[5]) == (0, 1)
    with transaction():
        fast().run(
            "UPDATE machine_booking SET state = 'no_show', ended_at = ? WHERE token = ?", (SOON, second)
        )
    assert load(client, key)[0] == []


def test_an_own_feed_speaks_the_persons_language_and_begins_sixty_days_ago(
    workshop: Workshop, client: Client
) -> None:
    book(workshop, "amina", SOON, used_for="makeover")
    with transaction():
        fast().run("UPDATE person SET language = 'ar' WHERE id = ?", (workshop.cast.people["amina"],))
    body = load(client, secret(workshop, "amina", "own"))[1].replace(b"\r\n ", b"").decode()
    assert "A makeover" not in body
    long_ago = now() - timedelta(days=70)
    with transaction():
        fast().run("UPDATE machine_booking SET starts_at = ?, ends_at = ?", (long_ago, long_ago + HOUR))
    assert load(client, secret(workshop, "amina", "own"))[0] == []


def test_an_address_is_ended_by_whose_it_is_and_then_answers_nothing(
    workshop: Workshop, client: Client
) -> None:
    own, machine = secret(workshop, "amina", "own"), secret(workshop, "ruth", "machine")
    assert rows("SELECT COUNT(*) FROM machine_calendar_key WHERE key_hash LIKE ?", f"%{own}%") == [(0,)]
    ids = [row[0] for row in rows("SELECT id FROM machine_calendar_key ORDER BY id")]
    for name, key_id in (("tomasz", ids[0]), ("ruth", ids[0]), ("amina", ids[1]), ("grace", ids[1])):
        with pytest.raises(NotFound), transaction():
            end_bookings_key(by=workshop.cast.actor(name, at=NINE), key_id=key_id, at=NINE)
    for name, key_id, key in (("amina", ids[0], own), ("mary", ids[1], machine)):
        load(client, key)
        with transaction():
            end_bookings_key(by=workshop.cast.actor(name, at=NINE), key_id=key_id, at=NINE)
        load(client, key, 404)
    for wrong in ("x", own.lower(), "A" * 300):
        load(client, wrong, 404)
    with transaction():
        assert forget_bookings_keys(at=NINE + timedelta(days=364)) == 0
        assert forget_bookings_keys(at=NINE + timedelta(days=366)) == 2


def test_who_has_gone_has_no_feed_and_only_the_desk_makes_those_of_machines(
    workshop: Workshop, client: Client
) -> None:
    key = secret(workshop, "amina", "own")
    for kind in ("machine", "site"):
        with pytest.raises(NotAllowed):
            secret(workshop, "amina", kind)
    with transaction():
        fast().run("UPDATE person SET is_active = ? WHERE id = ?", (False, workshop.cast.people["amina"]))
    load(client, key, 404)
    for _ in range(MOST_KEYS):
        secret(workshop, "ruth", "machine")
    with pytest.raises(RuleBroken):
        secret(workshop, "ruth", "machine")
    secret(workshop, "ruth", "machine", "laser")


def test_an_address_is_made_on_the_page_shown_once_and_ended_there(
    workshop: Workshop, page_client: PageClient
) -> None:
    for name in ("amina", "mary"):
        permit(workshop.cast, name, ROUTER if name == "amina" else LASER, on=today() - timedelta(days=30))
    sign_in(page_client, "Ruth")
    page = page_client.get("/machine-bookings/calendars")
    made = page_client.submit(
        page, {"machine": workshop.machines["laser"].code}, action="/calendars/machines", status=200
    )
    address = made.tree.one("p", class_="calendar-address").text
    assert page_client.client.get(address).status_code == 200
    page = page_client.get("/machine-bookings/calendars")
    assert address not in page.text and "Laser" in page.text
    page_client.submit(page, action="/end")
    assert page_client.client.get(address).status_code == 404
