"""The street door: hosts, plain http, headers on every answer, cookies, errors in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from flask import Flask

from core.config import Settings
from core.guards import policy
from factory.app import create_app
from factory.headers import CAMERA_ENDPOINTS
from tests.cast import PASSWORD, Cast
from tests.front_desk.doors import sign_in
from tests.pages import Client, PageClient, fields_of

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ANSWERS = (
    "/",
    "/sign-in",
    "/nothing",
    "/healthz",
    "/static/css/tokens.css",
    "/static/nothing.css",
    "/api/v1/me",
)


@pytest.mark.parametrize("address", ANSWERS)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_every_answer_carries_the_headers(client: Client, address: str, method: str) -> None:
    answer = client.open(address, method=method, base_url="https://eco.example")
    for name, value in EVERYWHERE.items():
        assert answer.headers[name] == value
    words = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in words and "unsafe-inline" not in words and "'unsafe-eval'" not in words
    assert "camera=(self)" in answer.headers["Permissions-Policy"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert answer.status_code < 500


def test_only_pages_with_a_camera_may_compile_the_decoder(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ruth")
    assert "wasm" not in page_client.get("/people").response.headers["Content-Security-Policy"]
    assert "front_desk.choose_person" in CAMERA_ENDPOINTS


def test_each_camera_endpoint_is_one_of_the_app(built_app: Flask) -> None:
    assert set(built_app.view_functions) >= CAMERA_ENDPOINTS


def test_personal_pages_are_not_kept_by_the_browser(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ruth")
    for address in ("/me", "/people", f"/people/{cast.numbers['amina']}"):
        assert "no-store" in page_client.get(address).response.headers["Cache-Control"]


def test_static_files_with_their_hash_are_kept_for_ever(client: Client) -> None:
    assert "immutable" in client.get("/static/css/tokens.css?v=1").headers["Cache-Control"]
    assert client.get("/static/css/tokens.css").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "host", ["evil.example", "eco.example.evil.example", "eco.example@evil.example", "", "127.0.0.1.evil"]
)
@pytest.mark.parametrize("address", ["/", "/sign-in", "/static/css/tokens.css", "/api/v1/me", "/nothing"])
def test_another_host_is_not_answered(client: Client, host: str, address: str) -> None:
    answer = client.get(address, base_url="https://eco.example", headers={"Host": host})
    assert answer.status_code == 400 and "evil" not in answer.get_data(as_text=True)


def test_plain_http_from_another_machine_learns_how_to_get_https(page_client: PageClient) -> None:
    for host in ("192.168.1.5:8000", "eco.example"):
        page = page_client.get("/sign-in", 400, headers={"Host": host})
        assert "https://" in page.text and "lock" in page.text
        sheets = [link.get("href") for link in page.tree.all("link", rel="stylesheet")]
        pictures = [image.get("src") for image in page.tree.one("main").all("img")]
        assert sheets and pictures
        for address in (*sheets, *pictures):
            dressed = page_client.client.get(address, headers={"Host": host})
            assert dressed.status_code == 200 and "Set-Cookie" not in dressed.headers
        assert page_client.client.post(sheets[0], headers={"Host": host}).status_code == 400


def test_cookies_carry_the_host_prefix_over_https(client: Client, cast: Cast) -> None:
    answer = client.get("/sign-in", base_url="https://eco.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-eco=") and "Secure" in cookie and "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie and "Path=/" in cookie and "Domain" not in cookie
    signature = cookie.split(";")[0].rpartition(".")[2]
    assert len(signature) == 43, "HMAC-SHA-256 in base64"


def test_forwarded_headers_are_ignored_until_a_proxy_is_configured(client: Client) -> None:
    spoofed = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "eco.example", "Host": "192.168.1.5"}
    assert client.get("/sign-in", headers=spoofed).status_code == 400


def test_a_configured_proxy_is_believed_for_one_hop(settings: Settings) -> None:
    from dataclasses import replace

    app = create_app(replace(settings, proxy_hops=1))
    browser = app.test_client()
    headers = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "eco.example",
        "X-Forwarded-For": "1.2.3.4, 5.6.7.8",
    }
    assert browser.get("/static/css/tokens.css", headers=headers).status_code == 200
    assert (
        browser.get("/static/css/tokens.css", headers={**headers, "X-Forwarded-Host": "evil"}).status_code
        == 400
    )


@pytest.mark.parametrize("text", ["%00", "a%00b"])
def test_text_that_nobody_can_keep_is_refused(client: Client, text: str) -> None:
    assert client.get(f"/sign-in?back={text}").status_code == 400
    assert client.get(f"/who/{text}").status_code == 404


def test_a_form_without_its_token_writes_nothing(client: Client, cast: Cast) -> None:
    values = {"login": "ruth", "password": PASSWORD}
    answer = client.post("/sign-in", data=values)
    assert answer.status_code == 400 and "gone stale" in answer.get_data(as_text=True)
    assert client.get("/me").status_code == 303


def test_too_large_a_body_is_refused_in_words(client: Client, cast: Cast) -> None:
    answer = client.post(
        "/language", data=b"x" * (21 * 1024 * 1024), content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413


@pytest.fixture
def broken(settings: Settings) -> Iterator[tuple[Flask, list[Exception]]]:
    """An app with one view that fails as it is told."""
    app, told = create_app(settings), []

    def fail() -> str:
        raise told[0]

    app.add_url_rule("/broken", "broken", policy("public")(fail))
    app.add_url_rule("/api/v1/broken", "broken_api", policy("public")(fail))
    yield app, told


@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (sqlite3.OperationalError("database or disk is full"), 507),
        (sqlite3.OperationalError("database is locked"), 503),
        (OSError(28, "No space left on device"), 507),
        (OverflowError("Python int too large to convert to SQLite INTEGER"), 400),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"), 400),
        (sqlite3.IntegrityError("UNIQUE constraint failed"), 409),
        (RuntimeError("a fault of ours"), 500),
    ],
)
def test_what_breaks_is_said_in_words(
    app: Flask, broken: tuple[Flask, list[Exception]], problem: Exception, status: int
) -> None:
    planted, told = broken
    told.append(problem)
    page = planted.test_client().get("/broken")
    assert page.status_code == status
    assert "Traceback" not in page.text and str(problem) not in page.text
    answer = planted.test_client().get("/api/v1/broken")
    assert answer.status_code == status and answer.json is not None and answer.json["error"]["message"]


@pytest.mark.parametrize(
    "problem",
    [
        RuntimeError("Amina 402718\n2026-11-27 signed in: ann"),
        sqlite3.OperationalError("no such table: Amina 402718"),
        ValueError("invalid literal for int(): 'Amina 402718'"),
    ],
)
def test_the_log_says_where_it_broke_and_no_word_of_what_was_typed(
    broken: tuple[Flask, list[Exception]],
    problem: Exception,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    planted, told = broken
    told.append(problem)
    assert (
        planted.test_client().get("/broken?q=Amina%0aforged", headers={"Cookie": "x=402718"}).status_code
        == 500
    )
    written = capsys.readouterr().err
    assert "GET broken broke" in written and "test_doors.py" in written and type(problem).__name__ in written
    assert not any(word in written for word in ("Amina", "402718", "signed in", "forged"))
    assert "402718" in caplog.text, "the control: a handler of the usual kind tells the error's own words"


@pytest.mark.parametrize(
    "address",
    [
        "/static/",
        "/static/css/",
        "/.git/config",
        "/static/../.git/config",
        "/static/%2e%2e/core/config.py",
        "/static/..%2f..%2fetc%2fpasswd",
        "/static//etc/passwd",
        "/wsgi.py",
        "/eco.sqlite3",
    ],
)
def test_no_folder_is_listed_and_nothing_beside_the_static_files_is_served(
    client: Client, address: str
) -> None:
    answer = client.get(address, base_url="https://eco.example")
    assert (
        answer.status_code in (303, 308, 404) and b"import" not in answer.data and b"root:" not in answer.data
    )


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND"])
def test_methods_that_nothing_needs_are_refused(client: Client, method: str) -> None:
    answer = client.open("/sign-in", method=method, base_url="https://eco.example")
    assert answer.status_code == 405 and "Host" not in answer.get_data(as_text=True)


def test_no_environment_turns_the_framework_to_debugging(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    assert Flask("control").debug
    app = create_app(settings)
    assert not app.debug and not app.testing and not app.config["PROPAGATE_EXCEPTIONS"]


def test_the_error_pages_are_proper_pages(page_client: PageClient, cast: Cast) -> None:
    assert page_client.get("/nothing", 404).heading == "There is nothing at this address."
    sign_in(page_client, "farah")
    assert page_client.get("/people", 403).heading == "This is not open to you."


def test_language_is_the_persons_then_the_tablets_then_the_browsers(
    page_client: PageClient, cast: Cast
) -> None:
    page = page_client.get("/sign-in", headers={"Accept-Language": "ar,en;q=0.5"})
    assert (page.tree.one("html").get("lang"), page.tree.one("html").get("dir")) == ("ar", "rtl")
    values = {**fields_of(page.form("/language")), "language": "pl", "back": "/sign-in"}
    page = page_client.post("/language", values, headers={"Accept-Language": "ar"})
    assert page.tree.one("html").get("lang") == "pl"
    sign_in(page_client, "ruth")
    assert page_client.get("/me").tree.one("html").get("lang") == "en"


def test_a_language_nobody_has_is_refused(page_client: PageClient) -> None:
    page = page_client.get("/sign-in")
    page_client.post("/language", {**fields_of(page.form("/language")), "language": "xx"}, 422)


def test_choosing_dark_is_kept_with_the_person(page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ruth")
    page = page_client.submit(page_client.get("/me"), {"theme": "dark"}, action="/appearance")
    assert page.tree.one("html").get("data-theme") == "dark"
    page = page_client.submit(page, action="/sign-out")
    sign_in(page_client, "ruth")
    assert page_client.get("/me").tree.one("html").get("data-theme") == "dark"
