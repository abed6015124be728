"""Figures of machines: no minute lost between hours, availability from states, files that hold what the page shows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from core.clock import local_day
from core.db import as_instant, fast, transaction
from core.ids import new_client_id
from hardware.derived import JOB_COLUMNS
from hardware.queries.utilisation import Span, Worked, hours_by_kind, hours_of_week, reliability_of, spread
from hardware.services.faults import FaultData, end_fault, report_fault
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.hardware.workshop import NINE, Workshop
from tests.pages import PageClient

HOUR_MS = 3_600_000
JANUARY = Span(date(2030, 1, 7), date(2030, 1, 13), datetime(2030, 1, 14, tzinfo=UTC))


def test_a_job_over_two_hours_is_divided_and_no_millisecond_is_lost() -> None:
    job = Worked(NINE + timedelta(minutes=30), NINE + timedelta(hours=2), 3_333_333)
    cells = spread([job])
    assert sum(map(sum, cells)) == 3_333_333
    assert cells[0][9] == 1_111_111 and cells[0][10] == 2_222_222


def test_hours_are_those_of_the_sites_clock_in_summer_too() -> None:
    noon = datetime(2030, 7, 1, 12, tzinfo=UTC)
    assert spread([Worked(noon, noon + timedelta(minutes=5), 300_000)])[0][13] == 300_000


def test_what_a_machine_worked_stands_in_its_hour_and_its_month(workshop: Workshop) -> None:
    tape = workshop.tape()
    tape.on("tomasz").run(600).off("tomasz")
    workshop.play(tape)
    site_id = workshop.cast.sites["coventry"]
    cells = hours_of_week(site_id, JANUARY)
    assert sum(map(sum, cells)) == sum(cells[0]) == cells[0][9]
    assert 590_000 <= cells[0][9] <= 610_000
    months = hours_by_kind(site_id, JANUARY)
    assert [(one.month, one.kind, one.jobs) for one in months] == [("2030-01", "Router", 1)]
    assert hours_of_week(site_id, JANUARY, code=workshop.machines["laser"].code) == [[0] * 24] * 7


def test_a_machine_that_was_out_a_day_of_seven_was_available_six(workshop: Workshop) -> None:
    code, monday = workshop.machines["router"].code, JANUARY.begin
    with transaction():
        fault = report_fault(
            by=workshop.actor("mary"),
            code=code,
            data=FaultData("smoke", is_unsafe=True),
            at=monday + timedelta(days=1),
            token=new_client_id(),
        )
        end_fault(
            by=workshop.actor("sunil"),
            token=fault.token,
            cause="wear",
            text="",
            has_test_run=True,
            at=monday + timedelta(days=2),
        )
    router = next(
        one for one in reliability_of(workshop.cast.sites["coventry"], JANUARY) if one.name == "Router"
    )
    assert router.availability is not None and abs(router.availability - 6 / 7) < 1e-9
    assert (router.faults, router.unsafe) == (1, 1)
    assert router.between_faults_ms == 6 * 24 * HOUR_MS
    assert router.down_ms == 24 * HOUR_MS


def test_a_machine_without_a_fault_has_no_time_between_faults(workshop: Workshop) -> None:
    lines = reliability_of(workshop.cast.sites["coventry"], JANUARY)
    assert {(one.availability, one.between_faults_ms) for one in lines} == {(1.0, None)}
    assert reliability_of(workshop.cast.sites["wolverhampton"], JANUARY) == []


def test_the_page_and_its_files_are_for_whoever_may_see_machines(
    page_client: PageClient, workshop: Workshop, cast: Cast
) -> None:
    sign_in(page_client, "Ruth")
    assert "How well they run" in page_client.get("/machine-use").text
    for what in ("hours", "months", "reliability"):
        body = page_client.client.get(f"/machine-use/{what}.csv").get_data().decode("utf-8-sig")
        assert len(list(csv.reader(io.StringIO(body)))) >= 1
        assert page_client.client.get(f"/machine-use/{what}.xlsx").status_code == 200
    assert page_client.client.get("/machine-use/people.csv").status_code == 404
    assert page_client.client.get("/machine-use/hours.txt").status_code == 404
    assert page_client.client.get("/machine-bookings.csv").status_code == 200


def test_a_funder_sees_how_machines_are_used_and_nobody_at_them(
    page_client: PageClient, workshop: Workshop, cast: Cast
) -> None:
    sign_in(page_client, "Farah")
    page = page_client.get("/machine-use")
    assert "How well they run" in page.text
    assert not [link for link in page.links if link.startswith("/machines")]
    for path in ("/machines", "/machines/faults", "/machines/maintenance"):
        assert page_client.client.get(path).status_code == 403, path


@pytest.mark.parametrize("month", [1, 7, 10])
def test_what_the_database_adds_up_is_what_every_job_spread_by_itself_comes_to(
    workshop: Workshop, month: int
) -> None:
    """Also over the end of an hour, of a week and of a month, and on the night on which the clock goes back."""
    chance = Random(month)
    tape = workshop.tape()
    tape.run(60)
    workshop.play(tape)
    starts = [datetime(2030, month, 31, 22, 40, tzinfo=UTC), datetime(2030, 10, 27, 0, 30, tzinfo=UTC)]
    starts += [NINE + timedelta(days=30 * (month - 1), minutes=chance.randint(0, 40_000)) for _ in range(60)]
    columns = ", ".join(
        name for name in JOB_COLUMNS if name not in ("key", "began_at", "ended_at", "busy_ms")
    )
    with transaction():
        for number, began in enumerate(starts):
            length = timedelta(seconds=chance.choice((30, 600, 3600, 9000)))
            busy = chance.randint(1, int(length / timedelta(milliseconds=1)))
            fast().run(
                f"INSERT INTO machine_job (key, began_at, ended_at, busy_ms, {columns}) "
                f"SELECT ?, ?, ?, ?, {columns} FROM machine_job WHERE key NOT LIKE 'more-%' LIMIT 1",
                (f"more-{number}", began, began + length, busy),
            )
    jobs = [
        Worked(as_instant(one[0]), as_instant(one[1]), one[2])
        for one in fast().rows("SELECT began_at, ended_at, busy_ms FROM machine_job")
    ]
    year = Span(date(2030, 1, 1), date(2030, 12, 31), datetime(2031, 1, 1, tzinfo=UTC))
    site_id = workshop.cast.sites["coventry"]
    assert hours_of_week(site_id, year) == spread(jobs)
    months: Counter[str] = Counter()
    for one in jobs:
        months[f"{local_day(one.began_at):%Y-%m}"] += one.busy_ms
    assert {one.month: one.busy_ms for one in hours_by_kind(site_id, year)} == dict(months)
