"""From assessed to awarded in a browser: the sample, actions, the recommendation, the body's answers, handing over."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from core.clock import today
from core.credentials import make_account
from core.db import db, transaction
from core.people_roles import give_role
from core.spreadsheets import write_csv
from tests.cast import PASSWORD
from tests.front_desk.doors import sign_in
from tests.pages import Page, PageClient
from tests.training.claim_scene import Workshop
from tests.training.conftest import value
from tests.training.scene import noon
from training.models.delivery import Run
from training.services.results import note_result

Door = Callable[[str], PageClient]


@pytest.fixture
def door(app: Flask, shop: Workshop) -> Door:
    """A browser with somebody of the cast signed in."""

    def open_door(name: str) -> PageClient:
        browser = PageClient(app)
        sign_in(browser, name)
        return browser

    return open_door


def draw(shop: Workshop, verifier: PageClient) -> Page:
    """Hana draws the sample."""
    page = verifier.get(f"/runs/{shop.run.number}/sample")
    return verifier.submit(page, {"seed": "7"}, action="/sample/plans")


def agree(verifier: PageClient, page: Page) -> Page:
    """The verifier agrees with every item that waits."""
    for link in [link for link in page.links if link.startswith("/sample/")]:
        item = verifier.get(link)
        if "What do you say?" in item.text:
            page = verifier.submit(item, {"outcome": "agreed"}, action="/sample/")
    return page


def test_the_whole_way_from_assessed_to_handed_over(shop: Workshop, door: Door) -> None:
    number = shop.run.number
    shop.decide_all()
    with transaction():
        db.session.execute(update(Run).values(state="finished"))
    hana, nia, ruth = door("Hana"), door("Nia"), door("Ruth")
    page = ruth.get(f"/runs/{number}/rac")
    assert page.text.count("no sample is drawn") == 2
    page = agree(hana, draw(shop, hana))
    assert "Everything is looked at." in page.text and "the assessor's first run of this unit" in page.text
    page = ruth.submit(ruth.get(f"/runs/{number}/rac"), action="/rac/lines")
    assert "2 lines are recommended" in page.text and "Say it is sent" not in page.text
    nia.submit(nia.get(f"/runs/{number}/rac"), {"secret": PASSWORD}, button="Sign as tutor")
    page = hana.submit(
        hana.get(f"/runs/{number}/rac"), {"secret": PASSWORD}, button="Sign as internal verifier"
    )
    assert "Say it is sent" in page.text
    page = ruth.submit(ruth.get(f"/runs/{number}/rac"), button="Say it is sent")
    assert "frozen" in page.text and "sent" in page.text
    page = ruth.get(f"/runs/{number}/results")
    lines = [one.get("name") for one in page.tree.all("select") if one.get("name", "").startswith("result-")]
    answers = {lines[0]: "achieved", lines[1]: "query", lines[0].replace("result", "certificate"): "B-1001"}
    page = ruth.submit(page, answers, button="Keep the answers")
    assert "2 answers are kept" in page.text and value("SELECT state FROM run") == "claimed"
    page = ruth.submit(page, {lines[1]: "refused"}, button="Keep the answers")
    assert value("SELECT state FROM run") == "result_received"
    page = ruth.submit(page, {lines[0].replace("result", "handed"): "1"}, button="Say it is handed over")
    assert "1 is handed over" in page.text and value("SELECT state FROM run") == "handed_over"
    person = value("SELECT p.number FROM unit_award a JOIN person p ON p.id = a.person_id")
    page = ruth.get(f"/learners/{person}/awards")
    assert "B-1001" in page.text and "handed over" in page.text


def test_a_draw_is_shown_again_with_who_was_not_drawn(shop: Workshop, door: Door) -> None:
    shop.decide_all()
    hana = door("Hana")
    page = draw(shop, hana)
    again = hana.get(next(link for link in page.links if "/sample/plans/" in link))
    assert again.text.count("Learner ") >= 2 and "the assessor's first run" in again.text
    assert hana.get(again.url).text == again.text


def test_nobody_is_offered_to_verify_their_own_assessment(shop: Workshop, door: Door) -> None:
    shop.decide_all()
    page = draw(shop, door("Hana"))
    link = next(link for link in page.links if link.startswith("/sample/"))
    nia = door("Nia")
    page = nia.get(link)
    assert "What do you say?" not in page.text
    assert nia.client.post(link, data={"outcome": "agreed"}).status_code in (302, 303, 400, 403)
    assert value("SELECT COUNT(*) FROM sample_item WHERE outcome IS NOT NULL") == 0


def test_an_action_is_asked_for_answered_by_the_assessor_and_closed_by_the_verifier(
    shop: Workshop, door: Door
) -> None:
    shop.decide_all()
    hana, nia = door("Hana"), door("Nia")
    page = draw(shop, hana)
    links = [link for link in page.links if link.startswith("/sample/")]
    item = hana.get(links[0])
    refused = hana.submit(item, {"outcome": "action", "due_on": ""}, action="/sample/", status=422)
    assert "What is to be put right?" in refused.text
    said = {"outcome": "action", "note": "Add a photo of the finished box", "due_on": today().isoformat()}
    hana.submit(item, said, action="/sample/")
    page = nia.get("/actions")
    assert "Add a photo of the finished box" in page.text
    nia.submit(page, {"words": "The photo is in the folder"}, button="Tell the verifier")
    assert value("SELECT COUNT(*) FROM verifier_action WHERE closed_at IS NULL") == 1
    page = hana.get("/actions")
    assert "The photo is in the folder" in page.text
    page = hana.submit(page, {"words": "Seen"}, button="Accept and close")
    assert "Nothing is to be put right." in page.text


def test_signing_asks_for_the_pin_and_one_person_signs_once(shop: Workshop, door: Door) -> None:
    shop.decide_all()
    shop.verify_all()
    shop.draw_up()
    nia = door("Nia")
    page = nia.get(f"/runs/{shop.run.number}/rac")
    assert "Sign as internal verifier" not in page.text
    action = f"/runs/{shop.run.number}/rac/signatures/verifier"
    token = page.form("/signatures/tutor").all("input")[0].get("value")
    refused = nia.client.post(action, data={"csrf_token": token, "secret": PASSWORD})
    assert refused.status_code in (403, 422)
    assert value("SELECT COUNT(*) FROM rac WHERE verifier_id IS NOT NULL") == 0


def test_the_bodys_file_fills_the_fields_and_keeps_nothing_by_itself(shop: Workshop, door: Door) -> None:
    shop.decide_all()
    shop.verify_all()
    shop.send()
    ruth = door("Ruth")
    page = ruth.get(f"/runs/{shop.run.number}/results")
    table = write_csv(
        [
            ["Learner number", "Unit", "Result", "Certificate number"],
            [shop.learners[0].number, "DEMO-LC1", "Pass", "B-7"],
            [shop.learners[1].number, "DEMO-LC1", "perhaps", ""],
            ["P-99999", "DEMO-LC1", "Pass", ""],
        ]
    )
    sent = {"sheet": (io.BytesIO(table), "answers.csv")}
    page = ruth.submit(page, sent, action="/results/file", status=200)
    assert "2 rows could not be read" in page.text and value("SELECT COUNT(*) FROM unit_award") == 0
    page = ruth.submit(page, button="Keep the answers")
    assert "1 answer is kept" in page.text and value("SELECT COUNT(*) FROM unit_award") == 1
    assert value("SELECT body_certificate FROM rac_line WHERE result = 'achieved'") == "B-7"


def test_an_answer_that_changes_needs_a_reason_and_takes_the_credit_back(shop: Workshop, door: Door) -> None:
    shop.decide_all()
    shop.verify_all()
    line = shop.send()[0]
    ruth, field = door("Ruth"), f"result-{line.id}"
    page = ruth.get(f"/runs/{shop.run.number}/results")
    page = ruth.submit(page, {field: "achieved"}, button="Keep the answers")
    refused = ruth.submit(page, {field: "refused"}, button="Keep the answers", status=422)
    assert "An answer changes: why?" in refused.text and value("SELECT COUNT(*) FROM unit_award") == 1
    changed = {field: "refused", f"reason-{line.id}": "the body mixed up two learners"}
    ruth.submit(page, changed, button="Keep the answers")
    assert value("SELECT COUNT(*) FROM unit_award") == 0 and value("SELECT COUNT(*) FROM amendment") == 1


def test_a_learner_sees_the_bodys_awards_apart_from_the_centres_own_papers(
    shop: Workshop, door: Door
) -> None:
    shop.decide_all()
    shop.verify_all()
    line = shop.send()[0]
    person = shop.learners[0]
    with transaction():
        site, day = shop.cast.sites["coventry"], today()
        give_role(
            by=shop.actor("ruth"),
            person_id=person.id,
            role="trainee",
            site_id=site,
            starts_on=day,
            ends_on=None,
            at=noon(),
        )
        make_account(
            by=shop.actor("ruth"),
            person_id=person.id,
            login="learner zero",
            password=PASSWORD,
            at=noon(),
            is_owners=True,
        )
        note_result(
            by=shop.actor("ruth"),
            line_id=line.id,
            result="achieved",
            body_certificate="B-1",
            result_on=today(),
            at=noon(),
        )
    page = door("learner zero").get("/mine/skills")
    assert "From the awarding body" in page.text and "B-1" in page.text and "Demo body" in page.text
    assert "ask at the desk for the paper" in page.text and "Certificates of this centre" not in page.text
