"""The pages of people on site: lists, sums, files, the fire list on screen and on paper; and what nobody else sees."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from core.clock import local_day, now, start_of_day, zone
from core.db import as_instant, fast, transaction
from core.ids import new_client_id
from core.visiting import keep_seen
from factory.programme.queries.works import work_cells, work_differences
from factory.programme.spans import Span
from factory.visits.counted import COUNTED
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.programme.year import csv_rows, pdf_text, xlsx_rows

TODAY = local_day(now())


def seen(cast: Cast, name: str, kind: str, at: datetime, work: str = "", site: str = "coventry") -> None:
    with transaction():
        keep_seen(
            event_id=new_client_id(),
            person_id=cast.people[name],
            site_id=cast.sites[site],
            kind=kind,
            at=at,
            now=now(),
            how="card",
            work=work,
        )


@pytest.fixture
def week(app: Flask, cast: Cast) -> datetime:
    """Amina two hours at the bench yesterday, Grace at the other site; Amina and Dev are in now."""
    yesterday = start_of_day(TODAY - timedelta(days=1)) + timedelta(hours=10)
    with app.app_context():
        seen(cast, "amina", "came", yesterday)
        seen(cast, "amina", "went", yesterday + timedelta(hours=2), "bench")
        seen(cast, "grace", "came", yesterday, site="wolverhampton")
        seen(cast, "grace", "went", yesterday + timedelta(hours=1), "bench", site="wolverhampton")
        seen(cast, "amina", "came", start_of_day(TODAY))
        seen(cast, "dev", "came", start_of_day(TODAY))
    return yesterday


def test_the_list_has_its_sums_and_its_files(page_client: PageClient, cast: Cast, week: datetime) -> None:
    sign_in(page_client, "ruth")
    page = page_client.get("/on-site")
    assert "Amina" in page.text and "2 h 00" in page.text and "Grace" not in page.text
    day = week.date().isoformat()
    narrowed = page_client.get(f"/on-site?first={day}&last={day}&work=bench&role=volunteer")
    assert "Amina" in narrowed.text and "Dev" not in narrowed.text
    assert "Nobody was here in these days." in page_client.get("/on-site?mark=paper&first=2001-01-01").text
    rows = csv_rows(page_client.client.get(f"/on-site.csv?first={day}&last={day}").data)
    assert [row[1] for row in rows[1:]] == ["Amina"] and rows[1][8] == "120"
    sheet = xlsx_rows(page_client.client.get(f"/on-site.xlsx?first={day}&last={day}").data)
    assert 120 in sheet[1]


def test_a_funder_reads_of_people_under_pseudonyms_alone(
    page_client: PageClient, cast: Cast, week: datetime
) -> None:
    sign_in(page_client, "farah")
    for slug in ("volunteers", "volunteer_hours", "people_taking_part"):
        told = [
            page_client.get(f"/count/{slug}/rows?site=all").text,
            page_client.client.get(f"/count/{slug}/rows.csv?site=all").get_data(as_text=True),
            str(xlsx_rows(page_client.client.get(f"/count/{slug}/rows.xlsx?site=all").data)),
        ]
        for text in told:
            assert "P-" in text
            assert not [name for name, number in cast.numbers.items() if str(number) in text]


def test_the_fire_list_is_read_on_screen_and_on_paper_and_the_look_is_noted(
    app: Flask, page_client: PageClient, cast: Cast, week: datetime
) -> None:
    sign_in(page_client, "mary")
    page = page_client.get("/on-site/now")
    assert "Amina" in page.text and "Dev" in page.text and "Grace" not in page.text
    page_client.submit(page, {"heads": "2", "way": "in"}, button="Came in")
    text = pdf_text(page_client.client.get("/on-site/now.pdf").data, pages=1)
    assert "Amina" in text and "Dev" in text and "2 visitors without a name" in text and "Grace" not in text
    with app.app_context():
        looks = fast().rows(
            "SELECT page FROM look_log WHERE subject = ? AND by_id = ?",
            (f"fire-list:{cast.sites['coventry']}", cast.people["mary"]),
        )
    assert {row[0] for row in looks} >= {"visits.show_fire_list", "visits.print_fire_list"}


def test_another_sites_coordinator_sees_nothing_of_it(
    app: Flask, page_client: PageClient, cast: Cast, week: datetime
) -> None:
    with app.app_context():
        row = fast().row("SELECT MIN(id) FROM visit WHERE person_id = ?", (cast.people["amina"],))
    assert row is not None
    sign_in(page_client, "oluwaseun")
    assert "Amina" not in page_client.get("/on-site").text
    assert "Amina" not in page_client.get("/on-site/now").text
    assert page_client.client.get(f"/on-site/{row[0]}").status_code == 404
    assert page_client.client.get(f"/on-site/people/{cast.numbers['amina']}").status_code == 404
    assert b"Amina" not in page_client.client.get("/on-site.csv?first=2000-01-01").data


def test_an_assessor_has_no_list_and_everybody_has_their_own(
    page_client: PageClient, cast: Cast, week: datetime
) -> None:
    sign_in(page_client, "nia")
    for address in ("/on-site", "/on-site/now", "/on-site/paper", "/on-site.csv"):
        assert page_client.client.get(address).status_code == 403
    assert "No visit yet." in page_client.get("/me/hours").text


def test_a_correction_is_pressed_on_the_page_and_a_wrong_one_stays_beside_its_field(
    app: Flask, page_client: PageClient, cast: Cast, week: datetime
) -> None:
    with app.app_context():
        row = fast().row("SELECT MIN(id) FROM visit WHERE person_id = ?", (cast.people["amina"],))
    assert row is not None
    sign_in(page_client, "ruth")
    address = f"/on-site/{row[0]}"
    wrong = {"came_at": "12:00", "left_at": "11:00", "work": "bench", "why": "Slip"}
    refused = page_client.submit(page_client.get(address), wrong, button="Put right", status=422)
    assert "They leave after they came" in refused.text
    page_client.submit(page_client.get(address), {**wrong, "left_at": "15:30"}, button="Put right")
    after = page_client.get(address)
    assert "3 h 30" in after.text and "Slip" in after.text and "corrected" in after.text


def test_a_line_of_a_pad_is_keyed_in_on_the_page(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ruth")
    day = (TODAY - timedelta(days=2)).isoformat()
    line = {"day": day, "came_at": "10:00", "left_at": "14:30", "work": "makeover"}
    nobody = page_client.submit(
        page_client.get("/on-site/paper"), {**line, "person": "99999X"}, button="Keep this line", status=422
    )
    assert "There is no such person here." in nobody.text
    page_client.submit(
        page_client.get("/on-site/paper"), {**line, "person": cast.numbers["tomasz"]}, button="Keep this line"
    )
    assert "Tomasz" in page_client.get(f"/on-site/paper?day={day}").text
    assert "from paper" in page_client.get("/on-site?mark=paper&first=2001-01-01").text


def test_the_indicators_count_people_once_and_hours_by_work(app: Flask, cast: Cast, week: datetime) -> None:
    with app.app_context():
        cells = work_cells(Span("own", week.date(), TODAY), now(), COUNTED)
        assert list(work_differences(now())) == []
    sums: dict[str, int] = {}
    for cell in cells:
        sums[cell.indicator] = sums.get(cell.indicator, 0) + cell.amount
    assert sums == {"people_taking_part": 3, "volunteers": 2, "volunteer_hours": 3 * 3_600_000}
    assert {cell.split for cell in cells if cell.indicator == "volunteer_hours"} == {"bench"}


def test_a_persons_page_leads_to_their_hours(page_client: PageClient, cast: Cast, week: datetime) -> None:
    sign_in(page_client, "ruth")
    number = cast.numbers["amina"]
    assert f"/on-site/people/{number}" in page_client.get(f"/people/{number}").links
    assert "2 h 00" in page_client.get(f"/on-site/people/{number}").text


def test_when_the_house_closes_is_said_in_the_sites_settings_and_estimates_follow_it(
    app: Flask, page_client: PageClient, cast: Cast
) -> None:
    sign_in(page_client, "ruth")
    page = page_client.get("/admin/sites/coventry")
    assert 'value="17:00"' in page_client.client.get("/admin/sites/coventry").get_data(as_text=True)
    page_client.submit(page, {"closes_at": "15:30"}, button="Save")
    assert 'value="15:30"' in page_client.client.get("/admin/sites/coventry").get_data(as_text=True)
    yesterday = start_of_day(TODAY - timedelta(days=1))
    with app.app_context():
        seen(cast, "dev", "came", yesterday + timedelta(hours=14))
        row = fast().row("SELECT left_at, left_how FROM visit WHERE person_id = ?", (cast.people["dev"],))
        assert row is not None
        closed = as_instant(row[0]).astimezone(zone())
        assert (closed.hour, closed.minute, row[1]) == (15, 30, "estimated")
