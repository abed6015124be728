"""Inductions: a version in one's language, questions, practice seen by a holder; passing is the grant of the permit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.access import actor_for
from core.clock import local_day, now
from core.db import db, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from core.people import Permit
from core.people_roles import give_permit
from tests.cast import Cast
from tests.training.scene import make_course, make_run
from training.models.inductions import InductionPass, InductionVersion
from training.queries.checklists import checklist_by_slug
from training.queries.inductions import holders_at, missing_for, passing_by_token
from training.services.checklists import (
    add_checklist,
    add_starter_checklists,
    as_file,
    change_kind,
)
from training.services.inductions import (
    answer_question,
    approve_text,
    begin_induction,
    sign_practice,
    stop_induction,
)
from training.services.permit_use import note_supervised_minutes

LASER = "machine:laser_cutter"
DAY = timedelta(days=1)


@pytest.fixture
def kinds(app_context: Flask, cast: Cast) -> Cast:
    """The starter checklists are in; Mary, who trains, holds the laser's permit from a document."""
    with transaction():
        add_starter_checklists(by=cast.actor("ruth"), at=now())
        hold(cast, "mary")
    return cast


def hold(cast: Cast, who: str, *, days: int = 300, since: int = 30, kind: str = LASER) -> Permit:
    day = local_day(now())
    return give_permit(
        by=cast.actor("ann"),
        person_id=cast.people[who],
        kind=kind,
        source="document",
        at=now(),
        starts_on=day - since * DAY,
        ends_on=day + days * DAY,
    )


def begin(cast: Cast, who: str = "amina", slug: str = "laser-cutter") -> str:
    with transaction():
        return begin_induction(
            by=cast.actor(who, strength="card"), slug=slug, at=now(), token=new_client_id()
        ).token


def answer_all(cast: Cast, token: str, who: str = "amina", *, wrong: int = 0) -> None:
    passing = passing_by_token(token)
    assert passing is not None
    for number, row in enumerate(passing.checklist.questions):
        right = passing.checklist.right_answer(row["key"])
        other = next(reply["key"] for reply in row["answers"] if reply["key"] != right)
        with transaction():
            answer_question(
                by=cast.actor(who, strength="card"),
                token=token,
                question=row["key"],
                answer=other if number < wrong else right,
                at=now(),
            )


def sign(
    cast: Cast, token: str, by: str = "mary", *, interpreter: str = "Hana", seen: int = 99, **more: str
) -> InductionPass:
    passing = passing_by_token(token)
    assert passing is not None
    keys = [row["key"] for row in passing.checklist.practice][:seen]
    with transaction():
        return sign_practice(
            by=cast.actor(by, **more),
            token=token,
            seen=keys,
            interpreter=interpreter,
            is_final=True,
            at=now(),
        )


def add_minutes(cast: Cast, minutes: int = 60, *, beside: str = "mary", token: str = "", on: int = 0) -> None:
    with transaction():
        note_supervised_minutes(
            person_id=cast.people["amina"],
            supervisor_id=cast.people[beside],
            kind=LASER,
            on=local_day(now()) - on * DAY,
            minutes=minutes,
            at=now(),
            token=token or new_client_id(),
        )


def ready(cast: Cast) -> str:
    token = begin(cast)
    answer_all(cast, token)
    add_minutes(cast)
    return token


# --- the way through ---


def test_a_version_in_use_is_never_changed_and_a_new_one_leaves_it(kinds: Cast) -> None:
    token = begin(kinds)
    old = checklist_by_slug("laser-cutter")
    assert old is not None
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(
            text("UPDATE induction_version SET questions = '[]' WHERE id = :id"), {"id": old.version_id}
        )
    data = as_file(old)
    data["practice"] = [*data["practice"], {"key": "lens", "picture": "eye", "text": "Looks at the lens"}]
    with transaction():
        add_checklist(by=kinds.actor("ruth"), data=data, at=now(), token=new_client_id())
    newest, mine = checklist_by_slug("laser-cutter"), passing_by_token(token)
    assert newest is not None and mine is not None
    assert newest.number == 2 and mine.checklist.number == 1
    with pytest.raises(RuleBroken, match="already"), transaction():
        add_checklist(by=kinds.actor("ruth"), data=data, at=now(), token=new_client_id())


def test_control_a_version_that_nobody_used_may_be_mended(kinds: Cast) -> None:
    with transaction():
        db.session.query(InductionVersion).update({"questions": []})


