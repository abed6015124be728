"""The audit trail is read as sentences, is narrowed as one asks, and leads to what it speaks of."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient


@pytest.fixture
def desk(page_client: PageClient, cast: Cast) -> PageClient:
    """Ruth at her desk; she changed Amina's address and Tomasz's name."""
    sign_in(page_client, "ruth")
    amina, tomasz = (f"/people/{cast.numbers[who]}" for who in ("amina", "tomasz"))
    page_client.submit(page_client.get(amina), {"email": "amina@example.org"}, action=f"{amina}/contact")
    page_client.submit(page_client.get(tomasz), {"called": "Tomek"}, action=f"{tomasz}/name")
    return page_client


def test_a_line_says_what_was_done_and_to_whom(desk: PageClient, cast: Cast) -> None:
    text = desk.get("/admin/audit").text
    assert "Changed how to reach a person" in text
    assert "Person Amina" in text
    assert "set_contact" not in text
    assert f"person:{cast.numbers['amina']}" not in text


def test_a_subject_and_a_person_lead_to_their_pages(desk: PageClient, cast: Cast) -> None:
    links = desk.get("/admin/audit?verb=set_contact").links
    assert f"/people/{cast.numbers['amina']}" in links
    assert f"/people/{cast.numbers['ruth']}" in links


def test_it_is_narrowed_by_verb(desk: PageClient) -> None:
    text = desk.get("/admin/audit?verb=name_person").text
    assert "Person Tomek" in text
    assert "Person Amina" not in text


def test_it_is_narrowed_by_subject_with_or_without_its_kind(desk: PageClient, cast: Cast) -> None:
    for said in (f"person:{cast.numbers['amina']}", cast.numbers["amina"]):
        text = desk.get(f"/admin/audit?subject={said}").text
        assert "Person Amina" in text
        assert "Person Tomek" not in text


def test_it_is_narrowed_by_person(desk: PageClient, cast: Cast) -> None:
    assert "Person Amina" in desk.get(f"/admin/audit?who={cast.numbers['ruth']}").text
    assert "No line fits these filters." in desk.get(f"/admin/audit?who={cast.numbers['amina']}").text


def test_the_oldest_line_comes_first_on_demand(desk: PageClient) -> None:
    newest = desk.get("/admin/audit")
    assert "sort=at" in " ".join(newest.links)
    oldest = desk.get("/admin/audit?sort=at").text
    assert oldest.index("Person Amina") < oldest.index("Person Tomek")
    assert newest.text.index("Person Tomek") < newest.text.index("Person Amina")


def test_the_trail_as_filtered_is_a_file_that_names_nobody(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ruth")
    page_client.get(f"/people/{cast.numbers['amina']}")
    answer = page_client.client.get("/admin/audit.csv?verb=add_person")
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert answer.status_code == 200
    assert len(lines) > 5
    assert "Amina" not in answer.get_data(as_text=True)
    assert page_client.client.get("/admin/audit.exe").status_code == 404
