"""External verification: a guest sees one run, or chosen work, between two days and nothing else; the pack of it."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from core.access import RIGHTS
from core.clock import now, today
from core.db import db, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.guards import PUBLIC, SIGNED_IN, TABLET, policy_of
from core.ids import new_client_id
from factory.front_desk.policing import is_let_in
from tests.front_desk.doors import sign_in
from tests.pages import PageClient, fields_of
from tests.training.claim_scene import Workshop
from tests.training.conftest import value
from training.models.registers import LearnerNumber, LearnerRecord
from training.models.visits import VerifierVisit
from training.queries.claims import ACTION_OPEN, why_not_achieved
from training.services.visits import VisitData, add_finding, add_visit, visit_open_to

DAY = timedelta(days=1)
ULN, POSTCODE = "9276308686", "CV1 9ZZ"


def ask_in(shop: Workshop, scope: str = "run", name: str = "marek", **more: object) -> str:
    """Marek is asked in for a week; the word of the visit's address."""
    work = ((shop.registrations[0], shop.unit_id),) if scope == "sample" else ()
    data = VisitData(
        shop.run.number,
        more.get("starts_on", today()),  # type: ignore[arg-type]
        more.get("ends_on", today() + 7 * DAY),  # type: ignore[arg-type]
        scope,
        work=work,
    )
    with transaction():
        made = add_visit(
            by=shop.actor("ruth"),
            person_number=shop.cast.numbers[name],
            visit=data,
            at=now(),
            token=new_client_id(),
        )
        return made.token


@pytest.fixture
def assessed(shop: Workshop) -> Workshop:
    """Everything assessed and verified; a record and a ULN are kept of the first learner."""
    shop.decide_all()
    shop.verify_all()
    with transaction():
        person = shop.learners[0].id
        record = {"postcode": POSTCODE, "born_on": "1990-05-17", "gender": "F"}
        db.session.add(LearnerRecord(person_id=person, changed_at=now(), **record))
        db.session.add(LearnerNumber(person_id=person, uln=ULN, changed_at=now()))
    return shop


@pytest.fixture
def guest(app: Flask, assessed: Workshop) -> PageClient:
    """Marek's browser."""
    browser = PageClient(app)
    sign_in(browser, "Marek")
    return browser


def test_the_guest_lands_on_their_visit_and_sees_sample_decisions_and_assessors(
    assessed: Workshop, guest: PageClient
) -> None:
    token = ask_in(assessed)
    page = guest.get("/visits")
    assert assessed.run.number in page.text
    page = guest.get(f"/visits/{token}")
    assert "Learner 0" in page.text and "Level 3 assessor" in page.text and "Hana" in page.text
    link = next(link for link in page.links if "/units/" in link)
    work = guest.get(link)
    assert "Criterion 1" in work.text and "Nia" in work.text
    assert POSTCODE not in page.text + work.text and ULN not in page.text + work.text


def test_before_after_and_once_ended_the_pages_are_closed(assessed: Workshop, guest: PageClient) -> None:
    early = ask_in(assessed, starts_on=today() + DAY)
    guest.get(f"/visits/{early}", 404)
    token = ask_in(assessed)
    guest.get(f"/visits/{token}")
    for change in ({"ends_on": today() - DAY, "starts_on": today() - 2 * DAY}, {"ended_at": now()}):
        with transaction():
            db.session.execute(update(VerifierVisit).where(VerifierVisit.token == token).values(**change))
        guest.get(f"/visits/{token}", 404)
        assert guest.client.get(f"/visits/{token}/pack.zip").status_code == 404
        with transaction():
            live = {"starts_on": today(), "ends_on": today() + DAY, "ended_at": None}
            db.session.execute(update(VerifierVisit).where(VerifierVisit.token == token).values(**live))
    guest.get(f"/visits/{token}")