def test_passing_is_the_grant_of_the_permit_on_that_day(kinds: Cast) -> None:
    row = sign(kinds, ready(kinds))
    permit = db.session.get_one(Permit, row.permit_id)
    today = local_day(now())
    assert (row.state, row.passed_on, row.giver_id) == ("passed", today, kinds.people["mary"])
    assert (permit.kind, permit.source, permit.starts_on) == (LASER, "training", today)
    assert permit.ends_on == today + 730 * DAY and permit.person_id == kinds.people["amina"]
    actor = actor_for(kinds.people["amina"], site_id=kinds.sites["coventry"], strength="pin", at=now())
    assert actor is not None and LASER in actor.permits


def test_the_learner_reads_in_their_language_and_begins_once(kinds: Cast) -> None:
    token = begin(kinds)
    assert begin(kinds) == token
    passing = passing_by_token(token)
    assert passing is not None and passing.language == "ar"
    polish = passing_by_token(begin(kinds, "tomasz"))
    assert polish is not None and polish.language == "en"


def test_wrong_answers_come_again_until_they_are_right(kinds: Cast) -> None:
    token = begin(kinds)
    answer_all(kinds, token, wrong=1)
    add_minutes(kinds)
    passing = passing_by_token(token)
    assert passing is not None and passing.theory_percent == 75 and passing.next_question == "material"
    with pytest.raises(RuleBroken, match="3 of 4"):
        sign(kinds, token)
    answer_all(kinds, token)
    assert sign(kinds, token).state == "passed"


@pytest.mark.parametrize(
    ("question", "answer"), [("nothing", "pvc"), ("material", "nothing"), ("", ""), ("material", "")]
)
def test_an_answer_that_is_none_is_refused(kinds: Cast, question: str, answer: str) -> None:
    token = begin(kinds)
    with pytest.raises(RuleBroken), transaction():
        answer_question(by=kinds.actor("amina"), token=token, question=question, answer=answer, at=now())


def test_nobody_answers_for_another(kinds: Cast) -> None:
    token = begin(kinds)
    with pytest.raises(NotFound), transaction():
        answer_question(by=kinds.actor("tomasz"), token=token, question="material", answer="pvc", at=now())


def test_each_step_of_the_practice_must_have_been_seen(kinds: Cast) -> None:
    with pytest.raises(RuleBroken, match="Tick each step"):
        sign(kinds, ready(kinds), seen=3)


def test_a_text_that_nobody_approved_needs_an_interpreter(kinds: Cast) -> None:
    token = ready(kinds)
    with pytest.raises(RuleBroken, match="approved this text"):
        sign(kinds, token, interpreter="  ")
    with transaction():  # the English text approved does not carry the Arabic one
        approve_text(by=kinds.actor("ruth"), slug="laser-cutter", number=1, language="en", at=now())
    with pytest.raises(RuleBroken, match="approved this text"):
        sign(kinds, token, interpreter="")
    with transaction():
        approve_text(by=kinds.actor("ruth"), slug="laser-cutter", number=1, language="ar", at=now())
    assert sign(kinds, token, interpreter="").state == "passed"


def test_only_a_coordinator_with_more_than_a_card_approves_a_text(kinds: Cast) -> None:
    for who, strength in (("mary", "pin"), ("ruth", "card"), ("amina", "pin")):
        with pytest.raises(NotAllowed), transaction():
            approve_text(
                by=kinds.actor(who, strength=strength), slug="laser-cutter", number=1, language="ar", at=now()
            )
    with pytest.raises(RuleBroken), transaction():
        approve_text(by=kinds.actor("ruth"), slug="laser-cutter", number=1, language="pl", at=now())


# --- who may sign ---


def test_only_a_live_holder_with_a_pin_signs_and_never_for_themselves(kinds: Cast) -> None:
    token = ready(kinds)
    with pytest.raises(NotAllowed):
        sign(kinds, token, by="sunil")  # may give inductions, holds no permit
    with pytest.raises(NotAllowed):
        sign(kinds, token, by="mary", strength="card")
    with pytest.raises(NotAllowed):
        sign(kinds, token, by="tomasz")
    own = begin(kinds, "mary")
    answer_all(kinds, own, "mary")
    with pytest.raises(RuleBroken, match="their own"):
        sign(kinds, own, by="mary")


def test_a_permit_that_has_ended_signs_nothing(kinds: Cast) -> None:
    token = ready(kinds)
    with transaction():
        for permit in db.session.query(Permit).filter_by(kind=LASER):
            permit.ended_at = now()
    with pytest.raises(NotAllowed):
        sign(kinds, token)


def test_another_sites_trainer_finds_no_such_induction(kinds: Cast) -> None:
    token = ready(kinds)
    with transaction():
        hold(kinds, "oluwaseun")
    with pytest.raises(NotFound):
        sign(kinds, token, by="oluwaseun")


