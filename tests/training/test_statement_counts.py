"""Pages that show the learners of a run cost as many SQL statements beside thirty learners as beside three."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from core.access import system_actor
from core.clock import local_day
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.people_roles import give_role
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient
from tests.training.assessment_scene import Assessed, make_assessed
from tests.training.paper_scene import classes_of, put_in
from tests.training.scene import make_learners, noon
from training.models.assessment import CriterionDecision, Registration
from training.models.delivery import Run
from training.services.certificates import issue_for_run
from training.services.samples import make_plan

Statements = Callable[[], Any]
MANY = 30
MOST = 34
PAGES = (
    "{run}",
    "{run}/assessment",
    "{run}/assessment/paper",
    "{run}/bookings/new",
    "{run}/certificates",
    "{run}/completion",
    "{run}/files",
    "{run}/rac",
    "{run}/registration",
    "{run}/results",
    "{run}/sample",
    "{run}/sample/plans/1",
    "{run}/visits",
    "{lesson}/register",
    "{lesson}/register/paper",
    "/sample/1",
    "/runs",
    "/learners",
    "/learners.csv",
    "/learners/files/bookings.csv",
    "/learners/files/attendance.csv",
    "/learners/files/results.csv",
    "/certificates",
    "/certificates.csv",
    "/assessment",
    "/outcomes",
    "/permits",
    "/registers",
    "/actions",
)
"""What shows the learners of a run."""


@pytest.fixture
def shop(app: Flask, cast: Cast) -> Assessed:
    """A run with three learners whose class is on; Ruth trains and verifies as well."""
    with app.app_context():
        shop = make_assessed(cast, learners=3, criteria=2)
        with transaction():
            for role in ("trainer", "internal_verifier"):
                give_role(
                    by=system_actor(cast.sites["coventry"]),
                    person_id=cast.people["ruth"],
                    role=role,
                    site_id=cast.sites["coventry"],
                    starts_on=local_day(noon(-30)),
                    ends_on=None,
                    at=noon(),
                )
            shop.run = db.session.get_one(Run, shop.run.id)
            lesson = classes_of(shop.run)[0]
            lesson.starts_at, lesson.ends_at = noon() - timedelta(hours=13), noon() + timedelta(hours=13)
        decide_all(shop, shop.registrations)
        with transaction():
            make_plan(
                by=cast.actor("ruth"), run_number=shop.run.number, seed=7, at=noon(), token=new_client_id()
            )
        return shop


def decide_all(shop: Assessed, registrations: list[int]) -> None:
    """A decision on each criterion, but for the last registration."""
    with transaction():
        for registration_id in registrations[:-1]:
            learner_id = db.session.get_one(Registration, registration_id).person_id
            for criterion_id in shop.criteria:
                db.session.add(
                    CriterionDecision(
                        id=new_client_id(),
                        registration_id=registration_id,
                        learner_id=learner_id,
                        unit_id=shop.unit_id,
                        criterion_id=criterion_id,
                        decision="achieved",
                        assessor_id=shop.cast.people["nia"],
                        decided_on=local_day(noon()),
                        at=noon(),
                        device_at=noon(),
                        received_at=noon(),
                        body_hash="x",
                    )
                )


def add_more(shop: Assessed) -> None:
    """Twenty-seven more learners: some have completed, some wait, all are marked, registered and decided on."""
    with transaction():
        people = make_learners(shop.cast.sites["coventry"], MANY)[3:]
        run = db.session.get_one(Run, shop.run.id)
        run.capacity = 40
        db.session.flush()
        rows = []
        for turn, person in enumerate(people):
            put_in(run, person.id, ("attending", "completed", "waitlisted")[turn % 3])
            rows.append(
                Registration(
                    token=new_client_id(),
                    run_id=run.id,
                    person_id=person.id,
                    state="registered",
                    registered_on=local_day(noon(-1)),
                    made_at=noon(),
                )
            )
        db.session.add_all(rows)
        db.session.flush()
        added, number = [row.id for row in rows], run.number
    decide_all(shop, added)
    with transaction():
        issue_for_run(
            by=shop.cast.actor("ruth"),
            run_number=number,
            kind="completion",
            at=noon(),
            token=new_client_id(),
        )


def cost(browser: PageClient, address: str, statements: Statements) -> list[str]:
    """The statements of one visit, the second: the first may note that the browser was seen."""
    browser.client.get(address)
    with statements() as seen:
        answer = browser.client.get(address)
    assert answer.status_code == 200, address
    return list(seen)


def test_pages_of_a_run_cost_the_same_beside_three_learners_and_beside_thirty(
    app: Flask, shop: Assessed, page_client: PageClient, statements: Statements
) -> None:
    with app.app_context():
        shop.run = db.session.get_one(Run, shop.run.id)
        number, lesson = shop.run.number, classes_of(shop.run)[0].token
    sign_in(page_client, "Ruth")
    pages = [one.format(run=f"/runs/{number}", lesson=f"/classes/{lesson}") for one in PAGES]
    few = {page: cost(page_client, page, statements) for page in pages}
    with app.app_context():
        add_more(shop)
    many = {page: cost(page_client, page, statements) for page in pages}
    grown = {page: many[page] for page in pages if len(many[page]) > len(few[page])}
    assert grown == {}
    assert max(len(seen) for seen in many.values()) <= MOST
    assert "Learner 29" in page_client.get(f"/runs/{number}/assessment").text


def test_a_statement_for_each_learner_would_be_noticed(
    app: Flask, shop: Assessed, statements: Statements
) -> None:
    with app.app_context(), statements() as seen:
        for registration_id in shop.registrations:
            fast().row("SELECT state FROM registration WHERE id = ?", (registration_id,))
    assert len(seen) == len(shop.registrations)
