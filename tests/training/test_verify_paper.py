"""The public check: what was issued, the name masked, an edited paper told apart; nobody may try codes for ever."""

from __future__ import annotations

import logging

import pytest
from flask import Flask

from core.clock import now
from core.db import db, transaction
from core.ids import new_certificate_code, new_client_id
from core.throttle import LETTERS_OF_PAPER, PAPER_FROM_ADDRESS
from tests.cast import Cast
from tests.pages import Page, PageClient
from tests.training.paper_scene import TITLE, finished_run, issued, put_in, wants_name
from training.models.certificates import Certificate
from training.papers import ends_with, masked
from training.services.certificates import replace_certificate, revoke_certificate

NAME = "Samira Haddad / سميرة حداد"


@pytest.fixture
def paper(app_context: Flask, cast: Cast) -> Certificate:
    """Amina's certificate, under the name that she wants."""
    with transaction():
        run = finished_run(cast.sites["coventry"], trainer_id=cast.people["mary"])
        put_in(run, cast.people["amina"])
        wants_name(cast.people["amina"], NAME)
        issued(cast.actor("mary"), run, cast.numbers["amina"])
    return db.session.query(Certificate).one()


def check(browser: PageClient, code: str, letters: str = "", status: int = 200) -> Page:
    page = browser.get("/certificates/verify")
    return browser.submit(page, {"code": code, "letters": letters}, action="/verify", status=status)


# --- masking ---


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Samira Haddad", "S••• H•••"), ("سميرة", "س•••"), ("Ánh", "Á•••"), ("", ""), ("ሰላም", "ሰ•••")],
)
def test_a_name_is_masked_to_its_first_letters_whatever_its_length(name: str, shown: str) -> None:
    assert masked(name) == shown


@pytest.mark.parametrize(
    ("name", "typed", "fits"),
    [
        ("Samira Haddad", "ad", True),
        ("Samira Haddad", " A D ", True),
        ("Nguyễn Thị Ánh", "nh", True),
        ("Zażółć", "łć", True),
        ("Zażółć", "łc", True),
        ("سميرة", "رة", True),
        ("Li", "li", True),
        ("Samira Haddad", "sa", False),
        ("Samira Haddad", "d", False),
        ("Samira Haddad", "aad", False),
        ("Samira Haddad", "", False),
        ("•••", "", False),
    ],
)
def test_the_last_two_letters_are_compared_without_case_and_marks(name: str, typed: str, fits: bool) -> None:
    assert ends_with(name, typed) is fits


# --- the page ---


@pytest.mark.parametrize("shape", ["/V/{0}", "/v/{1}", "/V/{1}", "/v/{0}"])
def test_the_address_in_the_code_shows_what_was_issued_in_any_case(
    paper: Certificate, page_client: PageClient, shape: str
) -> None:
    page = page_client.get(shape.format(paper.code, paper.code.lower()))
    assert page.heading == "This paper is valid."
    for said in (TITLE, "4 hours", "Completed the course", paper.serial, "S••• H•••", "س•••"):
        assert said in page.text
    assert "Samira" not in page.text and "amira" not in page.response.get_data(as_text=True)
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.headers["Referrer-Policy"] == "same-origin"


def test_whoever_has_the_paper_sees_the_whole_name_and_tells_an_edited_one(
    paper: Certificate, page_client: PageClient
) -> None:
    page = check(page_client, paper.code.lower(), "AD")
    assert "Samira Haddad" in page.text and "سميرة حداد" in page.text
    edited = check(page_client, paper.code, "er")  # the paper in hand says "Samuel Carter"
    assert "do not end the name" in edited.heading and "S••• H•••" in edited.text
    assert "do not rely on it" in edited.text and "valid" not in edited.text
    assert TITLE in edited.text  # nor does it say another course, level or day


def test_a_replaced_paper_says_since_when_and_leads_to_no_name(
    cast: Cast, paper: Certificate, page_client: PageClient
) -> None:
    old = paper.code
    with transaction():
        new = replace_certificate(
            by=cast.actor("ruth"),
            serial=paper.serial,
            name="Samira",
            reason="",
            at=now(),
            token=new_client_id(),
        ).code
    page = page_client.get(f"/V/{old}")
    assert "was replaced" in page.heading and "Since" in page.text and new not in page.text
    assert "valid" in page_client.get(f"/V/{new}").heading


def test_a_revoked_paper_says_so_and_keeps_the_reason_inside(
    cast: Cast, paper: Certificate, page_client: PageClient
) -> None:
    with transaction():
        revoke_certificate(by=cast.actor("ruth"), serial=paper.serial, reason="a secret matter", at=now())
    page = page_client.get(f"/V/{paper.code}")
    assert "was revoked" in page.heading and "secret" not in page.text


def test_a_changed_register_is_found_out(
    paper: Certificate, page_client: PageClient, app_context: Flask
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the trigger is dropped on SQLite only")
    with transaction():
        db.session.connection().exec_driver_sql("DROP TRIGGER certificate_frozen")
        db.session.connection().exec_driver_sql(
            "UPDATE certificate SET snapshot = replace(snapshot, 'laser cutter', 'crane')"
        )
    assert "does not match our register" in page_client.get(f"/V/{paper.code}").heading


def test_an_unknown_and_a_mistyped_code_answer_alike(paper: Certificate, page_client: PageClient) -> None:
    wrong = paper.code[:-1] + ("Z" if paper.code[-1] != "Z" else "Y")
    pages = [page_client.get(f"/V/{code}", 404) for code in (new_certificate_code(), wrong, "x", "<b>")]
    assert {page.heading for page in pages} == {"No paper of ours has this code."}


@pytest.mark.parametrize("data", [{"code": ""}, {"code": "x" * 999}, {"letters": "x" * 99}])
def test_bad_input_is_refused_with_words(
    paper: Certificate, page_client: PageClient, data: dict[str, str]
) -> None:
    page = page_client.get("/certificates/verify")
    values = {"code": paper.code, **data}
    answer = page_client.submit(page, values, action="/verify", status=422)
    assert "Samira" not in answer.text


# --- guessing ---


def test_an_address_that_tries_codes_is_stopped_and_right_ones_do_not_count(
    paper: Certificate, page_client: PageClient
) -> None:
    for _ in range(PAPER_FROM_ADDRESS.count + 5):
        assert page_client.client.get(f"/V/{paper.code}").status_code == 200
    for _ in range(PAPER_FROM_ADDRESS.count):
        assert page_client.client.get(f"/V/{new_certificate_code()}").status_code == 404
    stopped = page_client.get(f"/V/{paper.code}", 429)
    assert "too many tries" in stopped.text


def test_letters_of_one_paper_are_guessed_ten_times_a_day_at_most(
    paper: Certificate, page_client: PageClient
) -> None:
    for _ in range(3):
        check(page_client, paper.code, "ad")
    for _ in range(LETTERS_OF_PAPER.count):
        check(page_client, paper.code, "zz")
    assert "Samira" not in check(page_client, paper.code, "ad", 429).text
    assert page_client.get(f"/V/{paper.code}").heading == "This paper is valid."


def test_no_name_and_no_letters_reach_a_log_or_an_address(
    paper: Certificate, page_client: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        page = check(page_client, paper.code, "ad")
    assert page.url == "/certificates/verify"
    assert "Samira" not in caplog.text and "Haddad" not in caplog.text
    assert "Samira" not in "".join(page.links)
