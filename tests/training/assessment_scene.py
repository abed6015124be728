"""A run that teaches one unit, its learners registered, Nia entitled for it: what tests of assessment share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from core.access import Actor
from core.clock import local_day, now
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.people import Person
from tests.cast import Cast
from tests.pages import PageClient
from tests.training.scene import book, make_course, make_learners, make_run, noon
from training.models.bookings import Booking
from training.models.catalogue import (
    AwardingBody,
    CourseUnit,
    CourseVersion,
    Criterion,
    LearningOutcome,
    Unit,
)
from training.models.delivery import Run
from training.services.assessment import NewDecision, decide_criterion
from training.services.assessors import entitle
from training.services.registrations import note_run_registered, register_learners

HOUR = timedelta(hours=1)


@dataclass
class Assessed:
    """The run, its unit and criteria, the registrations of its learners."""

    cast: Cast
    run: Run
    unit_id: int
    criteria: list[int]
    learners: list[Person]
    registrations: list[int]

    def actor(self, name: str) -> Actor:
        """Somebody of the cast, with a PIN given just now."""
        return self.cast.actor(name)

    @property
    def grid(self) -> str:
        """The address of the grid."""
        return f"/runs/{self.run.number}/assessment"

    def cell(self, learner: int = 0, criterion: int = 0) -> str:
        """The address of a cell."""
        return f"{self.grid}/{self.registrations[learner]}/{self.criteria[criterion]}"

    def folder(self, learner: int = 0) -> str:
        """The address of a learner's folder."""
        return f"/runs/{self.run.number}/learners/{self.registrations[learner]}"

    def decide(
        self,
        learner: int = 0,
        criterion: int = 0,
        decision: str = "achieved",
        by: str = "nia",
        **more: object,
    ) -> str:
        """A decision by a service; its id."""
        at = more.pop("at", noon() - HOUR)
        assert isinstance(at, datetime)
        came = max(at, min(noon(), now()))
        given = {"id": new_client_id(), "decision": decision, **more}
        new = NewDecision(
            registration_id=self.registrations[learner],
            criterion_id=self.criteria[criterion],
            **given,  # type: ignore[arg-type]
        )
        with transaction():
            return decide_criterion(by=self.actor(by), new=new, at=at, device_at=at, received_at=came).id

    def entitle(self, name: str, part: str = "assessor", by: str = "ruth") -> int:
        """Entitle somebody for the unit from a month ago on; the entitlement's id."""
        with transaction():
            return entitle(
                by=self.actor(by),
                person_number=self.cast.numbers[name],
                unit_code="DEMO-LC1",
                part=part,
                held="Level 3 assessor",
                starts_on=local_day(noon(-30)),
                ends_on=None,
                at=noon(),
            ).id


def teach_unit(version: CourseVersion, criteria: int) -> tuple[int, list[int]]:
    """A body's invented unit with outcomes of at most ten criteria, taught by a course version; ids."""
    version.is_accredited = True
    body = AwardingBody(token="b", slug="demo", name="Demo body", centre_number="C-1", made_at=noon())
    db.session.add(body)
    db.session.flush()
    unit = Unit(
        token="u", body_id=body.id, code="DEMO-LC1", title="Laser", level="L1", credit=3, made_at=noon()
    )
    db.session.add(unit)
    db.session.flush()
    db.session.add(CourseUnit(version_id=version.id, unit_id=unit.id))
    made: list[Criterion] = []
    for turn in range(criteria):
        if turn % 10 == 0:
            outcome = LearningOutcome(
                unit_id=unit.id, number=turn // 10 + 1, text="Work safely at the machine"
            )
            db.session.add(outcome)
            db.session.flush()
        made.append(
            Criterion(
                unit_id=unit.id,
                outcome_id=outcome.id,
                number=turn % 10 + 1,
                text=f"Identify hazard {turn + 1} of the laser cutter",
                easy_text=f"Say what is dangerous: {turn + 1}",
                picture="flame" if turn % 2 else "eye",
            )
        )
    db.session.add_all(made)
    db.session.flush()
    return unit.id, [one.id for one in made]


def make_assessed(cast: Cast, *, learners: int = 3, criteria: int = 4, own: str = "") -> Assessed:
    """A run in Coventry whose learners attend and are registered since yesterday; `own` is a learner of the cast."""
    with transaction():
        version = make_course()
        unit_id, criterion_ids = teach_unit(version, criteria)
        run = make_run(version, cast.sites["coventry"], capacity=learners + 2, starts_at=noon(-10))
        people = make_learners(cast.sites["coventry"], learners)
        if own:
            people.insert(0, db.session.get_one(Person, cast.people[own]))
        for person in people:
            book(cast.actor("mary"), run, person)
        db.session.execute(update(Booking).values(state="attending"))
        run.state = "running"
    shop = Assessed(cast, run, unit_id, criterion_ids, people, [])
    with transaction():
        register_learners(by=cast.actor("ruth"), run_number=run.number, at=noon(), token=new_client_id())
    rows = fast().rows("SELECT person_id, id FROM registration")
    by_person = {row[0]: row[1] for row in rows}
    shop.registrations = [by_person[person.id] for person in people]
    with transaction():
        note_run_registered(
            by=cast.actor("ruth"),
            run_number=run.number,
            numbers=dict.fromkeys(shop.registrations, "B-1"),
            registered_on=local_day(noon(-1)),
            at=noon(),
        )
    shop.entitle("nia")
    return shop


def press(browser: PageClient, address: str, **said: object) -> int:
    """Post to an address with a true page's token, whatever page showed no such button; the status."""
    token = browser.get("/me").tree.all("input", name="csrf_token")[0].get("value")
    answer = browser.client.post(address, data={"csrf_token": token, **said})
    return answer.status_code
