"""Runs and classes at the desk, in a browser: made, opened, copied, cancelled; each refusal beside its field."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.tables_read import read_table
from tests.front_desk.doors import sign_in
from tests.pages import Page, PageClient
from tests.training.conftest import MONDAY, Desk, at_ten, value

PATTERN = {"first": MONDAY.isoformat(), "count": "3", "starts": "10:00", "ends": "12:00", "venue": "Hall"}


def errors(page: Page) -> str:
    return page.tree.one("div", class_="errors").text


def test_a_run_is_made_filled_with_classes_opened_and_closed(desk: Desk) -> None:
    course = desk.college.course("Sewing")
    page = desk.browser.submit(
        desk.get(f"/runs/new/{course.slug}"), {"capacity": "6", "has_creche": "y"}, action="/runs/new"
    )
    assert page.heading.startswith("Add classes to R-")
    page = desk.browser.submit(
        page, PATTERN | {"person_0": desk.college.number("mary")}, action="/classes/new"
    )
    assert "3 classes are added" in page.text and page.text.count("Mary") >= 3
    page = desk.browser.submit(page, action="/steps/open")
    assert "Close booking" in page.text and "Say it has begun" not in page.text
    page = desk.browser.submit(page, action="/steps/closed")
    assert value("SELECT state FROM run") == "closed"
    assert value("SELECT has_creche FROM run") in (1, True)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"first": ""}, ""),
        ({"first": "yesterday"}, ""),
        ({"count": "0"}, ""),
        ({"count": "99999999999999999999"}, ""),
        ({"ends": "09:00"}, "ends after it begins"),
        ({"venue": ""}, "Where is it?"),
        ({"skipped": "soon"}, "is no day"),
        ({"person_0": "P-99999"}, "nobody with a role"),
        ({"person_0": "'; DROP TABLE run;--"}, ""),
        ({"is_online": "y", "link": "javascript:alert(1)"}, "no address"),
        ({"pattern": "hourly"}, ""),
        ({"place": "999999"}, ""),
        (
            {"first": "2030-03-31", "pattern": "single", "starts": "01:30", "ends": "03:00"},
            "clocks go forward",
        ),
    ],
)
def test_a_pattern_that_cannot_be_is_refused_beside_its_field(
    desk: Desk, data: dict[str, str], words: str
) -> None:
    run = desk.college.run()
    page = desk.get(f"/runs/{run.number}/classes/new")
    page = desk.browser.submit(page, PATTERN | data, action="/classes/new", status=422)
    assert words in errors(page) and value("SELECT COUNT(*) FROM course_class") == 0


@pytest.mark.parametrize(
    "data",
    [
        {"capacity": ""},
        {"capacity": "-1"},
        {"capacity": "201"},
        {"learners_per_trainer": "x"},
        {"offer_hours": "0"},
        {"opens_at": "2030-03-31T01:30"},
        {"opens_at": "2030-02-02T10:00", "closes_at": "2030-02-01T10:00"},
        {"help_languages": "xx"},
        {"body_run_number": "9" * 41},
    ],
)
def test_a_run_that_cannot_be_is_refused_beside_its_field(desk: Desk, data: dict[str, str]) -> None:
    course = desk.college.course()
    page = desk.browser.submit(desk.get(f"/runs/new/{course.slug}"), data, action="/runs/new", status=422)
    assert errors(page) and value("SELECT COUNT(*) FROM run") == 0


def test_times_are_typed_and_shown_on_the_sites_clock(desk: Desk) -> None:
    run = desk.college.run()
    page = desk.get(f"/runs/{run.number}/edit")
    desk.browser.submit(page, {"opens_at": "2030-07-01T09:00"}, action="/edit")
    assert "T08:00" in str(value("SELECT opens_at FROM run")).replace(" ", "T")
    field = desk.get(f"/runs/{run.number}/edit").tree.one("input", name="opens_at")
    assert field.get("value") == "2030-07-01T09:00"


def test_a_class_is_moved_and_cancelled_and_a_clash_names_the_other(desk: Desk) -> None:
    college = desk.college
    other = college.run(college.course("Painting"))
    college.classes(other, [at_ten()], givers=((college.number("mary"), "trainer"),))
    run = college.run()
    college.classes(run, [at_ten(MONDAY + timedelta(days=1))], access="Ramp", machines=("Laser",))
    page = desk.get(f"/runs/{run.number}/classes/1")
    assert page.tree.one("input", name="access").get("value") == "Ramp"
    mary = {"person_0": college.number("mary"), "day": MONDAY.isoformat()}
    page = desk.browser.submit(page, mary, action="/classes/1", button="Keep it", status=422)
    assert f"Painting, {other.number}" in errors(page)
    page = desk.browser.submit(page, {"day": "2030-01-09"}, action="/classes/1", button="Keep it")
    assert "9 Jan" in page.text and "Mary" in page.text
    page = desk.browser.submit(desk.get(f"/runs/{run.number}/classes/1"), action="/cancellation")
    assert "The class is cancelled" in page.text
    desk.get(f"/runs/{run.number}/classes/7", 404)


def test_a_run_is_copied_and_what_clashes_is_shown_first(desk: Desk) -> None:
    college = desk.college
    run = college.open_run(givers=((college.number("mary"), "trainer"),))
    busy = college.run(college.course("Painting"))
    college.classes(
        busy, [at_ten(MONDAY + timedelta(days=28))], givers=((college.number("mary"), "trainer"),)
    )
    page = desk.get(f"/runs/{run.number}")
    page = desk.browser.submit(page, {"first_on": "2030-02-01"}, action="/copies", status=422)
    assert "Painting" in page.text
    page = desk.browser.submit(page, {"first_on": "2030-02-01", "leave_out": "y"}, action="/copies")
    assert "1 thing was left out" in page.text and "4 Feb" in page.text
    for wrong in ("", "2020-01-01", "x"):
        page = desk.get(f"/runs/{run.number}")
        assert errors(desk.browser.submit(page, {"first_on": wrong}, action="/copies", status=422))


def test_a_run_is_cancelled_with_its_reason(desk: Desk) -> None:
    run = desk.college.open_run()
    page = desk.get(f"/runs/{run.number}")
    assert errors(
        desk.browser.submit(page, {"reason": ""}, action="/cancellation", button="Cancel it", status=422)
    )
    page = desk.browser.submit(page, {"reason": "The roof leaks"}, action="/cancellation", button="Cancel it")
    assert "The roof leaks" in page.text and "Cancelled" in page.text
    desk.browser.submit(desk.get(f"/runs/{run.number}/edit"), {"capacity": "3"}, action="/edit", status=422)


def test_the_list_is_filtered_by_the_address_and_any_address_is_fine(desk: Desk) -> None:
    college = desk.college
    run = college.open_run(
        college.course("Sewing", category="upholstery"), givers=((college.number("ruth"), "trainer"),)
    )
    college.run(college.course("Painting"))
    assert "Painting" in desk.get("/runs").text
    for asked in (
        "category=upholstery",
        "mine=1",
        "q=sewing",
        "state=open",
        f"course=sewing&month={MONDAY:%Y-%m}",
    ):
        page = desk.get(f"/runs?{asked}")
        table = page.tree.all("table")[0].text
        assert run.number in table and "Painting" not in table, asked
    assert desk.get(f"/runs?month={MONDAY:%Y-%m}").text.count("10:00 Sewing") == 3
    assert "No run is here" in desk.get("/runs?state=cancelled").text
    for odd in (
        "state=x&category=<b>&month=2030-13",
        "start=-5",
        "start=99999999999999999999",
        "month=9999-12",
        "q=%27",
    ):
        desk.get(f"/runs?{odd}")


def test_the_list_is_a_table_to_take_along(desk: Desk) -> None:
    desk.college.open_run(desk.college.course("=Sewing"))
    for kind in ("csv", "xlsx"):
        answer = desk.browser.client.get(f"/runs.{kind}?state=all")
        assert "=Sewing" in read_table(answer.data).rows[0][1]
    assert desk.browser.client.get("/runs.pdf").status_code == 404


def test_another_sites_run_is_not_there_and_a_volunteer_sees_none(
    desk: Desk, new_page_client: object
) -> None:
    run = desk.college.open_run()
    elsewhere: PageClient = new_page_client()  # type: ignore[operator]
    sign_in(elsewhere, "oluwaseun")
    for address in (f"/runs/{run.number}", f"/runs/{run.number}/edit", f"/runs/{run.number}/classes/1"):
        elsewhere.get(address, 404)
    assert run.number not in elsewhere.get("/runs").text
    petra: PageClient = new_page_client()  # type: ignore[operator]
    sign_in(petra, "petra")
    assert petra.client.get("/runs").status_code == 403


def test_too_few_trainers_are_pointed_out(desk: Desk) -> None:
    run = desk.college.run(capacity=12, learners_per_trainer=6)
    desk.college.classes(run, [at_ten()], givers=((desk.college.number("mary"), "trainer"),))
    assert "1 trainer is missing" in desk.get(f"/runs/{run.number}").text


def test_a_refused_number_of_places_stands_beside_its_field_and_stays(desk: Desk) -> None:
    course = desk.college.course("Sewing")
    desk.browser.submit(desk.get(f"/runs/new/{course.slug}"), {"capacity": "6"}, action="/runs/new")
    page = desk.get(f"/runs/{value('SELECT number FROM run')}")
    again = desk.browser.submit(page, {"capacity": "-5"}, action="/capacity", status=422)
    assert [one.get("value") for one in again.tree.all("input") if one.get("name") == "capacity"] == ["-5"]
    given = {"partner": "Right Track", "seats": "3", "until": "9999-12-31"}
    again = desk.browser.submit(page, given, action="/holds", status=422)
    assert "Choose a day between" in again.text
    assert [one.get("value") for one in again.tree.all("input") if one.get("name") == "partner"] == [
        "Right Track"
    ]
    assert value("SELECT capacity FROM run") == 6
