"""Whatever is sent to the room's forms, the answer is a page with words: never a 500, never another site's row."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.ids import new_client_id
from tests.front_desk.doors import sign_in
from tests.inventory.conftest import Desk
from tests.pages import PageClient

NAMES = (
    "codes", "to", "step", "place", "kg", "category", "title", "donation", "supplier", "batch", "fire_test", "gate",
    "reason", "destination", "organisation_id", "household", "makeover_id", "terms", "price", "event", "new_code",
    "question", "answer", "tested_on", "shelf", "name", "kind", "email", "phone", "given_on", "code", "city", "note",
    "stationery", "count", "start", "printer", "x", "y", "column_code", "is_approved", "confirmed", "waste_note",
)  # fmt: skip
HOSTILE = (
    "", "0", "-1", "9" * 60, "1e400", "NaN", "\u202e\u0000"[:1], "<script>alert(1)</script>", "=1+1", "x" * 20_000, "٣",
    "../../etc/passwd", "' OR 1=1 --", "\ud7ff", "1990-13-45", "🪑" * 300, "[]", "{}", "true", "other", "yes", "stored",
)  # fmt: skip


def writes(app: Flask, code: str) -> Iterator[str]:
    """The address of every form of the room, with real and with foreign names in it."""
    fill = {
        "code": code,
        "batch_id": "1",
        "import_id": "1",
        "photo_id": "x",
        "number": "D-00001",
        "event_id": "x",
        "door": "join",
        "message_id": "1",
        "group": "organisations",
        "recipient_id": "1",
    }
    for rule in app.url_map.iter_rules():
        is_form = rule.endpoint.startswith("inventory.") and "POST" in (rule.methods or ())
        if not is_form or rule.rule.startswith("/api/"):
            continue
        for values in (fill, dict.fromkeys(fill, "ZZZZZZZ"), dict.fromkeys(fill, "9" * 30)):
            with app.test_request_context():
                names = {name: values[name] for name in rule.arguments}
                if {"batch_id", "import_id", "message_id", "recipient_id"} & set(names) and not all(
                    v.isdigit() for v in names.values()
                ):
                    continue
                _, path = rule.build(
                    {
                        name: int(v)
                        if "_id" in name
                        and v.isdigit()
                        and name in ("batch_id", "import_id", "message_id", "recipient_id")
                        else v
                        for name, v in names.items()
                    }
                ) or ("", "")
                yield path


def send(desk: Desk, url: str, csrf: str, data: dict[str, Any]) -> int:
    sent = {"csrf_token": csrf, "token": new_client_id(), **data}
    answer = desk.browser.client.post(url, data=sent, content_type="multipart/form-data")
    assert answer.status_code < 500, (url, data, answer.get_data(as_text=True)[:400])
    return answer.status_code


@pytest.mark.slow
def test_every_form_answers_hostile_values_with_words(desk: Desk, app: Flask) -> None:
    code = desk.scene.bring("received")
    csrf = desk.get("/places").tree.all("input", name="csrf_token")[0].get("value")
    for turn, url in enumerate(writes(app, code)):
        for value in (HOSTILE[turn * step % len(HOSTILE)] for step in (1, 5)):
            files = {name: (io.BytesIO(value.encode()), "x.jpg") for name in ("picture", "sheet")}
            send(desk, url, csrf, {**dict.fromkeys(NAMES, value), **files})


def test_a_form_without_any_field_is_answered_with_words(desk: Desk, app: Flask) -> None:
    code = desk.scene.bring("received")
    csrf = desk.get("/places").tree.all("input", name="csrf_token")[0].get("value")
    for url in writes(app, code):
        send(desk, url, csrf, {})


def test_a_form_without_its_csrf_token_is_refused(desk: Desk, app: Flask) -> None:
    code = desk.scene.bring("received")
    for url in writes(app, code):
        answer = desk.browser.client.post(url, data={"token": new_client_id(), "to": "checked"})
        assert answer.status_code in (400, 404), url
    assert desk.scene.stage(code) == "received"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), sort=st.text(max_size=12), after=st.text(max_size=40))
def test_any_text_in_an_address_is_an_answer(desk: Desk, text: str, sort: str, after: str) -> None:
    for path in ("/pieces", "/pieces/board", "/search"):
        asked = {
            "q": text,
            "sort": sort,
            "after": after,
            "before": text,
            "place": text,
            "donor": text,
            "piece": text,
        }
        assert desk.browser.client.get(path, query_string=asked).status_code in (200, 303, 400)


def test_another_sites_coordinator_sees_and_changes_none_of_our_registers(
    desk: Desk, new_page_client: Any
) -> None:
    desk.browser.submit(desk.get("/donors/new"), {"name": "Mrs Ashworth"}, action="/donors/new")
    other: PageClient = new_page_client()
    sign_in(other, "Oluwaseun")
    assert "Mrs Ashworth" not in other.get("/search?q=Ashworth").text
    for url in ("/donors/D-00001", "/places/COV-A1", "/labels/batches/1", "/labels/batches/1.pdf"):
        assert other.client.get(url).status_code == 404, url