def test_an_induction_that_ended_stays_ended(kinds: Cast) -> None:
    token = ready(kinds)
    with transaction():
        stop_induction(by=kinds.actor("amina", strength="card"), token=token, at=now())
    with pytest.raises(RuleBroken, match="ended already"):
        sign(kinds, token)
    assert begin(kinds) != token


# --- minutes beside a holder ---


def test_minutes_beside_a_holder_count_once_and_are_needed(kinds: Cast) -> None:
    token = begin(kinds)
    answer_all(kinds, token)
    same = new_client_id()
    for _ in range(3):
        add_minutes(kinds, 40, token=same)
    with pytest.raises(RuleBroken, match="40 of 60"):
        sign(kinds, token)
    add_minutes(kinds, 20)
    assert sign(kinds, token).state == "passed"


def test_minutes_without_a_holder_do_not_count(kinds: Cast) -> None:
    for beside, on in (("sunil", 0), ("amina", 0), ("mary", 31), ("mary", -1)):
        with pytest.raises(RuleBroken):
            add_minutes(kinds, 10, beside=beside, on=on)
    with pytest.raises(RuleBroken):
        add_minutes(kinds, 1441)


# --- what the database refuses ---


@pytest.mark.parametrize(
    "change",
    [
        {"giver": "amina"},
        {"giver": "sunil"},
        {"giver": None},
        {"permit": False},
        {"interpreter": ""},
        {"passed_on": -400},
    ],
)
def test_the_database_refuses_a_pass_that_nobody_may_give(kinds: Cast, change: dict[str, object]) -> None:
    begin(kinds)
    given = {"giver": "mary", "permit": True, "interpreter": "Hana", "passed_on": 0, **change}

    def passed() -> None:
        today = local_day(now())
        permit = Permit(
            person_id=kinds.people["amina"],
            kind=LASER,
            source="training",
            starts_on=today,
            ends_on=today + DAY,
            confirmed_at=now(),
        )
        db.session.add(permit)
        db.session.flush()
        row = db.session.query(InductionPass).one()
        row.interpreter = str(given["interpreter"])
        row.state, row.ended_at = "passed", now()
        row.passed_on = today + int(str(given["passed_on"])) * DAY
        row.giver_id = kinds.people[str(given["giver"])] if given["giver"] else None
        row.permit_id = permit.id if given["permit"] else None
        db.session.flush()

    with pytest.raises(DBAPIError), transaction():
        passed()
    given.update(giver="mary", permit=True, interpreter="Hana", passed_on=0)
    with transaction():  # control
        passed()
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(text("UPDATE induction_pass SET state = 'begun', ended_at = NULL"))


# --- what is missing ---


def test_what_is_missing_is_said_with_the_next_date_and_who_may_give_it(kinds: Cast) -> None:
    site = kinds.sites["coventry"]
    checklist = checklist_by_slug("laser-cutter")
    assert checklist is not None
    with transaction():
        version = make_course("laser-course", title="Laser week")
        version.equipment = ["Laser cutter"]
        db.session.flush()
        make_run(version, site)
    missing = missing_for(kinds.people["amina"], checklist, site_id=site, at=now())
    assert not missing.has_theory and not missing.is_ready and missing.givers == ("Mary",)
    assert missing.next_title == "Laser week" and missing.next_at is not None and missing.next_at > now()
    token = ready(kinds)
    missing = missing_for(kinds.people["amina"], checklist, site_id=site, at=now())
    assert missing.has_theory and missing.has_minutes and not missing.has_carrier
    sign(kinds, token)
    missing = missing_for(kinds.people["amina"], checklist, site_id=site, at=now())
    assert missing.held_until is not None


def test_the_desk_sees_who_holds_what_and_whose_ends_first(kinds: Cast) -> None:
    sign(kinds, ready(kinds))
    with transaction():
        change_kind(
            by=kinds.actor("ruth"),
            slug="laser-cutter",
            valid_days=100,
            unused_days=None,
            supervised_minutes=0,
            is_active=True,
            at=now(),
        )
    found = holders_at(kinds.sites["coventry"], local_day(now()))
    assert [row.called for row in found] == ["Mary", "Amina"]
    assert holders_at(kinds.sites["wolverhampton"], local_day(now())) == []


def test_a_permit_that_waits_for_a_second_person_signs_nothing(kinds: Cast) -> None:
    token = ready(kinds)
    with transaction():
        db.session.query(Permit).filter_by(kind=LASER).update({"confirmed_at": None, "confirmed_by_id": None})
    with pytest.raises(NotAllowed):
        sign(kinds, token)
    with pytest.raises(RuleBroken, match="beside somebody who holds"):
        add_minutes(kinds)
