"""Only the kiosk's own page may talk to it: not another site's form, not a name that points here from outside."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hardware.kiosk.screen.guard import Guard, is_loopback

HERE = "127.0.0.1:8710"
OWN = {"Host": HERE, "Origin": f"http://{HERE}", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def guard() -> Guard:
    return Guard()


@pytest.fixture
def door(guard: Guard) -> FlaskClient:
    """A client of an app that has one button, with the guard before it."""
    app = Flask("kiosk")
    guard.watch(app)
    app.add_url_rule("/", view_func=lambda: "the machine", endpoint="home")
    app.add_url_rule("/done", view_func=lambda: "done", endpoint="done", methods=["POST"])
    return app.test_client()


def test_its_own_page_is_let_in(door: FlaskClient, guard: Guard) -> None:
    assert door.post("/done", headers=OWN, data={"csrf_token": guard.word}).status_code == 200
    assert door.post("/done", headers={**OWN, "X-Kiosk-Word": guard.word}).status_code == 200


@pytest.mark.parametrize(
    "stranger",
    [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": None},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999", "Sec-Fetch-Site": "same-site"},
        {"Origin": f"https://{HERE}"},
        {"Origin": None, "Sec-Fetch-Site": None},
        {"Origin": None, "Sec-Fetch-Site": "none"},
    ],
)
def test_a_page_of_another_address_is_refused_even_with_the_word(
    door: FlaskClient, guard: Guard, stranger: dict[str, str | None]
) -> None:
    headers = {name: value for name, value in {**OWN, **stranger}.items() if value is not None}
    assert door.post("/done", headers=headers, data={"csrf_token": guard.word}).status_code == 403


@pytest.mark.parametrize("word", ["", "guess", "é" * 9])
def test_a_page_that_does_not_know_the_word_is_refused(door: FlaskClient, word: str) -> None:
    assert door.post("/done", headers=OWN, data={"csrf_token": word}).status_code == 403


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8710", "127.0.0.1.evil.example", "localhost.evil.example:8710", "0.0.0.0"],
)
def test_a_name_from_outside_that_points_here_is_refused(door: FlaskClient, guard: Guard, host: str) -> None:
    rebound = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
    assert door.get("/", headers=rebound).status_code == 421
    assert door.post("/done", headers=rebound, data={"csrf_token": guard.word}).status_code == 421


def test_another_site_may_not_even_look(door: FlaskClient) -> None:
    assert door.get("/", headers={"Host": HERE, "Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert door.get("/", headers={"Host": HERE, "Sec-Fetch-Site": "none"}).status_code == 200


def test_no_method_but_looking_and_pressing_is_answered(door: FlaskClient, guard: Guard) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = door.open("/done", method=method, headers={**OWN, "X-Kiosk-Word": guard.word})
        assert answer.status_code == 403


def test_no_other_page_may_frame_it_or_read_it(door: FlaskClient) -> None:
    headers = door.get("/", headers={"Host": HERE}).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST:8710", "[::1]", "[::1]:8710"])
def test_this_computer_is_known_by_its_number_and_name(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", ":", ":8710", "[::1", "::1]", "127.0.0.1:80a", "127.0.0.1@evil.example"]
)
def test_half_an_address_is_nobodys(host: str) -> None:
    assert not is_loopback(host)