def test_a_visit_of_chosen_work_shows_that_work_and_no_other(assessed: Workshop, guest: PageClient) -> None:
    token = ask_in(assessed, "sample")
    page = guest.get(f"/visits/{token}")
    assert "Learner 0" in page.text and "Learner 1" not in page.text
    guest.get(f"/visits/{token}/units/{assessed.registrations[0]}/{assessed.unit_id}")
    guest.get(f"/visits/{token}/units/{assessed.registrations[1]}/{assessed.unit_id}", 404)
    names, tables = opened(guest.client.get(f"/visits/{token}/pack.zip").get_data())
    assert "recommendations.csv" not in names
    assert all("Learner 1" not in text for text in tables.values())


def test_another_verifier_and_another_site_see_nothing_of_it(assessed: Workshop) -> None:
    token = ask_in(assessed)
    marek = assessed.actor("marek")
    assert visit_open_to(by=marek, visit_token=token, at=now()).token == token
    for name in ("nia", "mary", "oluwaseun", "farah"):
        with pytest.raises(NotFound):
            visit_open_to(by=assessed.actor(name), visit_token=token, at=now())
    with transaction():
        db.session.execute(update(VerifierVisit).values(person_id=assessed.cast.people["farah"]))
    with pytest.raises(NotFound):
        visit_open_to(by=marek, visit_token=token, at=now())


def test_the_guest_may_open_nothing_but_visits_and_what_everybody_may(assessed: Workshop, app: Flask) -> None:
    marek = assessed.actor("marek")
    opened_up = {
        str(policy_of(view))
        for view in app.view_functions.values()
        if is_let_in(policy_of(view) or "none", marek, has_device=False)
    }
    rights = {word for one in opened_up - {PUBLIC, SIGNED_IN, TABLET} for word in one.split("|")}
    assert {one for one in rights if "visit_as_verifier" in one}
    assert {one for one in opened_up if "visit_as_verifier" not in one} <= {PUBLIC, SIGNED_IN}
    assert [right for right in RIGHTS if marek.may(right)] == ["visit_as_verifier"]


def test_every_page_that_the_guest_opens_is_noted(assessed: Workshop, guest: PageClient) -> None:
    token = ask_in(assessed)
    guest.get(f"/visits/{token}")
    guest.get(f"/visits/{token}/units/{assessed.registrations[0]}/{assessed.unit_id}")
    guest.client.get(f"/visits/{token}/pack.zip")
    assert value("SELECT COUNT(*) FROM look_log WHERE subject LIKE 'visit:%'") == 3


def test_an_action_of_the_guest_stands_among_the_runs_actions_and_holds_the_award_up(
    assessed: Workshop, guest: PageClient
) -> None:
    token = ask_in(assessed)
    page = guest.get(f"/visits/{token}")
    page = guest.submit(page, {"kind": "good", "what": "Clear photos"}, action="/findings")
    refused = guest.submit(
        page, {"kind": "action", "what": "Show the risk sheet", "due_on": ""}, action="/findings", status=422
    )
    assert "By which day?" in refused.text
    ahead = (today() + DAY).isoformat()
    page = guest.submit(
        page, {"kind": "action", "what": "Show the risk sheet", "due_on": ahead}, action="/findings"
    )
    assert "Clear photos" in page.text and "Show the risk sheet" in page.text
    assert (
        why_not_achieved(assessed.run.id, now())[assessed.registrations[0], assessed.unit_id] == ACTION_OPEN
    )
    assert value("SELECT COUNT(*) FROM visit_finding") == 2


def test_a_guest_reads_and_cannot_decide_close_or_send(assessed: Workshop, guest: PageClient) -> None:
    token = ask_in(assessed)
    sent = fields_of(guest.get(f"/visits/{token}").form("/findings"))
    number = assessed.run.number
    for address in (
        "/sample/1",
        "/actions/1/closing",
        f"/runs/{number}/rac/lines",
        f"/runs/{number}/rac/sending",
        f"/runs/{number}/visits",
        f"/visits/{token}/ending",
    ):
        assert guest.client.post(address, data=sent).status_code == 403, address
    for address in (f"/runs/{number}", f"/runs/{number}/rac", f"/runs/{number}/pack.zip", "/certificates"):
        assert guest.client.get(address).status_code == 403, address


