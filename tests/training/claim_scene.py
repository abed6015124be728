"""A workshop on the way from assessment to award: a run of one unit, two registered learners, Nia who may assess it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from core.clock import local_day, now
from core.db import db, transaction
from core.ids import new_client_id
from tests.cast import Cast
from tests.training.assessment_scene import Assessed
from tests.training.scene import book, make_course, make_learners, make_run, noon
from training.models.assessment import Registration, SampleItem
from training.models.awards import Rac, RacLine
from training.models.bookings import Booking
from training.models.catalogue import AwardingBody, CourseUnit, Criterion, LearningOutcome, Unit
from training.services.assessors import entitle
from training.services.racs import draw_up_rac, send_rac, sign_rac
from training.services.registrations import note_registered, register_learners
from training.services.samples import close_item, make_plan


@dataclass
class Workshop(Assessed):
    """A run of one unit with two criteria, two registered learners."""

    def decide(self, *what: Any, **more: Any) -> str:
        """A decision of an assessor, made just now; its id."""
        return super().decide(*what, **{"at": min(noon(), now() - timedelta(minutes=1)), **more})

    def decide_all(self) -> None:
        """Everybody achieved everything."""
        for learner in range(2):
            for criterion in range(2):
                self.decide(learner, criterion)

    def verify_all(self) -> None:
        """The verifier draws a plan and agrees with each item."""
        with transaction():
            make_plan(
                by=self.actor("hana"), run_number=self.run.number, seed=7, at=noon(), token=new_client_id()
            )
        for item_id in db.session.scalars(select(SampleItem.id)).all():
            with transaction():
                close_item(by=self.actor("hana"), item_id=item_id, outcome="agreed", note="", at=noon())

    def draw_up(self) -> list[RacLine]:
        """The RAC, drawn up; its lines."""
        with transaction():
            draw_up_rac(by=self.actor("ruth"), run_number=self.run.number, at=noon(), token=new_client_id())
        return list(db.session.scalars(select(RacLine).order_by(RacLine.id)))

    def send(self) -> list[RacLine]:
        """The RAC, drawn up, signed by two and sent; its lines."""
        self.draw_up()
        return self.send_as_it_is()

    def send_as_it_is(self) -> list[RacLine]:
        """The RAC as it was drawn up, signed by two and sent; its lines."""
        for part, name in (("tutor", "nia"), ("verifier", "hana")):
            with transaction():
                sign_rac(by=self.actor(name), run_number=self.run.number, part=part, at=noon())
        with transaction():
            send_rac(by=self.actor("ruth"), run_number=self.run.number, at=noon())
        return list(db.session.scalars(select(RacLine).order_by(RacLine.id)))

    def send_by_sql(self, **changed: Any) -> None:
        """What was drawn up is signed and sent by a line of SQL, past every service; `changed` columns otherwise."""
        people = self.cast.people
        sending: dict[str, Any] = {
            "tutor_id": people["nia"], "verifier_id": people["hana"],
            "tutor_signed_at": noon(), "verifier_signed_at": noon(), "sent_at": noon(),
        }  # fmt: skip
        with transaction():
            db.session.execute(update(Rac).values(**sending | changed))


def make_workshop(cast: Cast) -> Workshop:
    """Two learners registered yesterday; Nia may assess the unit."""
    with transaction():
        version = make_course()
        body = AwardingBody(token="b", slug="demo", name="Demo body", made_at=noon())
        db.session.add(body)
        db.session.flush()
        unit = Unit(
            token="u", body_id=body.id, code="DEMO-LC1", title="Laser", level="L1", credit=3, made_at=noon()
        )
        db.session.add(unit)
        db.session.flush()
        outcome = LearningOutcome(unit_id=unit.id, number=1, text="Work safely")
        db.session.add_all([outcome, CourseUnit(version_id=version.id, unit_id=unit.id)])
        db.session.flush()
        criteria = [
            Criterion(unit_id=unit.id, outcome_id=outcome.id, number=number, text=f"Criterion {number}")
            for number in (1, 2)
        ]
        db.session.add_all(criteria)
        run = make_run(version, cast.sites["coventry"])
        people = make_learners(cast.sites["coventry"], 2)
        for person in people:
            book(cast.actor("mary"), run, person)
        db.session.execute(update(Booking).values(state="attending"))
        entitle(
            by=cast.actor("ruth"),
            person_number=cast.numbers["nia"],
            unit_code="DEMO-LC1",
            part="assessor",
            held="Level 3 assessor",
            starts_on=local_day(noon(-30)),
            ends_on=None,
            at=noon(),
        )
        register_learners(by=cast.actor("ruth"), run_number=run.number, at=noon(), token=new_client_id())
        rows = list(db.session.scalars(select(Registration).order_by(Registration.id)))
        for row in rows:
            note_registered(
                by=cast.actor("ruth"),
                registration_id=row.id,
                body_learner_number="L1",
                registered_on=local_day(noon(-1)),
                at=noon(),
            )
        ids = [criterion.id for criterion in criteria]
    return Workshop(cast, run, unit.id, ids, people, [row.id for row in rows])
