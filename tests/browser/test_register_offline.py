"""A register is taken while the server's process is stopped, survives a restart, and arrives exactly once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from core.cards import make_card_for
from core.clock import now
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.people import Person
from tests import browsers
from tests.browser.stage import Stage
from tests.browser.tablets import Tablet, durable_context, until
from tests.live import ProcessServer
from tests.training.scene import book, make_course, make_learners, make_run
from tests.training.van_scene import entitle_nia, hold_laser, teach_a_unit
from training.models.delivery import CourseClass, Run
from training.queries.checklists import checklist_by_slug
from training.services.checklists import add_starter_checklists
from training.services.taking_along import take_along

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class ClassRoom:
    """A class that has just begun, four learners of whom three have a place, and their cards."""

    def __init__(self, stage: Stage) -> None:
        with transaction():
            course = make_course(title="First steps on the laser cutter")
            self.criteria = teach_a_unit(course.id)
            hold_laser(stage.cast)
            entitle_nia(stage.cast)
            add_starter_checklists(by=stage.cast.actor("ruth"), at=now())
            self.run: Run = make_run(
                course,
                stage.cast.sites["coventry"],
                capacity=3,
                starts_at=now() - timedelta(minutes=5),
                classes=1,
            )
            self.learners: list[Person] = make_learners(stage.cast.sites["coventry"], 4)
            for person, language in zip(self.learners, ("en", "ar", "uk", "en"), strict=True):
                person.language = language
            ruth = stage.cast.actor("ruth")
            self.cards = [
                "ECO:" + make_card_for(by=ruth, person_id=person.id, at=now()).token
                for person in self.learners
            ]
        for turn, person in enumerate(self.learners[:3]):
            with transaction():
                at = now().replace(hour=12) - timedelta(days=9, minutes=-turn)
                book(stage.cast.actor("mary"), self.run, person, at=at)
        self.numbers = [person.number for person in self.learners]
        self.run_id, self.number = self.run.id, self.run.number
        self.token = db.session.query(CourseClass.token).filter_by(run_id=self.run.id).scalar()


@pytest.fixture
def class_room(app: Flask, stage: Stage) -> ClassRoom:
    """A class that has begun."""
    with app.app_context():
        return ClassRoom(stage)


def marks(app: Flask) -> list[tuple[str, str, str]]:
    """The marks that count: whose, which, how."""
    with app.app_context():
        rows = fast().rows(
            "SELECT n.called, m.mark, m.method FROM attendance_mark m "
            "JOIN person_name n ON n.person_id = m.person_id WHERE m.superseded_by IS NULL ORDER BY n.called"
        )
        return [(row[0], row[1], row[2]) for row in rows]


def events(app: Flask) -> list[tuple[str, str]]:
    """Every event that the server holds: its kind and what came of it."""
    with app.app_context():
        rows = fast().rows("SELECT kind, state FROM register_event ORDER BY at, sequence")
        return [(row[0], row[1]) for row in rows]


def come(tablet: Tablet, card: str, name: str) -> None:
    """Somebody shows a card."""
    tablet.show(card)
    tablet.page.wait_for_function(
        "name => document.querySelector('#who')?.innerText.includes(name)", arg=name
    )


def without_comings(tablet: Tablet) -> list[dict[str, Any]]:
    """What waits of the register, without who came to the tablet."""
    return [event for event in tablet.queue() if event["kind"] != "visit"]


@pytest.fixture
def durable(
    tmp_path: Path,
    playwright: Any,
    process_server: ProcessServer,
    camera: browsers.FakeCamera,
    stage: Stage,
) -> Iterator[Tablet]:
    """A tablet whose server runs in a process of its own that can be killed."""
    process_server.start()
    context = durable_context(playwright, tmp_path / "one", process_server.url, camera.file, stage.tablet)
    yield Tablet(context.new_page(), process_server.url)
    context.close()


def test_a_register_is_taken_without_a_server_and_arrives_exactly_once(
    app: Flask, stage: Stage, class_room: ClassRoom, durable: Tablet, process_server: ProcessServer
) -> None:
    tablet, cards = durable.open(), stage.cast.cards
    tablet.is_kept()
    tablet.page.wait_for_selector("#registers")
    process_server.kill()
    tablet.reload()
    tablet.line("away")

    come(tablet, cards["mary"], "Mary")
    tablet.tap("#registers")
    tablet.tap(f"[data-class='{class_room.token}']")
    tablet.tap(f"[data-learner='{class_room.numbers[0]}']")
    tablet.sees("there")
    tablet.tap("[data-brush='told_us']")
    tablet.tap(f"[data-learner='{class_room.numbers[1]}']")
    tablet.tap("[data-brush='late']")
    tablet.tap(f"[data-learner='{class_room.numbers[2]}']")
    tablet.page.wait_for_selector(".register-tile.register-late")
    tablet.tap("#undo")
    tablet.page.wait_for_function("() => !document.querySelector('.register-tile.register-late')")
    tablet.tap("#rest")
    tablet.tap("#sign")
    until(lambda: len(without_comings(tablet)) == 6, 15)
    assert marks(app) == []
    assert not any("mark" in event or "told_us" in str(event) for event in tablet.queue())

    tablet.reload()
    tablet.line("away")
    process_server.start()
    tablet.line("saved", timeout=60_000)
    until(lambda: tablet.queue() == [], 30)
    assert marks(app) == [
        ("Learner 0", "present", "tap"),
        ("Learner 1", "told_us", "tap"),
        ("Learner 2", "present", "tap"),
    ]
    assert [kind for kind, _ in events(app)] == ["mark", "mark", "mark", "unmark", "mark", "sign"]
    assert [state for _, state in events(app)] == ["done"] * 5 + ["to_sign"]


def test_each_checks_in_with_their_own_card_in_their_own_language(
    app: Flask, stage: Stage, class_room: ClassRoom, durable: Tablet, process_server: ProcessServer
) -> None:
    tablet = durable.open()
    tablet.is_kept()
    tablet.page.wait_for_selector("#registers")
    process_server.kill()
    tablet.reload()
    tablet.tap("#registers")
    tablet.tap("#check-in")
    tablet.show(class_room.cards[0])
    tablet.page.wait_for_selector("#here")
    tablet.sees("You are here")
    tablet.page.wait_for_timeout(2600)
    tablet.show(class_room.cards[1])
    tablet.page.wait_for_function("() => document.documentElement.lang === 'ar'")
    # Somebody of the site who is not on the list shows theirs before the first was answered: each has their turn.
    tablet.show(stage.cast.cards["tomasz"])
    tablet.page.wait_for_selector(".notice-look")
    process_server.start()
    tablet.line("saved", timeout=60_000)
    until(lambda: tablet.queue() == [], 30)
    assert marks(app) == [("Learner 0", "present", "card"), ("Learner 1", "present", "card")]


def give_the_induction(app: Flask, tablet: Tablet, card: str) -> None:
    """The learner answers the laser's questions, Mary ticks what she saw, the learner shows their card."""
    with app.app_context():
        checklist = checklist_by_slug("laser-cutter")
        assert checklist is not None
    tablet.tap("#induction")
    tablet.tap("[data-induction='laser-cutter']")
    for question in checklist.questions:
        tablet.page.wait_for_function("text => document.title.startsWith(text)", arg=question["text"])
        tablet.tap(f"[data-reply='{checklist.right_answer(question['key'])}']")
    for step in checklist.practice:
        tablet.tap(f"#seen-{step['key']}")
    tablet.page.fill("#minutes-beside", str(checklist.supervised_minutes))
    tablet.page.fill("#interpreter", "Hana")
    tablet.tap("#all-seen")
    tablet.sees("Now the learner's card")
    tablet.show(card)
    tablet.sees("Induction signed")


