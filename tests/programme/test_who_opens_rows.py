"""Totals are for everybody who counts; rows open by site and by role, and for funders without codes."""

from __future__ import annotations

import pytest
from flask import Flask

from core.clock import now
from factory.programme.queries.rows import pseudonym
from factory.programme.queries.scope import first_site, row_scope
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.programme.year import Year, csv_rows

SPAN = "span=year-2025&site=all"
ROWS = f"/count/pieces_upcycled/rows?{SPAN}"
SIX_AT_COVENTRY = 5


def codes_at(year: Year, app: Flask, site: str) -> set[str]:
    """The codes of the pieces of a site."""
    from core.db import fast

    with app.app_context():
        rows = fast().rows("SELECT code FROM piece WHERE site_id = ?", (year.cast.sites[site],))
    return {row[0] for row in rows}


def test_a_coordinator_sees_her_own_site_first_and_the_totals_of_all(
    page_client: PageClient, year: Year
) -> None:
    sign_in(page_client, "ruth")
    assert "Coventry" in page_client.get("/count?span=year-2025").tree.all("summary")[1].text
    assert "8 of 10 at all sites" in page_client.get("/count?span=year-2025").text


def test_a_coordinator_opens_no_row_of_another_site(page_client: PageClient, year: Year, app: Flask) -> None:
    sign_in(page_client, "ruth")
    page = page_client.get(ROWS)
    assert not any(code in page.text for code in codes_at(year, app, "wolverhampton"))
    assert "3 more at sites whose rows are not open to you" in page.text
    other = page_client.get("/count/pieces_upcycled/rows?span=year-2025&site=wolverhampton")
    assert "No row is open to you here" in other.text
    rows = csv_rows(page_client.client.get(f"/count/pieces_upcycled/rows.csv?{SPAN}").data)[1:]
    assert {row[0] for row in rows} <= codes_at(year, app, "coventry") and rows


def test_a_coordinator_of_the_other_site_sees_the_other_half(
    page_client: PageClient, year: Year, app: Flask
) -> None:
    sign_in(page_client, "oluwaseun")
    page = page_client.get(ROWS)
    assert not any(code in page.text for code in codes_at(year, app, "coventry"))
    assert sum(code in page.text for code in codes_at(year, app, "wolverhampton")) == 3


def test_a_funder_sees_every_row_without_codes_or_links(
    page_client: PageClient, year: Year, app: Flask
) -> None:
    sign_in(page_client, "farah")
    page = page_client.get(ROWS)
    every = codes_at(year, app, "coventry") | codes_at(year, app, "wolverhampton")
    assert not any(code in page.response.get_data(as_text=True) for code in every)
    assert page.text.count("R-") == 8 and not any("/pieces/" in link for link in page.links)
    again = csv_rows(page_client.client.get(f"/count/pieces_upcycled/rows.csv?{SPAN}").data)[1:]
    assert len({row[0] for row in again}) == 8 and all(row[0].startswith("R-") for row in again)


def test_a_funder_cannot_sort_by_code(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "farah")
    page_client.get(f"{ROWS}&sort=code", status=422)


def test_an_administrator_opens_all_rows(page_client: PageClient, year: Year) -> None:
    sign_in(page_client, "ann")
    page = page_client.get(ROWS)
    assert "not open to you" not in page.text
    assert page.text.count("Coventry") >= SIX_AT_COVENTRY


@pytest.mark.parametrize("who", ["petra", "sunil", "marek"])
def test_others_do_not_enter(page_client: PageClient, cast: Cast, who: str) -> None:
    sign_in(page_client, who)
    page_client.get("/count", status=403)
    assert page_client.client.get("/count/tables.xlsx").status_code == 403


def test_a_stranger_is_asked_to_sign_in(page_client: PageClient, cast: Cast) -> None:
    assert page_client.client.get("/count").status_code == 303
    assert page_client.client.get("/count/report.pdf").status_code == 303


def test_what_could_still_change_is_not_for_funders(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "farah")
    assert "What could still change" not in page_client.get("/count").text
    page_client.get("/count/open-ends", status=403)


@pytest.mark.parametrize(
    ("who", "named", "masked"),
    [
        ("ruth", {"coventry"}, set()),
        ("mary", set(), {"coventry"}),
        ("farah", set(), {"coventry", "wolverhampton"}),
        ("ann", {"coventry", "wolverhampton"}, set()),
        ("amina", set(), set()),
    ],
)
def test_scope_follows_the_roles(cast: Cast, app: Flask, who: str, named: set[str], masked: set[str]) -> None:
    with app.app_context():
        scope = row_scope(cast.actor(who), now())
    by_id = {number: slug for slug, number in cast.sites.items()}
    assert {by_id[site] for site in scope.named} == named
    assert {by_id[site] for site in scope.masked} == masked


def test_a_card_alone_opens_nothing(cast: Cast, app: Flask) -> None:
    with app.app_context():
        by = cast.actor("ruth", strength="card")
        assert not row_scope(by, now()).sites and first_site(by, now()) is None


def test_pseudonyms_depend_on_the_house() -> None:
    assert pseudonym(1, b"a") == pseudonym(1, b"a") != pseudonym(1, b"b")
