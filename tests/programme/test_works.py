"""The works: whatever brings its rows is summed, listed, exported, drawn and counted again in two ways."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from core.clock import local_day, now
from core.db import fast, transaction
from core.ids import new_client_id
from factory.programme.learning import EVERY
from factory.programme.models import TARGET_SLUGS
from factory.programme.queries.overview import View, overview
from factory.programme.queries.works import work_cells, work_differences
from factory.programme.services import set_target
from factory.programme.spans import Span, year_span
from factory.programme.works import PLANNED, WORKS
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.programme.year import csv_rows, pdf_text, xlsx_rows
from tests.training import scene
from training.models.delivery import CourseClass

THIS = year_span(local_day(now()))
RUN = WORKS["courses_run"]


@pytest.fixture
def taught(app: Flask, cast: Cast) -> list[str]:
    """Two workshops at Coventry and one accredited course at Wolverhampton began; one is to come, one cancelled."""
    with app.app_context():
        return [
            a_run(cast, "chairs", "coventry", -3),
            a_run(cast, "lamps", "coventry", -2),
            a_run(cast, "level", "wolverhampton", -1, accredited=True),
            a_run(cast, "coming", "coventry", 9),
            a_run(cast, "cut", "coventry", -3, state="cancelled"),
        ]


def a_run(cast: Cast, slug: str, site: str, day: int, *, accredited: bool = False, state: str = "") -> str:
    """A run whose first class is so many days from now; its number."""
    with transaction():
        version = scene.make_course(slug, title=f"Course {slug}")
        if accredited:
            fast().run("UPDATE course_version SET is_accredited = ? WHERE id = ?", (True, version.id))
        more = {"state": state} if state else {}
        run = scene.make_run(version, cast.sites[site], starts_at=scene.noon(30), **more)
        for number, meeting in enumerate(
            CourseClass.query.filter_by(run_id=run.id).order_by(CourseClass.number)
        ):
            meeting.starts_at = scene.noon(day + number)
            meeting.ends_at = meeting.starts_at + timedelta(hours=2)
        return run.number


def test_a_work_is_summed_by_month_site_and_split(app: Flask, cast: Cast, taught: list[str]) -> None:
    with app.app_context():
        count = overview(View(THIS, None, "", RUN, now()))
        assert count.sums.total("courses_run") == 3
        assert count.sums.total("courses_run", split="accredited") == 1
        assert count.sums.total("courses_run", site_id=cast.sites["coventry"]) == 2
        assert [line.done for line in count.lines if line.indicator is RUN] == [3]
        assert not work_cells(Span("own", date(2001, 1, 1), date(2001, 12, 31)), now())
        narrowed = overview(View(THIS, None, "seating", RUN, now()))
        assert not narrowed.sums.total("courses_run")


def test_its_rows_open_to_the_thing_itself_on_screen_and_in_files(
    page_client: PageClient, cast: Cast, taught: list[str]
) -> None:
    sign_in(page_client, "ruth")
    page = page_client.get("/count/courses_run/rows?site=coventry")
    assert "Course chairs" in page.text and "Course level" not in page.text and "Course cut" not in page.text
    assert f"/runs/{taught[0]}" in " ".join(page.links)
    split = page_client.get("/count/courses_run/rows?site=all&split=accredited").text
    assert "Accredited course" in split and "Course chairs" not in split
    lines = csv_rows(page_client.client.get("/count/courses_run/rows.csv?site=coventry").data)
    assert {line[0] for line in lines[1:]} == {"Course chairs", "Course lamps"}
    method = xlsx_rows(page_client.client.get("/count/courses_run/rows.xlsx?site=coventry").data, 1)
    assert ("Rows", 2) in {row[:2] for row in method}
    tables = page_client.get("/count/tables?site=all").text
    assert "Workshops and courses run by month" in tables and "Accredited course" in tables


def test_who_only_counts_sees_no_way_to_the_thing(
    page_client: PageClient, cast: Cast, taught: list[str]
) -> None:
    sign_in(page_client, "farah")
    page = page_client.get("/count/courses_run/rows?site=all")
    assert "Course chairs" in page.text and f"/runs/{taught[0]}" not in " ".join(page.links)


def test_the_funders_paper_has_a_page_of_the_works_with_their_rules(
    page_client: PageClient, cast: Cast, taught: list[str]
) -> None:
    sign_in(page_client, "ruth")
    text = pdf_text(page_client.client.get("/count/report.pdf?site=all").data)
    assert "The works as a whole" in text and "Accredited course" in text
    assert "Workshops and courses run, rule version 1" in text


def test_a_target_of_a_work_stands_against_its_pace(app: Flask, cast: Cast, taught: list[str]) -> None:
    with app.app_context():
        with transaction():
            set_target(
                indicator="courses_run",
                number=150,
                starts_on=THIS.starts_on,
                ends_on=THIS.ends_on,
                site_id=None,
                by=cast.actor("ruth"),
                at=now(),
                token=new_client_id(),
            )
        line = next(
            line for line in overview(View(THIS, None, "", RUN, now())).lines if line.indicator is RUN
        )
        assert (line.goal, line.of_all) == (150, 3)


def test_every_work_is_among_those_that_targets_may_be_of() -> None:
    assert {slug for slug, work in WORKS.items() if work.may_have_target} <= set(PLANNED)
    assert set(TARGET_SLUGS) - set(PLANNED) <= set(EVERY)


def test_sums_and_rows_of_the_works_agree_and_a_thing_counted_twice_is_found_out(
    app: Flask, cast: Cast, taught: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        assert not list(work_differences(now()))
        twice = RUN.facts + " UNION ALL " + RUN.facts
        object.__setattr__(RUN, "facts", twice)
        try:
            assert any("more than once" in line for line in work_differences(now()))
        finally:
            object.__setattr__(RUN, "facts", twice.split(" UNION ALL ")[0])
