"""Registration with the body: put on the list, what is missing is said, confirmed on a day, late ones flagged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from core.clock import local_day, now
from core.db import db, fast, transaction
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.training.assessment_scene import Assessed, make_assessed, press
from tests.training.scene import noon
from training.models.assessment import Registration
from training.models.bookings import Booking
from training.models.delivery import CourseClass
from training.models.registers import LearnerRecord
from training.profiles import profile
from training.registering import missing_columns

DAY = timedelta(days=1)


@pytest.fixture
def shop(app_context: Flask, cast: Cast) -> Assessed:
    """Three learners who attend; nobody is registered yet."""
    made = make_assessed(cast)
    with transaction():
        db.session.query(Registration).delete()
    return made


@pytest.fixture
def desk(page_client: PageClient, shop: Assessed) -> PageClient:
    sign_in(page_client, "Ruth")
    return page_client


def address(shop: Assessed) -> str:
    return f"/runs/{shop.run.number}/registration"


def states() -> list[tuple[str, str, str]]:
    rows = fast().rows("SELECT state, body_learner_number, registered_on FROM registration ORDER BY id")
    return [(row[0], row[1], str(row[2] or "")) for row in rows]


def begin(desk: PageClient, shop: Assessed) -> list[int]:
    page = desk.get(address(shop))
    assert "3 learners attend and are not on the list yet." in page.text
    desk.submit(page, action="/registration/begin")
    return [row[0] for row in fast().rows("SELECT id FROM registration ORDER BY id")]


def test_who_attends_is_put_on_the_list_and_who_never_came_is_not(desk: PageClient, shop: Assessed) -> None:
    with transaction():
        db.session.execute(
            update(Booking).where(Booking.person_id == shop.learners[0].id).values(state="no_show")
        )
    page = desk.get(address(shop))
    assert "Learner 0" not in page.text
    desk.submit(page, action="/registration/begin")
    assert [row[0] for row in states()] == ["pending", "pending"]


def test_the_dry_run_says_what_the_bodys_file_would_miss_of_each(desk: PageClient, shop: Assessed) -> None:
    with transaction():
        db.session.add(
            LearnerRecord(
                person_id=shop.learners[1].id,
                given_name="Lea",
                family_name="Rner",
                born_on="1990-01-01",
                changed_at=noon(),
            )
        )
    begin(desk, shop)
    page = desk.get(address(shop))
    rows = {row.all("th")[0].text.strip(): row.text for row in page.tree.all("tr")[1:]}
    assert "Family name" in rows["Learner 0"] and "nothing" in rows["Learner 1"]


def test_those_who_are_ticked_are_registered_on_a_day_with_their_numbers(
    desk: PageClient, shop: Assessed
) -> None:
    first, second, _ = begin(desk, shop)
    page = desk.get(address(shop))
    token = page.tree.all("input", name="csrf_token")[0].get("value")
    day = local_day(noon(-1)).isoformat()
    values = {
        "csrf_token": token,
        "chosen": [str(first), str(second)],
        f"number-{first}": "L-1",
        f"number-{second}": "",
        "registered_on": day,
    }
    refused = desk.post(address(shop), {**values, "chosen": []}, 422)
    assert "Nobody is chosen" in refused.text
    later = (local_day(now()) + 2 * DAY).isoformat()
    assert "not come yet" in desk.post(address(shop), {**values, "registered_on": later}, 422).text
    for _ in range(2):
        desk.post(address(shop), values)
    assert states() == [("registered", "L-1", day), ("registered", "", day), ("pending", "", "")]


def test_a_registration_after_the_profiles_deadline_is_flagged(desk: PageClient, shop: Assessed) -> None:
    begin(desk, shop)
    assert "late" not in [chip.text.strip() for chip in desk.get(address(shop)).tree.all("span")]
    with transaction():
        db.session.execute(
            update(CourseClass).values(starts_at=noon(-200), ends_at=noon(-200) + timedelta(hours=2))
        )
    page = desk.get(address(shop))
    assert [chip.text.strip() for chip in page.tree.all("span")].count("late") >= 3


def test_a_registration_is_withdrawn_and_leaves_the_grid(desk: PageClient, shop: Assessed) -> None:
    first = begin(desk, shop)[0]
    page = desk.get(address(shop))
    desk.submit(page, action=f"/registration/{first}/withdrawal")
    assert states()[0][0] == "withdrawn"
    assert "Learner 0" not in desk.get(shop.grid).text


def test_a_trainer_sees_the_list_and_changes_nothing(shop: Assessed, page_client: PageClient) -> None:
    sign_in(page_client, "Mary")
    assert "Put them on the list" not in page_client.get(address(shop)).text
    assert press(page_client, address(shop)) == 403


def test_only_required_columns_without_a_source_are_missing() -> None:
    layout = profile("generic").registration
    needed = {column.source for column in layout.columns if column.is_required}
    assert missing_columns(layout, needed) == []
    assert len(missing_columns(layout, frozenset())) == sum(column.is_required for column in layout.columns)
