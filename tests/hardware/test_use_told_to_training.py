"""Real sessions, told by a kiosk over HTTP, end where training shows them: on inductions, and on permits kept alive."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask

from core.db import fast, transaction
from core.ids import new_client_id
from factory.clockwork import tick
from factory.recounting import all_differences
from tests.front_desk.doors import sign_in
from tests.hardware.test_kiosk_api import Line
from tests.hardware.workshop import NINE, Tape, Workshop, rows
from tests.pages import PageClient
from training.services.checklists import add_starter_checklists
from training.services.inductions import begin_induction

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def tell(app: Flask, workshop: Workshop, tape: Tape, at: datetime) -> None:
    """The kiosk sends its day over HTTP; the clockwork then does what is due, two hours later."""
    with time_machine.travel(at, tick=False):
        answers = Line(app, workshop.kiosks["router"].token).events(tape).get_json()["answers"]
        assert {one["answer"] for one in answers} == {"accepted"}
    tick(at + 2 * HOUR)
    tick(at + 2 * HOUR)


@pytest.fixture
def lessons(workshop: Workshop) -> Workshop:
    """The router can be learned here: 120 minutes beside a holder; permits, 100 days old, lapse after 180."""
    with transaction():
        add_starter_checklists(by=workshop.actor("ruth"), at=NINE - DAY)
        fast().run("UPDATE permit SET starts_on = ? WHERE kind LIKE 'machine:%'", (NINE.date() - 100 * DAY,))
        fast().run("UPDATE card SET ends_on = ?", (NINE.date() + 400 * DAY,))
    return workshop


def begun(workshop: Workshop, name: str) -> str:
    with transaction():
        return begin_induction(
            by=workshop.cast.actor(name, at=NINE), slug="cnc-router", at=NINE, token=new_client_id()
        ).token


def test_minutes_beside_a_holder_stand_on_the_learners_induction(
    app: Flask, lessons: Workshop, page_client: PageClient
) -> None:
    token = begun(lessons, "yusuf")
    tape = lessons.tape().on("yusuf").wait(2).on("mary", "supervisor").run(45 * 60).off("yusuf")
    tell(app, lessons, tape, NINE + HOUR)
    with time_machine.travel(NINE + 4 * HOUR, tick=False):
        sign_in(page_client, "mary")
        assert "45 of 120 minutes" in page_client.get(f"/inductions/waiting/{token}").text
        assert all_differences() == []


def test_control_minutes_without_anybody_beside_count_for_no_induction(
    app: Flask, lessons: Workshop, page_client: PageClient
) -> None:
    token = begun(lessons, "yusuf")
    tell(app, lessons, lessons.tape().on("yusuf").run(45 * 60).off("yusuf"), NINE + HOUR)
    with time_machine.travel(NINE + 4 * HOUR, tick=False):
        sign_in(page_client, "mary")
        assert "0 of 120 minutes" in page_client.get(f"/inductions/waiting/{token}").text


def test_a_permit_that_was_used_at_the_machine_outlives_one_that_was_not(
    app: Flask, lessons: Workshop, page_client: PageClient
) -> None:
    """Amina works on the hundredth day of the permits, Tomasz never: after 181 days his has lapsed and hers stands."""
    tell(app, lessons, lessons.tape().on("amina").run(1800).off("amina"), NINE + HOUR)
    later = NINE + 81 * DAY
    tick(later)
    with time_machine.travel(later, tick=False):
        sign_in(page_client, "mary")
        page = page_client.get("/permits?kind=machine:cnc_router").text
    assert "Amina" in page and "7 Jan 2030" in page
    assert "Tomasz" not in page
    held = (
        "SELECT COUNT(*) FROM permit WHERE person_id = ? AND kind = 'machine:cnc_router' AND ended_at IS NULL"
    )
    assert rows(held, lessons.cast.people["amina"]) == [(1,)]
    assert rows(held, lessons.cast.people["tomasz"]) == [(0,)]
    tick(NINE + 182 * DAY)
    assert rows(held, lessons.cast.people["amina"]) == [(0,)]


def test_use_on_the_last_day_keeps_a_permit_though_the_clockwork_stood_still_that_night(
    app: Flask, lessons: Workshop
) -> None:
    """Its 180 days end this evening; nothing ticks before the next morning, when the use is told first."""
    with transaction():
        fast().run("UPDATE permit SET starts_on = ? WHERE kind LIKE 'machine:%'", (NINE.date() - 180 * DAY,))
    with time_machine.travel(NINE + HOUR, tick=False):
        Line(app, lessons.kiosks["router"].token).events(lessons.tape().on("amina").run(1800).off("amina"))
    tick(NINE + DAY)
    held = (
        "SELECT COUNT(*) FROM permit WHERE person_id = ? AND kind = 'machine:cnc_router' AND ended_at IS NULL"
    )
    assert rows(held, lessons.cast.people["amina"]) == [(1,)]
    assert rows(held, lessons.cast.people["tomasz"]) == [(0,)]