def test_a_new_guest_is_asked_in_with_an_account_that_ends_with_the_visit(
    assessed: Workshop, app: Flask
) -> None:
    ruth, secret = PageClient(app), "walnut ferry copper nine"
    sign_in(ruth, "Ruth")
    page = ruth.get(f"/runs/{assessed.run.number}/visits")
    said = {"person": "new", "called": "Ewa", "login": "ewa.eqa", "password": secret}
    page = ruth.submit(page, said, action="/visits", button="Ask them in")
    assert "Ewa" in page.text
    assert (
        str(value("SELECT ends_on FROM role WHERE role = 'external_verifier' ORDER BY id DESC"))[:10]
        == str(value("SELECT ends_on FROM verifier_visit"))[:10]
    )
    ewa = PageClient(app)
    form = fields_of(ewa.get("/sign-in").form("/sign-in")) | {"login": "ewa.eqa", "password": secret}
    assert ewa.client.post("/sign-in", data=form).status_code == 303
    own = fields_of(ewa.get("/me/password").form("/me/password")) | {
        "old": secret,
        "password": "purple gander mortar oyster",
    }
    assert ewa.client.post("/me/password", data=own).status_code == 303
    assert assessed.run.number in ewa.get("/visits").text


def test_who_assessed_in_the_run_or_is_no_verifier_is_not_asked_in(assessed: Workshop) -> None:
    with pytest.raises(RuleBroken, match="no external verifier"):
        ask_in(assessed, name="mary")
    with transaction():
        text = "UPDATE role SET role = 'external_verifier' WHERE person_id = ?"
        from core.db import fast

        fast().run(text, (assessed.cast.people["nia"],))
    with pytest.raises(NotAllowed):
        ask_in(assessed, name="nia")


def test_a_note_about_work_outside_the_visit_is_not_taken(assessed: Workshop) -> None:
    token = ask_in(assessed, "sample")
    with pytest.raises(NotFound), transaction():
        add_finding(
            by=assessed.actor("marek"),
            visit_token=token,
            kind="seen",
            what="Another's work",
            registration_id=assessed.registrations[1],
            unit_id=assessed.unit_id,
            at=now(),
            token=new_client_id(),
        )


def opened(data: bytes) -> tuple[list[str], dict[str, str]]:
    """The names in a pack, and its tables as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        names = packed.namelist()
        tables = {name: packed.read(name).decode("utf-8-sig") for name in names if name.endswith(".csv")}
    return names, tables


def test_the_pack_is_the_same_bytes_for_the_same_facts_and_its_index_tells_the_truth(
    assessed: Workshop, app: Flask
) -> None:
    ask_in(assessed)
    assessed.send()
    ruth = PageClient(app)
    sign_in(ruth, "Ruth")
    address = f"/runs/{assessed.run.number}/pack.zip"
    data = ruth.client.get(address).get_data()
    assert ruth.client.get(address).get_data() == data
    names, tables = opened(data)
    listed = list(csv.DictReader(io.StringIO(tables["index.csv"])))
    assert [row["file"] for row in listed] == names[2:] and names[:2] == ["index.pdf", "index.csv"]
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.read("index.pdf").startswith(b"%PDF")
        for row in listed:
            assert hashlib.sha256(packed.read(row["file"])).hexdigest() == row["sha256"]
            found = list(csv.reader(io.StringIO(tables[row["file"]])))
            assert len(found) - 1 == int(row["rows"])
    assert len(list(csv.reader(io.StringIO(tables["decisions.csv"])))) == 5
    assert "first_run" in tables["sample.csv"] and "Level 3 assessor" in tables["assessors.csv"]
    whole = "".join(tables.values())
    assert ULN not in whole and POSTCODE not in whole and "1990-05-17" not in whole