def become_somebody(tablet: Tablet, blank: str, name: str) -> None:
    """A blank card's first hour, in English."""
    tablet.show(blank)
    tablet.tap("[data-language='en']")
    tablet.page.fill("#called", name)
    tablet.tap("form .slab")
    tablet.tap("[data-avatar='fox']")
    tablet.tap("#notice")


def test_in_the_van_a_place_changes_hands_an_induction_is_signed_and_criteria_are_decided(
    app: Flask, stage: Stage, class_room: ClassRoom, durable: Tablet, process_server: ProcessServer
) -> None:
    cards, numbers = stage.cast.cards, class_room.numbers
    with app.app_context(), transaction():
        take_along(
            by=stage.cast.actor("mary"),
            run_number=class_room.number,
            device_id=stage.cast.tablet_ids["coventry"],
            days=7,
            at=now(),
            token=new_client_id(),
        )
    tablet = durable.open()
    tablet.is_kept()
    tablet.page.wait_for_selector("#registers")
    process_server.kill()
    tablet.reload()
    tablet.line("away")
    come(tablet, cards["mary"], "Mary")
    tablet.tap("#registers")
    tablet.tap(f"[data-class='{class_room.token}']")

    tablet.tap(f"[data-more='{numbers[2]}']")
    tablet.tap("#give-up")
    tablet.sees("place given on")
    tablet.tap("#came")
    tablet.show(stage.cast.cards["tomasz"])
    tablet.sees("has a place")
    tablet.page.wait_for_function("() => document.querySelectorAll('.register-tile').length === 3")

    tablet.tap(f"[data-more='{numbers[1]}']")
    tablet.tap("#give-up")
    tablet.tap("#came")
    become_somebody(tablet, stage.cast.blank_cards[0], "Selam")
    tablet.sees("Selam has a place")

    tablet.tap(f"[data-more='{numbers[0]}']")
    give_the_induction(app, tablet, class_room.cards[0])
    tablet.tap("#criteria")
    tablet.sees("Show an assessor's card")
    tablet.show(cards["nia"])
    tablet.tap(f"[data-decide='{class_room.criteria[0]} achieved']")
    tablet.page.wait_for_selector("[aria-pressed='true'][data-decide]")
    until(lambda: len(without_comings(tablet)) == 9, 15)

    process_server.start()
    tablet.line("saved", timeout=60_000)
    until(lambda: tablet.queue() == [], 30)
    assert sorted(events(app)) == [
        ("decide", "to_sign"),
        ("gone", "done"),
        ("gone", "done"),
        ("induct", "done"),
        ("join", "done"),
        ("join", "done"),
        ("mark", "done"),
        ("mark", "done"),
    ]
    with app.app_context():
        seated = fast().rows("SELECT state FROM booking WHERE run_id = ? ORDER BY id", (class_room.run_id,))
        assert [row[0] for row in seated] == ["booked", "no_show", "no_show", "attending", "attending"]


