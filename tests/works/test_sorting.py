"""Lists are sorted by their headings: by address, told to a screen reader, reached by the keyboard."""

from __future__ import annotations

import re

import pytest

from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient

LISTS = {
    "/people": ("called", "number", "site", "account"),
    "/donors": ("number", "name", "kind", "donations", "pieces"),
    "/labels": ("batch", "labels", "count", "on", "blank", "void", "missing", "made"),
    "/places": ("name", "kind", "step", "code", "pieces"),
    "/count/targets": ("counted", "where", "from", "to", "number", "set", "state"),
    "/recipients": ("name", "kind", "city", "pieces", "last"),
    "/admin/audit": ("at",),
}


@pytest.fixture
def desk(page_client: PageClient, cast: Cast) -> PageClient:
    """Ruth at her desk."""
    sign_in(page_client, "ruth")
    return page_client


def _names(desk: PageClient, address: str) -> list[str]:
    text = desk.get(address).text
    return [name for name in re.findall(r"Amina|Mary|Ruth|Tomasz", text) if name != "Ruth"]


def test_people_stand_upwards_or_downwards(desk: PageClient) -> None:
    assert _names(desk, "/people?sort=called") == ["Amina", "Mary", "Tomasz"]
    assert _names(desk, "/people?sort=-called") == ["Tomasz", "Mary", "Amina"]


def test_an_unknown_order_is_the_usual_one(desk: PageClient) -> None:
    for address in LISTS:
        assert desk.get(f"{address}?sort=-weight_of_the_moon").text == desk.get(address).text


def test_the_heading_in_force_tells_its_way_and_asks_for_the_other(desk: PageClient) -> None:
    for sort, way, further in (("called", "ascending", "-called"), ("-called", "descending", "called")):
        page = desk.get(f"/people?sort={sort}&q=a")
        body = page.response.get_data(as_text=True)
        assert re.search(rf'aria-sort="{way}"><a class="sort" href="[^"]*"', body)
        assert any(
            "q=a" in link and (f"sort={further}" in link or further == "called") for link in page.links
        )


def test_a_filter_keeps_the_order(desk: PageClient) -> None:
    assert 'name="sort" value="-number"' in desk.get("/people?sort=-number").response.get_data(as_text=True)


@pytest.mark.parametrize("address", LISTS)
def test_every_list_takes_every_order_of_its_headings(desk: PageClient, address: str) -> None:
    for key in LISTS[address]:
        desk.get(f"{address}?sort={key}")
        desk.get(f"{address}?sort=-{key}")
