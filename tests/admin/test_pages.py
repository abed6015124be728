"""Every page of the administration opens for whoever may, and says so where nothing is there yet."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient

PAGES = (
    "/admin",
    "/admin/devices",
    "/admin/sites",
    "/admin/sites/coventry",
    "/admin/audit",
    "/admin/audit?check=1&verb=add_person&day=2026-11-22&who=12345",
    "/admin/health",
    "/cards",
    "/people",
    "/people?q=a%25_&role=volunteer&state=all",
    "/people/new",
    "/me",
    "/start",
    "/sign-in/site",
)


@pytest.mark.parametrize("address", PAGES)
def test_a_coordinator_opens_it(page_client: PageClient, cast: Cast, address: str) -> None:
    sign_in(page_client, "ruth")
    page_client.get(address)


def test_a_person_of_the_site_has_a_page(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ruth")
    assert page_client.get(f"/people/{cast.numbers['amina']}").heading == "Amina"


def test_an_administrator_adds_a_site(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ann")
    page = page_client.submit(
        page_client.get("/admin/sites/new"),
        {"name": "FabLab", "slug_word": "fablab", "city": "Coventry", "kind": "fablab"},
        action="/admin/sites/new",
    )
    assert page.heading == "FabLab"
