"""What came next: asked after 0, 3 and 6 months, told by card, link or phone in pictures; and hours of help."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask

from core.clock import local_day, now
from core.db import db, transaction
from core.errors import NotFound, RuleBroken
from core.ids import new_client_id
from core.people import Person
from core.people_services import set_contact
from factory.outbox.queries import due_messages
from factory.outbox.wording import written
from tests.cast import Cast
from tests.front_desk.doors import pair, show_card, sign_in
from tests.pages import Client, PageClient
from tests.training import scene
from tests.training.conftest import Desk, Run, value
from tests.training.test_indicators import taught
from training.next_steps import due_on, link_code, question_due, read_link
from training.queries.outcomes import help_at, steps_due
from training.services.outcomes import add_help, ask_by_message, tell_step

TODAY = local_day(now())


@pytest.fixture
def ended(app_context: Flask, cast: Cast) -> tuple[Run, list[Person]]:
    """A run that two learners have completed."""
    with transaction():
        people = scene.make_learners(cast.sites["coventry"], 2)
    return taught(cast, "laser", "digital_fabrication", people), people


@pytest.mark.parametrize(
    ("ended_on", "months", "on"),
    [
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 5), 0, date(2026, 12, 5)),
    ],
)
def test_a_question_comes_after_whole_months(ended_on: date, months: int, on: date) -> None:
    assert due_on(ended_on, months) == on


def test_one_question_is_open_at_a_time_and_not_for_ever() -> None:
    ended = date(2026, 1, 10)
    assert question_due(ended, set(), date(2026, 1, 9)) is None
    assert question_due(ended, set(), ended) == 0
    assert question_due(ended, {0}, date(2026, 3, 1)) is None
    assert question_due(ended, set(), date(2026, 3, 26)) is None
    assert question_due(ended, {0}, date(2026, 4, 10)) == 3
    assert question_due(ended, set(), date(2026, 7, 10)) == 6
    assert question_due(ended, set(), date(2026, 12, 1)) is None


def test_a_link_is_read_only_as_it_was_made() -> None:
    code = link_code("secret", 17, 3)
    assert read_link("secret", code) == read_link("secret", code.upper()) == (17, 3)
    for bad in (
        code[:-1] + ("a" if code[-1] != "a" else "b"),
        code.replace("17-", "18-", 1),
        "",
        "x-3-y",
        "1-2-3",
        f"9{code}",
    ):
        assert read_link("secret", bad) is None
    assert read_link("another", code) is None


def test_staff_ask_on_the_phone_and_the_list_grows_shorter(
    desk: Desk, ended: tuple[Run, list[Person]]
) -> None:
    page = desk.get("/outcomes")
    assert "2 to ask" in page.text
    link = next(link for link in page.links if re.search(r"/outcomes/\d+/0", link))
    desk.browser.submit(desk.get(link), {"step": "flying"}, action=link, status=422)
    page = desk.browser.submit(desk.get(link), {"step": "job"}, action=link)
    assert "1 to ask" in page.text and value("SELECT step FROM next_step") == "job"
    assert value("SELECT COUNT(*) FROM audit_line WHERE verb = 'tell_step'") == 1


def test_a_question_goes_out_once_with_a_link_that_answers_it(
    desk: Desk, page_client: PageClient, ended: tuple[Run, list[Person]], cast: Cast
) -> None:
    ruth, person = cast.actor("ruth"), ended[1][0]
    with transaction():
        set_contact(by=ruth, person_id=person.id, email="sam@example.org", phone="", at=now())
    assert "2 questions" in desk.browser.submit(desk.get("/outcomes"), action="/outcomes/asks").text
    with transaction():
        assert ask_by_message(by=ruth, at=now(), token=new_client_id()) == 0
    message = next(one for one in due_messages("email", now()) if one.kind == "next_step")
    text = written(message).text
    code = re.search(r"/next/(\S+)", text)
    assert code is not None and "need not answer" in text
    stranger = desk.browser.client.application.test_client()
    page = stranger.get(f"/next/{code[1]}")
    assert page.status_code == 200 and b"Learner 0" not in page.data and b"Course laser" in page.data
    assert value("SELECT COUNT(*) FROM next_step") == 0
    page = desk.browser.submit(
        desk.get(f"/next/{code[1]}"), {"step": "own_enterprise"}, action=f"/next/{code[1]}", status=200
    )
    assert "Thank you for telling us" in page.text
    assert value("SELECT step FROM next_step") == "own_enterprise"
    assert stranger.get("/next/1-0-nonsense").status_code == 404


def test_the_learner_answers_at_the_tablet_in_pictures(
    page_client: PageClient, app_context: Flask, cast: Cast
) -> None:
    with transaction():
        from core.people_queries import person_here

        nia = person_here(cast.numbers["nia"], site_id=cast.sites["coventry"])
    taught(cast, "laser", "digital_fabrication", [nia])
    sign_in(page_client, "Nia")
    page = page_client.get("/mine/next")
    assert "Now that the course is over" in page.text and "Volunteering" in page.text
    page = page_client.submit(page, {"step": "volunteering"}, action="/mine/next")
    assert "Nothing to tell now" in page.text and value("SELECT step FROM next_step") == "volunteering"


def test_nobody_tells_for_another_and_nothing_is_told_too_early(
    ended: tuple[Run, list[Person]], cast: Cast
) -> None:
    booking = scene.booking_of(ended[0], ended[1][0]).id
    told = {"booking_id": booking, "step": "job", "how": "phone", "at": now()}
    for who in ("amina", "oluwaseun"):
        with pytest.raises(NotFound):
            tell_step(by=cast.actor(who), months=0, token=new_client_id(), **told)  # type: ignore[arg-type]
    with pytest.raises(RuleBroken), transaction():
        tell_step(by=cast.actor("ruth"), months=3, token=new_client_id(), **told)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        tell_step(by=cast.actor("ruth"), months=4, token=new_client_id(), **told)  # type: ignore[arg-type]


def test_told_twice_by_one_press_is_once_and_a_newer_word_counts(
    ended: tuple[Run, list[Person]], cast: Cast
) -> None:
    booking, ruth = scene.booking_of(ended[0], ended[1][0]).id, cast.actor("ruth")
    token = new_client_id()
    for step, key in (("job", token), ("looking", token), ("looking", new_client_id())):
        with transaction():
            tell_step(by=ruth, booking_id=booking, months=0, step=step, how="phone", at=now(), token=key)
    assert value("SELECT COUNT(*) FROM next_step") == 1 and value("SELECT step FROM next_step") == "looking"


def test_after_three_months_the_next_question_is_open(ended: tuple[Run, list[Person]], cast: Cast) -> None:
    site = cast.sites["coventry"]
    assert [one.months for one in steps_due(TODAY, site_id=site)] == [0, 0]
    assert [one.months for one in steps_due(TODAY + timedelta(days=95), site_id=site)] == [3, 3]
    assert [one.months for one in steps_due(TODAY + timedelta(days=190), site_id=site)] == [6, 6]
    assert steps_due(TODAY + timedelta(days=400), site_id=site) == []
    assert steps_due(TODAY, site_id=cast.sites["wolverhampton"]) == []


# --- helpers ---


def help_of(cast: Cast, helper: str, **more: object) -> None:
    given: dict[str, object] = {
        "kind": "helping",
        "run": "",
        "learner": "",
        "about": "Sanding",
        "done_on": TODAY,
        "minutes": 90,
        "at": now(),
        "token": new_client_id(),
    } | more
    with transaction():
        add_help(by=cast.actor("ruth"), helper=helper, **given)  # type: ignore[arg-type]


def test_former_learners_help_and_mentoring_is_a_thing_of_its_own(
    desk: Desk, ended: tuple[Run, list[Person]], cast: Cast
) -> None:
    run, (first, second) = ended
    numbers = first.number, second.number
    help_of(cast, numbers[0], run=run.number)
    help_of(cast, numbers[0], kind="mentoring", learner=numbers[1], about="Painting")
    page = desk.get("/helping")
    assert "3 hours" in page.text and "Mentored a learner" in page.text
    assert [(line.kind, line.minutes) for line in help_at(cast.sites["coventry"])] == [
        ("mentoring", 90),
        ("helping", 90),
    ]
    assert "3 hours of help" in desk.get(f"/learners/{numbers[0]}").text
    assert b"Mentored a learner" in desk.browser.client.get("/helping.csv").data
    given = {"person": numbers[1], "kind": "helping", "run": run.number, "minutes": "30"}
    assert "3.5 hours" in desk.browser.submit(page, given, action="/helping").text


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("run", {}),
        ("learner", {"kind": "mentoring"}),
        ("learner", {"kind": "mentoring", "learner": "self"}),
        ("done_on", {"run": "run", "done_on": TODAY + timedelta(days=1)}),
        ("minutes", {"run": "run", "minutes": 0}),
        ("kind", {"kind": "flying"}),
    ],
)
def test_help_that_cannot_be_is_refused_on_its_field(
    ended: tuple[Run, list[Person]], cast: Cast, field: str, more: dict[str, object]
) -> None:
    run, (first, _second) = ended
    number = first.number
    words = {"self": number, "run": run.number}
    given = {name: words.get(str(word), word) for name, word in more.items()}
    with pytest.raises(RuleBroken) as refused:
        help_of(cast, number, **given)
    assert refused.value.field == field


def test_who_has_not_learned_here_is_no_helper_of_this_kind(
    ended: tuple[Run, list[Person]], cast: Cast
) -> None:
    with pytest.raises(RuleBroken) as refused:
        help_of(cast, cast.numbers["dev"], run=ended[0].number)
    assert refused.value.field == "person"


def test_the_tablet_is_told_what_waits_for_a_card_and_of_nobody_else(
    client: Client, ended: tuple[Run, list[Person]], cast: Cast
) -> None:
    pair(client, cast)
    assert client.get("/api/v1/mine").status_code == 401
    show_card(client, cast, "amina")
    nothing = {"number": cast.numbers["amina"], "offers": 0, "steps": 0, "witness": False}
    assert client.get("/api/v1/mine").json == nothing
    taught(cast, "cnc", "digital_fabrication", [db.session.get_one(Person, cast.people["amina"])])
    assert client.get("/api/v1/mine").json == {**nothing, "steps": 1}
