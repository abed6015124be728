"""The assessment grid as a person uses it: a cell, several at once, photo and feedback, what is left, on paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from PIL import Image
from werkzeug.datastructures import MultiDict

from core.clock import now
from core.db import fast
from tests.cast import PASSWORD, Cast
from tests.front_desk.doors import give_pin, pair, show_card, sign_in
from tests.pages import Page, PageClient, fields_of
from tests.training.assessment_scene import Assessed, make_assessed, press

SIGN = "Sign the decision"


@pytest.fixture
def shop(app_context: Flask, cast: Cast) -> Assessed:
    """Amina and three learners, four criteria."""
    return make_assessed(cast, own="amina")


@pytest.fixture
def desk(page_client: PageClient, shop: Assessed) -> PageClient:
    """Nia at the desk."""
    sign_in(page_client, "Nia")
    return page_client


def decide(browser: PageClient, address: str, status: int = 303, **said: Any) -> Page:
    """Fill in the form of a cell or a column and sign."""
    page = browser.get(address)
    form = page.form(address)
    given = MultiDict([(name, value) for name, value in fields_of(form).items() if name not in said])
    for name, value in said.items():
        for one in value if isinstance(value, list) else [value]:
            given.add(name, one)
    return browser.post(address, given, status)


def current(column: str = "decision") -> list[Any]:
    """A column of the current decisions."""
    rows = fast().rows(
        f"SELECT {column} FROM criterion_decision WHERE superseded_by IS NULL ORDER BY registration_id"
    )
    return [row[0] for row in rows]


def test_the_grid_shows_each_learner_and_criterion_with_a_sign_in_words(
    desk: PageClient, shop: Assessed
) -> None:
    shop.decide()
    shop.decide(1, 1, "referred")
    page = desk.get(shop.grid)
    labels = [link.get("aria-label") for link in page.tree.all("a") if link.has("aria-label")]
    assert "Amina, 1.1: achieved" in labels and "Learner 0, 1.2: referred" in labels
    assert "Learner 2, 1.4: not looked at yet" in labels
    assert "Say what is dangerous: 1" in page.text and "Identify hazard 1" in page.text
    assert "15 left" in page.text and "3 left" in page.text


def test_a_cell_is_decided_with_evidence_and_feedback_and_signed(desk: PageClient, shop: Assessed) -> None:
    page = decide(
        desk,
        shop.cell(),
        decision="not_yet",
        evidence="product",
        reference="shelf B4",
        feedback="Hold the glasses on",
        resubmit_on=(datetime.now(UTC) + timedelta(days=9)).date().isoformat(),
        is_borderline="y",
    )
    assert "Amina, 1.1: signed." in page.text
    page = desk.get(shop.cell())
    assert "not yet" in page.text and "shelf B4" in page.text and "A close decision" in page.text
    assert "Hold the glasses on" in page.text and "To be shown again by" in page.text


def test_a_decision_without_a_decision_and_a_taking_back_without_a_reason_are_told(
    desk: PageClient, shop: Assessed
) -> None:
    assert "Please look at this again" in decide(desk, shop.cell(), 422).text
    shop.decide(at=now() - timedelta(minutes=1))
    page = decide(desk, shop.cell(), 422, decision="not_yet")
    assert "This was achieved before." in page.text
    decide(desk, shop.cell(), decision="not_yet", because="photo of another piece")
    page = desk.get(shop.cell())
    assert "photo of another piece" in page.text and "1 earlier decision" in page.text


def test_pressing_the_same_form_twice_is_one_decision(desk: PageClient, shop: Assessed) -> None:
    page = desk.get(shop.cell())
    values = {**fields_of(page.form(shop.cell())), "decision": "achieved"}
    desk.post(shop.cell(), values)
    desk.post(shop.cell(), values)
    assert fast().row("SELECT COUNT(*) FROM criterion_decision") == (1,)


def test_one_criterion_is_decided_for_several_learners_at_once(desk: PageClient, shop: Assessed) -> None:
    shop.decide()
    address = f"{shop.grid}/criteria/{shop.criteria[0]}"
    page = desk.get(address)
    ticked = [box.get("value") for box in page.tree.all("input", name="learners") if box.has("checked")]
    assert ticked == [str(one) for one in shop.registrations[1:]], "who has it already is not ticked"
    assert "Nobody is chosen" in decide(desk, address, 422, decision="achieved", learners=[]).text
    page = decide(desk, address, decision="achieved", learners=ticked)
    assert "3 learners: signed." in page.text
    assert current() == ["achieved"] * 4


def test_six_minutes_after_the_password_a_decision_wants_it_again(desk: PageClient, shop: Assessed) -> None:
    assert "Your PIN or password" not in desk.get(shop.cell()).text
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6), tick=True):
        page = decide(desk, shop.cell(), 422, decision="achieved")
        assert "needs your PIN or password again" in page.text
        decide(desk, shop.cell(), 422, decision="achieved", secret="not hers")
        assert current() == []
        decide(desk, shop.cell(), decision="achieved", secret=PASSWORD)
        assert current() == ["achieved"]


def picture(colour: str = "teal") -> tuple[io.BytesIO, str]:
    """A small photo."""
    body = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(body, "JPEG")
    body.seek(0)
    return body, "work.jpg"


def test_a_photo_of_the_evidence_is_kept_and_seen_by_the_site_and_the_learner_alone(
    desk: PageClient, shop: Assessed, new_page_client: Callable[[], PageClient]
) -> None:
    decide(desk, shop.cell(), decision="achieved", evidence="photo", photo=[picture()])
    (photo,) = current("photo")
    assert f"/evidence/{photo}?size=small" in [
        img.get("src") for img in desk.get(shop.cell()).tree.all("img")
    ]
    assert desk.client.get(f"/evidence/{photo}").mimetype == "image/jpeg"
    other = new_page_client()
    sign_in(other, "Oluwaseun")
    assert other.client.get(f"/evidence/{photo}").status_code == 404
    tablet = new_page_client()
    pair(tablet.client, shop.cast)
    show_card(tablet.client, shop.cast, "tomasz")
    assert tablet.client.get(f"/evidence/{photo}").status_code == 404
    show_card(tablet.client, shop.cast, "amina")
    assert tablet.client.get(f"/evidence/{photo}").status_code == 200


def test_a_photo_that_came_with_a_refused_decision_is_not_kept(
    app: Flask, desk: PageClient, shop: Assessed
) -> None:
    folder = app.config["ECO_SETTINGS"].photo_folder
    before = sorted(folder.rglob("*.jpg"))
    page = desk.get(shop.cell())
    values = {**fields_of(page.form(shop.cell())), "decision": "achieved"}
    desk.post(shop.cell(), values)
    desk.post(shop.cell(), {**values, "decision": "not_yet", "because": "no", "photo": picture("olive")}, 409)
    assert current() == ["achieved"] and sorted(folder.rglob("*.jpg")) == before


def test_what_is_no_photo_is_refused_beside_its_field(desk: PageClient, shop: Assessed) -> None:
    page = decide(desk, shop.cell(), 422, decision="achieved", photo=[(io.BytesIO(b"no"), "x.jpg")])
    assert "This photo cannot be read." in page.text and current() == []


def test_who_is_not_entitled_sees_why_and_is_refused(
    shop: Assessed, page_client: PageClient, new_page_client: Callable[[], PageClient]
) -> None:
    sign_in(page_client, "Mary")
    page = page_client.get(shop.cell())
    assert SIGN not in page.text
    assert press(page_client, shop.cell(), decision="achieved") == 403
    shop.entitle("hana")  # entitled, but without the role
    hana = new_page_client()
    sign_in(hana, "Hana")
    assert SIGN not in hana.get(shop.cell()).text


def test_another_sites_run_learner_and_criterion_are_not_found(
    shop: Assessed, desk: PageClient, new_page_client: Callable[[], PageClient]
) -> None:
    other = new_page_client()
    sign_in(other, "Oluwaseun")
    for address in (shop.grid, shop.cell(), shop.folder(), f"/runs/{shop.run.number}/registration"):
        other.get(address, 404)
    assert "No run with units is here." in other.get("/assessment").text
    desk.get(f"{shop.grid}/999/{shop.criteria[0]}", 404)
    desk.get(f"{shop.grid}/{shop.registrations[0]}/999", 404)
    desk.get(f"{shop.grid}/criteria/999", 404)
    desk.get(f"{shop.grid}?unit=999", 404)
    assert desk.client.get(f"{shop.grid}/{10**30}/1").status_code in (400, 404)


def test_the_grid_on_paper_has_a_letter_for_each_decision_and_the_criteria_in_words(
    desk: PageClient, shop: Assessed
) -> None:
    shop.decide()
    page = desk.get(f"{shop.grid}/paper")
    assert "✓" in page.text and "Identify hazard 4" in page.text and "Signed by the assessor:" in page.text


def test_the_pages_of_the_tablet_are_whole_in_arabic(page_client: PageClient, shop: Assessed) -> None:
    pair(page_client.client, shop.cast)
    give_pin(page_client.client, shop.cast, "nia")
    with_arabic = {"headers": {"Accept-Language": "ar"}}
    for address in (shop.grid, shop.cell(), shop.folder(), "/assessment", "/witness"):
        page_client.get(address, **with_arabic)


def test_the_grid_takes_as_many_statements_for_thirty_learners_as_for_three(
    app: Flask, cast: Cast, page_client: PageClient, statements: Callable[[], Any]
) -> None:
    with app.app_context():
        shop = make_assessed(cast, learners=3, criteria=2)
    sign_in(page_client, "Nia")
    page_client.get(shop.grid)
    with statements() as few:
        page_client.get(shop.grid)
    with app.app_context():
        add_more(shop)
    with statements() as many:
        page = page_client.get(shop.grid)
    assert "Learner 29" in page.text
    assert len(many) == len(few) <= 16, many


def add_more(shop: Assessed) -> None:
    """Twenty-seven more learners and fifty-eight more criteria, each decided."""
    from core.clock import local_day
    from core.db import db, transaction
    from core.ids import new_client_id
    from tests.training.scene import make_learners, noon
    from training.models.assessment import CriterionDecision, Registration
    from training.models.catalogue import Criterion, LearningOutcome

    with transaction():
        outcome = LearningOutcome(unit_id=shop.unit_id, number=2, text="More")
        db.session.add(outcome)
        db.session.flush()
        criteria = [
            Criterion(unit_id=shop.unit_id, outcome_id=outcome.id, number=turn, text="More")
            for turn in range(1, 59)
        ]
        people = make_learners(shop.cast.sites["coventry"], 30)[3:]
        rows = [
            Registration(
                token=new_client_id(),
                run_id=shop.run.id,
                person_id=person.id,
                state="registered",
                made_at=noon(),
            )
            for person in people
        ]
        db.session.add_all([*criteria, *rows])
        db.session.flush()
        db.session.add_all(
            CriterionDecision(
                id=new_client_id(),
                registration_id=row.id,
                learner_id=row.person_id,
                unit_id=shop.unit_id,
                criterion_id=criteria[turn % 58].id,
                decision="achieved",
                assessor_id=shop.cast.people["nia"],
                decided_on=local_day(noon()),
                at=noon(),
                device_at=noon(),
                received_at=noon(),
                body_hash="x",
            )
            for turn, row in enumerate(rows)
        )
