"""A week in the van: a full run of ten that Mary takes along, who comes, and all that one tablet keeps of it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.cards import make_card_for
from core.clock import local_day, now
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.people import Person
from core.people_roles import give_permit
from tests.cast import Cast
from tests.training.register_client import Event, RegisterClient
from tests.training.scene import book, make_course, make_learners, make_run
from training.models.catalogue import AwardingBody, CourseUnit, Criterion, LearningOutcome, Unit
from training.models.delivery import CourseClass, Run
from training.services.assessors import entitle
from training.services.checklists import add_starter_checklists
from training.services.taking_along import take_along

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
HALF_MINUTE = MINUTE / 2
LASER = "machine:laser_cutter"


@dataclass
class Van:
    """The run, its classes of Monday and Wednesday, ten with a place and two without, and the tablet that goes."""

    cast: Cast
    tablet: RegisterClient
    run: Run
    classes: list[CourseClass]
    criteria: list[int]
    learners: list[Person]
    cards: list[str]
    left_at: datetime

    def take_along(self) -> None:
        """Mary takes the run along with her PIN, an hour before the first class."""
        with transaction():
            take_along(
                by=self.cast.actor("mary"),
                run_number=self.run.number,
                device_id=self.cast.tablet_ids["coventry"],
                days=7,
                at=self.left_at,
                token=new_client_id(),
            )

    def week(self) -> list[Event]:
        """Everything that the tablet keeps in that week, as it happens."""
        return [*self._monday(), *self._wednesday(), *self._assessed(), self._induction()]

    def _event(self, card: str, kind: str, at: datetime, which: int = 0, **said: Any) -> Event:
        return self.tablet.event(card, kind, at, **{"class": self.classes[which].token, **said})

    def _mark(self, which: int, learner: int, at: datetime, mark: str = "present") -> Event:
        person = self.learners[learner]
        return self._event(
            self.cast.cards["mary"], "mark", at, which, learner={"number": person.number}, mark=mark
        )

    def _monday(self) -> list[Event]:
        mary, began = self.cast.cards["mary"], self.classes[0].starts_at
        own = [self._event(self.cards[who], "mark", began + who * MINUTE, mark="present") for who in range(4)]
        taken = [self._mark(0, who, began + 5 * MINUTE) for who in range(4, 8)]
        absent = [self._mark(0, who, began + 20 * MINUTE, "absent") for who in (8, 9)]
        gone = [
            self._event(mary, "gone", began + 25 * MINUTE, learner={"number": self.learners[who].number})
            for who in (8, 9)
        ]
        came = [
            self._event(mary, "join", began + (27 + who) * MINUTE, own=self.cards[who]) for who in (10, 11)
        ]
        late = [
            self._event(self.cards[who], "mark", began + (28 + who) * MINUTE - MINUTE / 2, mark="late")
            for who in (10, 11)
        ]
        wrong = self._mark(0, 3, began + 50 * MINUTE, "left_early")
        undo = self._event(mary, "unmark", began + 51 * MINUTE, mark=wrong["id"])
        signed = self._event(mary, "sign", began + 119 * MINUTE)
        return [*own, *taken, *absent, *gone, *came, *late, wrong, undo, signed]

    def _wednesday(self) -> list[Event]:
        began = self.classes[1].starts_at
        there = [self._mark(1, who, began + 3 * MINUTE) for who in (0, 1, 2, 4, 5, 6, 7, 10, 11)]
        told = self._mark(1, 3, began + 3 * MINUTE, "told_us")
        signed = self._event(self.cast.cards["mary"], "sign", began + 119 * MINUTE, 1)
        return [*there, told, signed]

    def _assessed(self) -> list[Event]:
        at, nia = self.classes[1].starts_at + 60 * MINUTE, self.cast.cards["nia"]
        decided = []
        for place, criterion in enumerate(self.criteria):
            for who in (0, 10):
                first = "not_yet" if place else "achieved"
                learner = {"number": self.learners[who].number}
                said: dict[str, Any] = {"run": self.run.number, "criterion": criterion, "decision": first}
                decided.append(self.tablet.event(nia, "decide", at + place * MINUTE, learner=learner, **said))
        again: dict[str, Any] = {
            "run": self.run.number,
            "criterion": self.criteria[1],
            "decision": "achieved",
        }
        learner = {"number": self.learners[0].number}
        return [*decided, self.tablet.event(nia, "decide", at + 40 * MINUTE, learner=learner, **again)]

    def _induction(self) -> Event:
        """Mary gives the first learner the laser's induction; both cards are shown."""
        pack = next(one for one in self.tablet.pack()["inductions"] if one["permit_kind"] == LASER)
        answers = {
            question["key"]: next(reply["key"] for reply in question["answers"] if reply["right"])
            for question in pack["questions"]
        }
        return self.tablet.event(
            self.cast.cards["mary"],
            "induct",
            self.classes[1].starts_at + 100 * MINUTE,
            own=self.cards[0],
            slug=pack["slug"],
            number=pack["number"],
            answers=answers,
            seen=[step["key"] for step in pack["practice"]],
            minutes=pack["supervised_minutes"],
            interpreter="Hana",
        )

    def state(self) -> dict[str, Any]:
        """What the house knows of it all, in words that do not depend on when anything came."""
        db.session.rollback()
        queries = {
            "bookings": "SELECT n.called, b.state FROM booking b JOIN person_name n ON n.person_id = b.person_id "
            "WHERE b.id = (SELECT MAX(o.id) FROM booking o WHERE o.run_id = b.run_id AND o.person_id = b.person_id) "
            "ORDER BY 1",
            "marks": "SELECT k.number, n.called, m.mark, m.minutes, m.method FROM attendance_mark m "
            "JOIN course_class k ON k.id = m.class_id JOIN person_name n ON n.person_id = m.person_id "
            "WHERE m.superseded_by IS NULL ORDER BY 1, 2",
            "signed": "SELECT k.number, n.called FROM course_class k LEFT JOIN person_name n "
            "ON n.person_id = k.signed_by_id ORDER BY 1",
            "decisions": "SELECT n.called, d.criterion_id, d.decision FROM criterion_decision d "
            "JOIN person_name n ON n.person_id = d.learner_id WHERE d.superseded_by IS NULL ORDER BY 1, 2",
            "permits": "SELECT n.called, t.kind, g.called FROM induction_pass p JOIN permit t ON t.id = p.permit_id "
            "JOIN person_name n ON n.person_id = p.person_id JOIN person_name g ON g.person_id = p.giver_id",
            "events": "SELECT kind, state, COUNT(*) FROM register_event GROUP BY kind, state ORDER BY 1, 2",
            "seats": "SELECT COUNT(*) FROM booking WHERE state IN ('offered', 'booked', 'attending')",
            "kept": "SELECT COALESCE(SUM(seats - used), 0) FROM seat_hold WHERE ended_at IS NULL",
        }
        return {name: [tuple(row) for row in fast().rows(sql)] for name, sql in queries.items()}


