"""Bad input: every address and form of the front desk and the administration, fed nonsense, answers in words."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.audit import broken_lines
from tests.cast import Cast
from tests.front_desk.access_matrix import PLACE, cells
from tests.front_desk.doors import API, post_api, sign_in
from tests.pages import PageClient, fields_of

OURS = ("front_desk.", "admin.")
# fmt: off
FIELDS = [
    "login", "password", "back", "card", "number", "pin", "code", "name", "called", "full_name",
    "language", "role", "site", "starts_on", "ends_on", "kind", "source", "email", "phone", "how",
    "act", "count", "q", "state", "after", "verb", "subject", "who", "day", "before", "slug_word",
    "city", "days_stored", "hidden_steps", "is_active", "shows_english", "theme", "notice_how",
    "avatar", "token", "old", "step",
]
# fmt: on
NASTY = st.one_of(
    st.sampled_from(
        [
            "",
            "'; DROP TABLE person;--",
            "<script>alert(1)</script>",
            "{{7*7}}",
            "%(x)s %s %n",
            "../../etc/passwd",
            "9" * 40,
            "-1",
            "1e999",
            "\u202egnp.exe",
            "\u200f\u0007\u001b[31m",
            "ا" * 500,
            "0001-01-01",
            "9999-12-31",
            "2026-02-30",
            "ECO:" + "0" * 26,
            "=1+1",
            "\r\nSet-Cookie: a=b",
        ]
    ),
    st.text(max_size=60),
)
QUIET = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def ann(page_client: PageClient, cast: Cast) -> PageClient:
    """Ann, who may open everything."""
    sign_in(page_client, "ann")
    return page_client


def _encodable(value: str) -> str:
    return value.encode("utf-8", "replace").decode()


@QUIET
@given(values=st.dictionaries(st.sampled_from(FIELDS), NASTY, max_size=12), part=NASTY)
def test_forms_and_addresses_answer_nonsense_in_words(
    app: Flask, ann: PageClient, cast: Cast, values: dict[str, str], part: str
) -> None:
    token = fields_of(ann.get("/people/new").form("/people/new"))["csrf_token"]
    sent = {name: _encodable(value) for name, value in values.items()}
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith(OURS) or rule.endpoint.endswith(("sign_out", "pair_this_browser")):
            continue
        address = PLACE.sub("7", rule.rule.replace("<number>", cast.numbers["tomasz"]))
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            more: dict[str, Any] = (
                {"query_string": sent} if method == "GET" else {"data": {**sent, "csrf_token": token}}
            )
            answer = ann.client.open(address, method=method, **more)
            assert answer.status_code < 500, (method, address, sent, answer.get_data(as_text=True)[:300])
    assert ann.client.get(f"/people/{_encodable(part)[:40].strip('/.') or 'x'}").status_code < 500


@QUIET
@given(
    body=st.one_of(
        st.dictionaries(
            st.sampled_from(
                ["card", "number", "pin", "id", "proof", "at", "now", "language", "called", "notice"]
            ),
            st.one_of(
                NASTY,
                st.integers(),
                st.none(),
                st.lists(st.integers(), max_size=3),
                st.floats(allow_nan=False),
            ),
        ),
        st.lists(st.integers(), max_size=3),
        st.integers(),
        st.none(),
    )
)
def test_the_tablets_script_is_answered_in_words(tablet: Any, cast: Cast, body: Any) -> None:
    for end in ("sign-in/card", "sign-in/pin", "sign-in/confirm", "sign-in/together", "newcomers"):
        answer = tablet.post(f"/api/v1/{end}", json=body, headers=API)
        assert answer.status_code < 500 and answer.is_json, (end, body)


def test_nothing_that_was_refused_broke_the_trail(app: Flask, tablet: Any, cast: Cast) -> None:
    for text in ("x", "ECO:" + "Z" * 26, "\u0000"):
        assert post_api(tablet, "sign-in/card", {"card": text}).status_code in (400, 403, 422)
    with app.app_context():
        assert list(broken_lines()) == []


def test_every_route_of_ours_was_asked(app: Flask) -> None:
    """The walk above takes its addresses from the app, so a new route is fed as well."""
    assert len([cell for cell in cells(app) if cell[0].startswith(OURS)]) >= 65
