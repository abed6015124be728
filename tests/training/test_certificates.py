"""Certificates: earned, frozen, numbered without gaps, replaced under another name, revoked with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.clock import now
from core.db import db, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import (
    CERTIFICATE_LENGTH,
    check_character,
    new_certificate_code,
    new_client_id,
    read_certificate_code,
)
from core.people import Person
from core.people_services import name_person
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.training.paper_scene import finished_run, issued, put_in, wants_name
from training.models.certificates import Certificate
from training.models.delivery import Run
from training.papers import centre_title, name_lines, paper_hash
from training.queries.certificates import PaperLine, RegisterFilter, certificate_by_serial, register_of
from training.services.certificates import (
    issue_certificate,
    issue_for_run,
    replace_certificate,
    revoke_certificate,
)


@pytest.fixture
def run(app_context: Flask, cast: Cast) -> Run:
    """A run in Coventry that Amina and Tomasz completed and Yusuf did not."""
    with transaction():
        run = finished_run(cast.sites["coventry"], trainer_id=cast.people["mary"])
        for name, state in (("amina", "completed"), ("tomasz", "completed"), ("yusuf", "attending")):
            put_in(run, cast.people[name], state)
    return run


def issue(cast: Cast, run: Run, who: str, by: str = "mary", **more: object) -> str:
    with transaction():
        return issued(cast.actor(by), run, cast.numbers[who], **more)


def line(cast: Cast, serial: str) -> PaperLine:
    found = certificate_by_serial(serial, cast.sites["coventry"])
    assert found is not None
    return found


# --- the code and the name ---


def test_a_code_has_twenty_letters_of_which_the_last_checks_the_others() -> None:
    code = new_certificate_code()
    assert len(code) == CERTIFICATE_LENGTH and check_character(code[:-1]) == code[-1]
    assert read_certificate_code(code) == code
    assert len({new_certificate_code() for _ in range(200)}) == 200


@pytest.mark.parametrize(
    "typed",
    ["{lower}", " {spaced} ", "{dashed}", "HTTPS://ECO.EXAMPLE/V/{code}", "https://eco.example/v/{lower}"],
)
def test_a_code_is_read_however_it_was_typed(typed: str) -> None:
    code = new_certificate_code()
    groups = [code[i : i + 5] for i in range(0, 20, 5)]
    written = typed.format(code=code, lower=code.lower(), spaced=" ".join(groups), dashed="-".join(groups))
    assert read_certificate_code(written) == code


def test_each_wrong_letter_and_each_swap_is_caught() -> None:
    code = new_certificate_code()
    for at in range(20):
        other = "Z" if code[at] != "Z" else "Y"
        assert read_certificate_code(code[:at] + other + code[at + 1 :]) is None
        if at and code[at] != code[at - 1]:
            swapped = code[: at - 1] + code[at] + code[at - 1] + code[at + 1 :]
            assert read_certificate_code(swapped) is None


@pytest.mark.parametrize(
    "junk", [None, 7, "", "x" * 300, "0" * 19, "U" * 20, "٠" * 20, "\x00" * 20, "../" * 7]
)
def test_what_is_no_code_is_none(junk: object) -> None:
    assert read_certificate_code(junk) is None


def test_the_name_is_the_one_wanted_else_the_full_one_else_what_they_are_called() -> None:
    assert name_lines("Samira / سميرة", "Samira Full", "Sami") == ["Samira", "سميرة"]
    assert name_lines("", " Samira   Full ", "Sami") == ["Samira Full"]
    assert name_lines("", "", "Sami") == ["Sami"]


@pytest.mark.parametrize(
    "title", ["Level 1 Award in Lasers", "CERTIFICATE of lasers", "A diploma", "Qualifications"]
)
def test_words_of_awarding_bodies_stand_in_no_title(title: str) -> None:
    for accredited in (True, False):
        with pytest.raises(RuleBroken):
            centre_title(title, is_accredited=accredited)


def test_ocn_stands_in_no_unaccredited_title() -> None:
    with pytest.raises(RuleBroken):
        centre_title("OCN lasers", is_accredited=False)
    assert centre_title("Awareness of fire", is_accredited=False) == "Awareness of fire"


# --- issuing ---


def test_a_certificate_freezes_what_was_true_on_its_day(cast: Cast, run: Run) -> None:
    serial = issue(cast, run, "amina")
    paper = line(cast, serial)
    assert re.fullmatch(r"C\d\d-\d+-0001", serial)
    assert paper.snapshot["name"] == ["Amina"] and paper.snapshot["minutes"] == 240
    assert paper.snapshot["trainers"] == ["Mary"] and paper.sha256 == paper_hash(paper.snapshot)
    with transaction():
        amina = db.session.get_one(Person, cast.people["amina"])
        name_person(by=cast.actor("ruth"), person_id=amina.id, called="Mina", full_name="", at=now())
    assert line(cast, serial).snapshot["name"] == ["Amina"]


def test_serials_have_no_gaps_and_a_press_twice_is_one_certificate(cast: Cast, run: Run) -> None:
    token = new_client_id()
    given = {
        "by": cast.actor("mary"),
        "run_number": run.number,
        "kind": "completion",
        "at": now(),
        "token": token,
    }
    with transaction():
        first = issue_certificate(person_number=cast.numbers["amina"], **given).serial
    with transaction():
        assert issue_certificate(person_number=cast.numbers["amina"], **given).serial == first
    assert issue(cast, run, "tomasz").endswith("-0002")
    with pytest.raises(RuleBroken, match="holds the certificate"):
        issue(cast, run, "amina")


def test_nobody_gets_one_before_completing(cast: Cast, run: Run) -> None:
    with pytest.raises(RuleBroken, match="has not completed"):
        issue(cast, run, "yusuf")
    with pytest.raises(NotFound):
        issue(cast, run, "grace")
    with pytest.raises(NotAllowed):
        issue(cast, run, "amina", by="tomasz")


def test_another_sites_coordinator_finds_no_such_run(cast: Cast, run: Run) -> None:
    with pytest.raises(NotFound):
        issue(cast, run, "amina", by="oluwaseun")


def test_a_whole_run_is_issued_with_one_press(cast: Cast, run: Run) -> None:
    issue(cast, run, "tomasz")
    token = new_client_id()
    for expected in (1, 0):
        with transaction():
            done = issue_for_run(
                by=cast.actor("ruth"), run_number=run.number, kind="completion", at=now(), token=token
            )
        assert len(done.serials) == expected
    assert len(register_of(cast.sites["coventry"], RegisterFilter(run=run.number))) == 2


def test_units_are_certified_only_once_they_were_awarded(cast: Cast, run: Run) -> None:
    with pytest.raises(RuleBroken, match="No unit"):
        issue(cast, run, "amina", kind="units")
    with pytest.raises(RuleBroken):
        issue(cast, run, "amina", kind="nonsense")


def test_a_name_that_no_font_can_draw_is_refused_with_its_letters(cast: Cast, run: Run) -> None:
    with transaction():
        wants_name(cast.people["amina"], "王小明")
    with pytest.raises(RuleBroken, match="王"):
        issue(cast, run, "amina")


# --- replaced and revoked ---


def test_a_rename_issues_another_that_is_linked_to_the_old_serial(cast: Cast, run: Run) -> None:
    old = issue(cast, run, "amina")
    with transaction():
        new = replace_certificate(
            by=cast.actor("mary"),
            serial=old,
            name="Amina Saleh / أمينة صالح",
            reason="",
            at=now(),
            token=new_client_id(),
        ).serial
    before, after = line(cast, old), line(cast, new)
    assert (before.state, before.replaced_by, after.state, after.replaces) == ("replaced", new, "valid", old)
    assert after.snapshot["name"] == ["Amina Saleh", "أمينة صالح"] and before.snapshot["name"] == ["Amina"]
    assert after.code != before.code
    with pytest.raises(RuleBroken), transaction():
        replace_certificate(
            by=cast.actor("mary"), serial=old, name="Other", reason="", at=now(), token=new_client_id()
        )
    with pytest.raises(RuleBroken, match="this name already"), transaction():
        replace_certificate(
            by=cast.actor("mary"),
            serial=new,
            name="Amina Saleh / أمينة صالح",
            reason="",
            at=now(),
            token=new_client_id(),
        )


def test_revoking_needs_a_reason_and_a_coordinator(cast: Cast, run: Run) -> None:
    serial = issue(cast, run, "amina")
    with pytest.raises(NotAllowed), transaction():
        revoke_certificate(by=cast.actor("mary"), serial=serial, reason="wrong person", at=now())
    with pytest.raises(RuleBroken), transaction():
        revoke_certificate(by=cast.actor("ruth"), serial=serial, reason="  ", at=now())
    with transaction():
        revoke_certificate(by=cast.actor("ruth"), serial=serial, reason="wrong person", at=now())
    assert (line(cast, serial).state, line(cast, serial).reason) == ("revoked", "wrong person")
    assert issue(cast, run, "amina") != serial  # the right person may then have theirs


# --- what the database refuses, whoever writes ---


@pytest.mark.parametrize(
    "change",
    [
        'snapshot = \'{"name": ["Eve"]}\'',
        "serial = 'C26-1-9999'",
        "person_id = person_id + 1",
        "sha256 = code_key",
        "issued_on = '2020-01-01'",
        "kind = 'units'",
    ],
)
def test_the_database_keeps_an_issued_paper_as_it_is(cast: Cast, run: Run, change: str) -> None:
    issue(cast, run, "amina")
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(text(f"UPDATE certificate SET {change}"))


def test_the_database_makes_no_revoked_paper_valid_again(cast: Cast, run: Run) -> None:
    serial = issue(cast, run, "amina")
    with transaction():
        revoke_certificate(by=cast.actor("ruth"), serial=serial, reason="wrong person", at=now())
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(text("UPDATE certificate SET state = 'valid', ended_at = NULL"))


def copied(row: Certificate, **changed: object) -> Certificate:
    kept = {
        column.name: getattr(row, column.name)
        for column in Certificate.__table__.columns
        if column.name != "id"
    }
    fresh = {"token": new_client_id(), "serial": "C26-9-0001", "code_key": "k" * 64}
    return Certificate(**{**kept, **fresh, **changed})


def test_the_database_wants_a_completed_booking_and_one_valid_paper(cast: Cast, run: Run) -> None:
    issue(cast, run, "amina")
    row = db.session.query(Certificate).one()
    for changed in (
        {},
        {"person_id": cast.people["yusuf"]},
        {"person_id": cast.people["tomasz"], "replaces_id": row.id},
    ):
        with pytest.raises(DBAPIError), transaction():
            db.session.add(copied(row, **changed))
            db.session.flush()
    with transaction():  # control: the same row for somebody who completed goes in
        db.session.add(copied(row, person_id=cast.people["tomasz"]))


# --- pages ---

Desk = Callable[[str], PageClient]
"""Opens the pages as somebody of the cast."""


@pytest.fixture
def desk(page_client: PageClient, run: Run) -> Desk:
    def open_as(name: str) -> PageClient:
        sign_in(page_client, name)
        return page_client

    return open_as


def words_in(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def test_a_run_is_issued_printed_renamed_and_revoked_at_the_desk(cast: Cast, run: Run, desk: Desk) -> None:
    ruth = desk("ruth")
    page = ruth.get(f"/runs/{run.number}/certificates")
    assert "has not completed yet" in page.text
    page = ruth.submit(page, button="Issue 2 certificates")
    assert "2 certificates are issued" in page.text
    sheet = ruth.client.get(f"/runs/{run.number}/certificates.pdf")
    pages = words_in(sheet.get_data())
    assert sheet.mimetype == "application/pdf" and len(pages) == 2
    for said in pages:
        assert "Centre certificate" in said and not re.search(r"\b(Award|Diploma|Qualification|OCN)\b", said)
    page = ruth.get("/certificates")
    serial = page.tree.all("th", scope="row")[0].text
    page = ruth.get(f"/certificates/{serial}")
    page = ruth.submit(page, {"name": "Олена Ґалаґан"}, action="/replacement")
    assert "takes its place" in page.text and "Олена Ґалаґан" in page.text
    ruth.submit(page, {"reason": ""}, action="/revocation", status=422)
    page = ruth.submit(page, {"reason": "issued twice"}, action="/revocation")
    assert "revoked" in page.text
    assert ruth.client.get(page.url + ".pdf").status_code == 422
    assert "revoked" in ruth.get("/certificates?state=revoked").text


def test_the_register_is_exported_without_live_formulas(cast: Cast, run: Run, desk: Desk) -> None:
    with transaction():
        wants_name(cast.people["amina"], "=HYPERLINK(1)")
    issue(cast, run, "amina")
    ruth = desk("ruth")
    sheet = ruth.client.get("/certificates.csv").get_data().decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in sheet
    assert ruth.client.get("/certificates.xlsx").get_data().startswith(b"PK")
    assert ruth.client.get("/certificates.exe").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/certificates?state=x&before=-1&year=xx",
        "/certificates?before=99999999999999999",
        "/certificates?before=²&year=²²²²",
        "/certificates?year=9999",
    ],
)
def test_bad_filters_show_the_register(cast: Cast, run: Run, desk: Desk, address: str) -> None:
    desk("ruth").get(address)


@pytest.mark.parametrize("data", [{"kind": "x"}, {"kind": ""}, {"person": "x" * 99}, {"person": "00000"}])
def test_bad_presses_are_refused(cast: Cast, run: Run, desk: Desk, data: dict[str, str]) -> None:
    ruth = desk("ruth")
    page = ruth.get(f"/runs/{run.number}/certificates")
    form = page.form("/certificates", "Issue 2 certificates")
    values = {field.get("name"): field.get("value") for field in form.all("input")}
    answer = ruth.client.post(f"/runs/{run.number}/certificates", data={**values, **data})
    assert answer.status_code in (404, 422)


def test_a_learner_prints_only_their_own(cast: Cast, run: Run, page_client: PageClient) -> None:
    mine, other = issue(cast, run, "amina"), issue(cast, run, "tomasz")
    from tests.front_desk.doors import pair, show_card

    pair(page_client.client, cast)
    show_card(page_client.client, cast, "amina")
    assert page_client.client.get(f"/mine/certificates/{mine}.pdf").status_code == 200
    assert page_client.client.get(f"/mine/certificates/{other}.pdf").status_code == 404


def test_one_press_for_all_does_not_bring_back_what_was_revoked(cast: Cast, run: Run) -> None:
    serial = issue(cast, run, "tomasz")
    with transaction():
        revoke_certificate(by=cast.actor("ruth"), serial=serial, reason="wrong person", at=now())
        done = issue_for_run(
            by=cast.actor("ruth"), run_number=run.number, kind="completion", at=now(), token=new_client_id()
        )
    assert [line(cast, one).snapshot["name"] for one in done.serials] == [["Amina"]]
