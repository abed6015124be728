"""A small college to look at: a body with units, courses with and without them, a coordinator's browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask

from core.access import Actor
from core.clock import now
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.people import Person
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import Page, PageClient
from tests.training import scene
from tests.training.claim_scene import Workshop, make_workshop
from training.models.catalogue import AwardingBody, Course, Qualification, Unit
from training.models.delivery import CourseClass, Run
from training.patterns import Slot, slot, weekly
from training.services.bodies import QualificationData, add_body, add_qualification
from training.services.classes import ClassData, add_classes
from training.services.courses import VersionData, add_course
from training.services.runs import RunData, make_run, step_run
from training.services.units import CriterionData, UnitData, add_unit, set_criterion, set_outcome

MONDAY = date(2030, 1, 7)
"""A Monday far ahead, in winter time."""
TEN, NOON = time(10), time(12)


def at_ten(day: date = MONDAY, hours: int = 2) -> Slot:
    """A class at ten on a day."""
    return slot(day, TEN, time(10 + hours))


@dataclass
class College:
    """Makers of catalogue and runs as plain services, by Ruth in Coventry."""

    cast: Cast
    at: datetime = field(default_factory=now)

    @property
    def ruth(self) -> Actor:
        """The coordinator of Coventry."""
        return self.cast.actor("ruth")

    def body(self, name: str = "Body of Tests", profile: str = "generic") -> AwardingBody:
        """An awarding body."""
        with transaction():
            return add_body(
                by=self.ruth,
                name=name,
                centre_number="C-77",
                profile=profile,
                at=self.at,
                token=new_client_id(),
            )

    def unit(self, body: AwardingBody, code: str = "DEMO-LC1", criteria: int = 2, credit: int = 3) -> Unit:
        """An invented unit with one outcome and so many criteria."""
        data = UnitData(f"Unit {code}", "L1", credit, 24, is_invented=True)
        with transaction():
            unit = add_unit(
                by=self.ruth, body_slug=body.slug, code=code, data=data, at=self.at, token=new_client_id()
            )
            set_outcome(by=self.ruth, unit_id=unit.id, number=1, text="Use the machine safely", at=self.at)
            for number in range(1, criteria + 1):
                criterion = CriterionData(1, number, f"Name danger {number}", f"Say danger {number}")
                set_criterion(by=self.ruth, unit_id=unit.id, data=criterion, at=self.at)
        return unit

    def qualification(self, body: str = "body-of-tests") -> Qualification:
        """A qualification of a body, without a rule yet."""
        data = QualificationData("Q/1", "Making", "L1", min_credit=3)
        with transaction():
            return add_qualification(
                by=self.ruth, body_slug=body, data=data, at=self.at, token=new_client_id()
            )

    def course(
        self, title: str = "Laser cutting", category: str = "digital_fabrication", **more: object
    ) -> Course:
        """A course, unaccredited unless units are given."""
        data = VersionData(title=title, **more)  # type: ignore[arg-type]
        with transaction():
            return add_course(
                by=self.ruth, category=category, picture="", data=data, at=self.at, token=new_client_id()
            )

    def accredited(self, title: str = "Laser cutting with units") -> tuple[Course, Unit]:
        """A course that teaches one invented unit."""
        unit = self.unit(self.body())
        return self.course(title, is_accredited=True, unit_ids=(unit.id,)), unit

    def run(
        self, course: Course | None = None, capacity: int = 8, by: Actor | None = None, **more: object
    ) -> Run:
        """A draft of a run, without classes."""
        data = RunData(capacity=capacity, **more)  # type: ignore[arg-type]
        slug, actor = (course or self.course()).slug, by or self.ruth
        with transaction():
            return make_run(
                by=actor,
                slug=slug,
                data=data,
                at=self.at,
                token=new_client_id(),
            )

    def classes(
        self, run: Run, slots: list[Slot] | None = None, by: Actor | None = None, **more: object
    ) -> list[CourseClass]:
        """Classes of a run: three Mondays at ten in a hall, unless told otherwise."""
        data = ClassData(**({"venue": "Hall"} | more))  # type: ignore[arg-type]
        actor = by or self.ruth
        with transaction():
            return add_classes(
                by=actor,
                run_number=run.number,
                slots=slots or weekly(MONDAY, [0], 3, TEN, NOON),
                data=data,
                at=self.at,
                token=new_client_id(),
            )

    def open_run(self, course: Course | None = None, capacity: int = 8, **more: object) -> Run:
        """A run with three classes, open for booking."""
        run = self.run(course, capacity)
        self.classes(run, **more)  # type: ignore[arg-type]
        return self.step(run, "open")

    def step(self, run: Run, state: str, at: datetime | None = None) -> Run:
        """Move a run on."""
        with transaction():
            return step_run(by=self.ruth, number=run.number, state=state, at=at or self.at)

    def book(self, run: Run, name: str, state: str = "booked") -> None:
        """A booking written straight into the table: who books and how is tested elsewhere."""
        with transaction():
            fast().run(
                "INSERT INTO booking (token, run_id, person_id, state, joined_at, state_at, source, reason, "
                "partner, made_at) VALUES (?, ?, ?, ?, ?, ?, 'desk', '', '', ?)",
                (new_client_id(), run.id, self.cast.people[name], state, self.at, self.at, self.at),
            )

    def number(self, name: str) -> str:
        """The number of somebody of the cast."""
        return self.cast.numbers[name]


def value(sql: str, *values: object) -> object:
    """One value of the database as it is now."""
    db.session.rollback()
    row = fast().row(sql, values)
    return row[0] if row else None


def in_utc(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """An instant in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@dataclass
class Desk:
    """Ruth's browser, and the college behind it."""

    browser: PageClient
    college: College

    def get(self, url: str, status: int = 200) -> Page:
        """Load a page, which is checked as every page is."""
        return self.browser.get(url, status)


@pytest.fixture
def college(app: Flask, cast: Cast) -> Iterator[College]:
    """An empty college in Coventry."""
    with app.app_context():
        yield College(cast)


@pytest.fixture
def desk(college: College, page_client: PageClient) -> Desk:
    """Ruth signed in at the college."""
    sign_in(page_client, "Ruth")
    return Desk(page_client, college)


LATER = timedelta(days=3650)


@pytest.fixture
def run(app_context: Flask, cast: Cast) -> Run:
    """An open run in Coventry with two seats."""
    with transaction():
        return scene.make_run(scene.make_course(), cast.sites["coventry"])


@pytest.fixture
def learners(run: Run, cast: Cast) -> list[Person]:
    """Five learners of Coventry."""
    with transaction():
        return scene.make_learners(cast.sites["coventry"], 5)


@pytest.fixture
def shop(app_context: Flask, cast: Cast) -> Workshop:
    """A run of one unit with two registered learners; Nia may assess it."""
    return make_workshop(cast)


@pytest.fixture
def ready(shop: Workshop) -> Workshop:
    """Everything assessed, verified and drawn up; nothing signed yet."""
    shop.decide_all()
    shop.verify_all()
    shop.draw_up()
    return shop


@pytest.fixture
def empty_store(app: Flask) -> Iterator[None]:
    """No photo of another test is there while this one runs: the folder is the whole run's."""
    folder = app.config["ECO_SETTINGS"].photo_folder
    aside = folder.with_name("photos-of-others")
    if folder.exists():
        folder.rename(aside)
    yield
    shutil.rmtree(folder, ignore_errors=True)
    if aside.exists():
        aside.rename(folder)