def test_a_criterion_is_referred_with_words_and_a_photo_while_the_server_is_away(
    app: Flask, stage: Stage, class_room: ClassRoom, durable: Tablet, process_server: ProcessServer
) -> None:
    tablet = durable.open()
    tablet.is_kept()
    tablet.page.wait_for_selector("#registers")
    process_server.kill()
    tablet.reload()
    tablet.line("away")
    come(tablet, stage.cast.cards["mary"], "Mary")
    tablet.tap("#registers")
    tablet.tap(f"[data-class='{class_room.token}']")
    tablet.tap(f"[data-more='{class_room.numbers[0]}']")
    tablet.tap("#criteria")
    tablet.show(stage.cast.cards["nia"])
    tablet.tap(f"[data-more-of='{class_room.criteria[0]}']")
    tablet.page.fill("#said-feedback", "Clamp it first")
    tablet.tap("#take-evidence")
    tablet.page.wait_for_selector("#shutter")
    tablet.page.set_input_files(
        "#photo-file", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_picture()}
    )
    tablet.page.wait_for_selector("img.evidence-photo")
    assert tablet.page.input_value("#said-feedback") == "Clamp it first"
    tablet.tap("[data-decide-with='referred']")
    tablet.page.wait_for_selector(f"[data-decide='{class_room.criteria[0]} referred'][aria-pressed='true']")
    until(lambda: len(tablet.sealed()) == 1, 15)
    assert tablet.sealed()[0]["to"] == "/api/v1/evidence"

    process_server.start()
    tablet.line("saved", timeout=60_000)
    until(lambda: tablet.queue() == [] and tablet.sealed() == [], 30)
    with app.app_context():
        assert fast().rows("SELECT COUNT(*) FROM tablet_photo", ())[0][0] == 1
        named = fast().rows("SELECT body FROM register_event WHERE kind = 'decide'", ())[0][0]
        assert "Clamp it first" in str(named) and "referred" in str(named)


def a_picture() -> bytes:
    """A photo as a tablet's camera gives it."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (120, 60, 20)).save(out, "JPEG")
    return out.getvalue()
