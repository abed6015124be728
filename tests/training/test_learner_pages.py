"""The pages about learners take anything without falling over, and opening one changes no fact."""

from __future__ import annotations

import io

import pytest

from tests.cast import Cast
from tests.training import scene
from tests.training.conftest import Desk, Run, value
from tests.training.test_indicators import taught

GARBAGE = ("", "0", "-1", "99999999999", "R-00001", "%00", "x" * 300, "سمر", "../..", "=1+1", "2026-02-30")
READ = (
    "/learners?q={0}&state={0}&language={0}&category={0}&start={0}",
    "/learners.csv?q={0}",
    "/learners.xlsx?state={0}",
    "/learners/files?from={0}&to={0}&run={0}",
    "/learners/files/bookings.csv?from={0}&run={0}",
    "/learners/files/attendance.xlsx?to={0}",
    "/learners/files/results.csv?run={0}",
    "/count/enrolments/rows?split={0}&start={0}&site=all",
    "/next/{0}",
)


@pytest.mark.parametrize("garbage", GARBAGE)
def test_no_address_falls_over(desk: Desk, garbage: str) -> None:
    for address in READ:
        assert desk.browser.client.get(address.format(garbage)).status_code in (200, 400, 404)
    for address in (f"/learners/{garbage}", f"/learners/{garbage}/needs", f"/learners/imports/{garbage}"):
        assert desk.browser.client.get(address).status_code in (200, 308, 400, 404)


@pytest.mark.parametrize("garbage", GARBAGE)
def test_no_form_falls_over(desk: Desk, cast: Cast, garbage: str) -> None:
    number = cast.numbers["yusuf"]
    sent = {
        f"/learners/{number}/needs": ("adjustment", "speaking", "because"),
        f"/learners/{number}/record": ("born_on", "postcode", "because"),
        f"/learners/{number}/uln": ("uln", "because"),
        f"/learners/{number}/needs/erase": ("because",),
        "/learners/imports": ("kind",),
        "/helping": ("person", "kind", "run", "learner", "about", "done_on", "minutes"),
        "/outcomes/asks": ("token",),
        "/outcomes/1/0": ("step",),
        "/mine/next": ("step",),
        "/next/1-0-x": ("step",),
    }
    for address, names in sent.items():
        page = desk.browser.client.get("/learners").get_data(as_text=True)
        token = page.split('name="csrf_token" value="')[1].split('"')[0] if "csrf_token" in page else ""
        body: dict[str, object] = {name: garbage for name in names} | {"csrf_token": token}
        if address == "/learners/imports":
            body["sheet"] = (io.BytesIO(garbage.encode()), "x.csv")
        answer = desk.browser.client.post(address, data=body)
        assert answer.status_code in (200, 303, 400, 403, 404, 422), (address, answer.status_code)


def test_opening_a_page_changes_no_fact(desk: Desk, cast: Cast, run: Run) -> None:
    from core.db import transaction

    with transaction():
        people = scene.make_learners(cast.sites["coventry"], 2)
        number = people[0].number
    taught(cast, "cnc", "digital_fabrication", people)
    tables = (
        "audit_line",
        "booking",
        "next_step",
        "learner_needs",
        "training_import",
        "outbox_message",
        "help_time",
    )
    before = [value(f"SELECT COUNT(*) FROM {table}") for table in tables]
    for address in (
        "/learners",
        f"/learners/{number}",
        f"/learners/{number}/needs",
        f"/learners/{number}/record",
        f"/learners/{number}/uln",
        "/learners/imports",
        "/learners/files",
        "/outcomes",
        "/helping",
        "/mine/kept",
        "/mine/next",
        "/count?site=all",
    ):
        desk.get(address)
    assert before == [value(f"SELECT COUNT(*) FROM {table}") for table in tables]