def make_van(app: Flask, client: FlaskClient, cast: Cast) -> Van:
    """The van six days ago, about to leave."""
    began = now().replace(minute=0, second=0, microsecond=0) - 6 * DAY
    with transaction():
        version = make_course(title="Laser in the van")
        criteria = teach_a_unit(version.id)
        run = make_run(
            version, cast.sites["coventry"], capacity=10, starts_at=began, classes=2, number="R-VAN01"
        )
        fast().run(
            "UPDATE course_class SET starts_at = ?, ends_at = ? WHERE run_id = ? AND number = 2",
            (began + 2 * DAY, began + 2 * DAY + 120 * MINUTE, run.id),
        )
        people = make_learners(cast.sites["coventry"], 12)
        cards = [
            "ECO:" + make_card_for(by=cast.actor("ruth"), person_id=person.id, at=now()).token
            for person in people
        ]
        add_starter_checklists(by=cast.actor("ruth"), at=now())
        hold_laser(cast)
        entitle_nia(cast)
    for turn, person in enumerate(people[:10]):
        with transaction():
            book(cast.actor("mary"), run, person, at=began.replace(hour=12) - 20 * DAY + turn * MINUTE)
    db.session.expire_all()
    query = select(CourseClass).where(CourseClass.run_id == run.id).order_by(CourseClass.number)
    tablet = RegisterClient(app, client, cast.tablets["coventry"])
    classes = list(db.session.scalars(query))
    return Van(cast, tablet, run, classes, criteria, people, cards, began - 60 * MINUTE)


def teach_a_unit(version_id: int) -> list[int]:
    """Give a course one invented unit; the ids of its two criteria."""
    at = now() - 90 * DAY
    body = AwardingBody(token=new_client_id(), slug="body", name="Body", profile="generic", made_at=at)
    db.session.add(body)
    db.session.flush()
    unit = Unit(
        token=new_client_id(), body_id=body.id, code="DEMO-VAN", version=1, title="Cut safely", level="L1",
        credit=3, glh_hours=24, is_invented=True, made_at=at,
    )  # fmt: skip
    db.session.add(unit)
    db.session.flush()
    outcome = LearningOutcome(unit_id=unit.id, number=1, text="Cut")
    db.session.add(outcome)
    db.session.flush()
    rows = [
        Criterion(unit_id=unit.id, outcome_id=outcome.id, number=number, text=f"Do {number}")
        for number in (1, 2)
    ]
    db.session.add_all([*rows, CourseUnit(version_id=version_id, unit_id=unit.id)])
    db.session.flush()
    return [row.id for row in rows]


def hold_laser(cast: Cast) -> None:
    """Mary holds the laser's permit."""
    day = local_day(now())
    give_permit(
        by=cast.actor("ann"),
        person_id=cast.people["mary"],
        kind=LASER,
        source="document",
        at=now(),
        starts_on=day - 30 * DAY,
        ends_on=day + 300 * DAY,
    )


def entitle_nia(cast: Cast) -> None:
    """Nia may assess the unit."""
    entitle(
        by=cast.actor("hana"),
        person_number=cast.numbers["nia"],
        unit_code="DEMO-VAN",
        part="assessor",
        held="Assessor's award",
        starts_on=local_day(now()) - 100 * DAY,
        ends_on=None,
        at=now(),
    )


def shuffled(events: list[Event], seed: int) -> list[list[Event]]:
    """The events in another order, in batches of other sizes; some come twice. Seed 0: as they happened, at once."""
    if seed == 0:
        return [events]
    dice = random.Random(seed)
    mixed = [*events, *dice.sample(events, 5)] if seed > 1 else list(reversed(events))
    if seed > 1:
        dice.shuffle(mixed)
    batches: list[list[Event]] = []
    while mixed:
        size = dice.randint(1, 12)
        batches.append(mixed[:size])
        mixed = mixed[size:]
    return batches
