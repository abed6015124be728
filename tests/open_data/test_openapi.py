"""The OpenAPI document says what the endpoints really answer, and what they answer is no person's."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from core.clock import local_day, now
from core.db import fast
from factory.open_data.openapi import endpoints_of
from factory.programme.spans import year_span
from tests.every_route.house import House
from tests.open_data.shapes import faults
from tests.open_data.test_keys import a_key, ask
from tests.pages import Client, PageClient
from tests.programme.year import EXPECTED, YEAR, Year

SPAN = f"from={YEAR.starts_on}&to={YEAR.ends_on}"


def shape_of(document: dict[str, Any], path: str, code: str = "200") -> dict[str, Any]:
    answer: dict[str, Any] = document["paths"][path]["get"]["responses"][code]["content"]["application/json"]
    schema: dict[str, Any] = answer["schema"]
    return schema


def test_every_endpoint_answers_in_the_shape_that_it_declares(house: House, app: Flask) -> None:
    client = house.askers["builder"].client(app)
    document = client.get("/api/v1/openapi.json").get_json()
    assert document["openapi"] == "3.1.0" and len(document["paths"]) == 6
    real = house.real["coventry"]
    asked = {
        "/api/v1/open/figures/{slug}": ["grams_kept", "trained_digital", "machine_hours", "courses_run"],
        "/api/v1/open/pieces/{code}": [real["given"]],
    }
    for path in document["paths"]:
        for value in asked.get(path, [""]):
            answer = client.get(path.replace("{slug}", value).replace("{code}", value))
            assert answer.status_code == 200, path
            found = answer.get_json()
            assert list(faults(found, shape_of(document, path), document)) == [], path
            assert any(found.values()), f"{path} shows nothing to check"
        wrong = client.get(f"{path.replace('{slug}', 'no').replace('{code}', 'no')}?after=!&span=never")
        if wrong.status_code != 200:
            assert (
                list(faults(wrong.get_json(), shape_of(document, path, str(wrong.status_code)), document))
                == []
            )


def test_the_check_sees_what_is_not_declared() -> None:
    """The control of the test above."""
    schema = {
        "type": "object",
        "properties": {"a": {"type": ["integer", "null"]}, "b": {"type": "string", "format": "date"}},
        "required": ["a", "b"],
        "additionalProperties": False,
    }
    assert list(faults({"a": None, "b": "2026-01-01"}, schema, {})) == []
    for wrong in (
        {"a": 1},
        {"a": "1", "b": "2026-01-01"},
        {"a": 1, "b": "x"},
        {"a": 1, "b": "2026-01-01", "c": 1},
    ):
        assert list(faults(wrong, schema, {})) != []
    assert list(faults(1, {"type": "integer", "maximum": 0}, {})) == ["$: maximum is not checked"]


def test_the_document_and_the_page_name_every_endpoint(page_client: PageClient, app: Flask) -> None:
    with app.app_context():
        paths = {one.path for one in endpoints_of(app)}
    assert set(page_client.client.get("/api/v1/openapi.json").get_json()["paths"]) == paths
    page = page_client.get("/api")
    assert all(path in page.text for path in paths) and "120 a minute" in page.text


def test_what_cannot_be_read_and_what_comes_too_often_are_in_the_document(
    open_year: Year, client: Client
) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    key = a_key(open_year.cast)
    unread = ask(client, key, "courses?language=%00")
    assert unread.status_code == 400
    assert list(faults(unread.get_json(), shape_of(document, "/api/v1/open/courses", "400"), document)) == []
    answers = document["paths"]["/api/v1/open/courses"]["get"]["responses"]
    assert answers["429"]["headers"]["Retry-After"]["schema"] == {"type": "integer"}


def test_figures_are_those_of_the_count(open_year: Year, client: Client) -> None:
    key = a_key(open_year.cast)
    found = ask(client, key, f"figures/pieces_upcycled?{SPAN}").get_json()
    assert found["total"] == EXPECTED["pieces_upcycled"] == sum(one["amount"] for one in found["by_site"])
    given = ask(client, key, f"figures/pieces_given_out?{SPAN}").get_json()
    assert sum(one["amount"] for one in given["by_part"]) == EXPECTED["pieces_given_out"]


def test_counts_of_people_are_of_this_year_only_and_small_ones_are_null(house: House, app: Flask) -> None:
    client = house.askers["builder"].client(app)
    for span in ("span=month-2026-05", "span=year-2019", "from=2020-01-01&to=2020-02-01"):
        refused = client.get(f"/api/v1/open/figures/completed?{span}")
        assert (
            refused.status_code == 422 and "present programme year" in refused.get_json()["error"]["message"]
        )
    with app.app_context():
        year = year_span(local_day(now()))
        assert fast().row("SELECT 1") is not None
    for slug in ("completed", "trained_digital", "trained_painting", "enrolments"):
        found = client.get(f"/api/v1/open/figures/{slug}").get_json()
        assert found["starts_on"] == year.starts_on.isoformat() and found["by_part"] == []
        shown = [one["amount"] for one in found["by_site"]] + [found["total"]]
        assert all(amount is None or amount == 0 or amount >= 5 for amount in shown), (slug, shown)


@pytest.mark.parametrize("address", ["pieces", "courses", "machines", "indicators"])
def test_nobodys_name_or_number_is_told(house: House, app: Flask, address: str) -> None:
    told = house.askers["builder"].client(app).get(f"/api/v1/open/{address}").get_data(as_text=True)
    with app.app_context():
        rows = fast().rows("SELECT p.number, n.called FROM person p JOIN person_name n ON n.person_id = p.id")
    for number, called in rows:
        assert not re.search(rf"\b{number}\b", told) and f'"{called}"' not in told
