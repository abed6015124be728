"""What a trainee practised at a makeover stands beside the criterion once who saw it has signed, and once only."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from core.clock import local_day, now
from core.db import fast, transaction
from core.errors import RuleBroken
from core.ids import new_client_id
from factory.makeovers.services.days import arrive, plan_day, put_on_day
from factory.makeovers.services.practice import note_practice, sign_practice
from tests.cast import PASSWORD
from tests.makeovers.conftest import Home
from tests.training.assessment_scene import Assessed, make_assessed
from training.queries.evidence import statements_of
from training.services.registrations import withdraw_registration


def learning(home: Home) -> tuple[Assessed, int, int]:
    """Amina is registered for a unit and learns on a work day: the run, the makeover, the day."""
    shop = make_assessed(home.cast, learners=1, own="amina")
    made = home.refer(kind="community")
    home.plan(made)
    day_id = home.day(made)
    for name, part in (("mary", "lead"), ("amina", "trainee")):
        home.do(put_on_day, made, day_id=day_id, person=home.cast.numbers[name], part=part)
    home.do(arrive, made, day_id=day_id, person_id=home.cast.people["amina"])
    return shop, made, day_id


def criterion_of(shop: Assessed) -> str:
    """The first criterion of the unit as people write it."""
    row = fast().row(
        "SELECT u.code, o.number, c.number FROM criterion c JOIN learning_outcome o ON o.id = c.outcome_id "
        "JOIN unit u ON u.id = c.unit_id WHERE c.id = ?",
        (shop.criteria[0],),
    )
    assert row is not None
    return f"{row[0]} {row[1]}.{row[2]}"


def test_practice_signed_by_who_saw_it_is_a_statement_beside_the_criterion_once(home: Home) -> None:
    shop, made, day_id = learning(home)
    said = {"day_id": day_id, "person_id": home.cast.people["amina"], "words": "Cut in along a ceiling"}
    token = new_client_id()
    for _ in range(2):
        home.do(note_practice, made, criterion=criterion_of(shop), token=token, **said)
    practice_id = int(fast().rows("SELECT id FROM makeover_practice")[0][0])
    home.do(sign_practice, made, practice_id=practice_id)
    (seen,) = statements_of(shop.registrations[0])
    assert seen.criterion_id == shop.criteria[0] and seen.saw == "MK-0001: Cut in along a ceiling"
    assert "Signed for the assessor" in home.browser.get("/makeovers/MK-0001/days").text
    assert "Cut in along a ceiling" in home.browser.get(shop.cell()).text, "the assessor sees it"


def test_without_a_pin_it_waits_to_be_signed_on_the_page_and_without_a_course_it_stays_practice(
    home: Home,
) -> None:
    shop, made, day_id = learning(home)
    unsure = replace(home.ruth, has_confirmed=False)
    said = {"day_id": day_id, "person_id": home.cast.people["amina"], "words": "Filled a crack", "by": unsure}
    home.do(note_practice, made, criterion=criterion_of(shop), token=new_client_id(), **said)
    practice_id = int(fast().rows("SELECT id FROM makeover_practice")[0][0])
    assert statements_of(shop.registrations[0]) == []
    with pytest.raises(RuleBroken):
        home.do(sign_practice, made, practice_id=practice_id, by=unsure)
    page = home.browser.get("/makeovers/MK-0001/days")
    assert "Sign it for the assessor" in page.text
    with transaction():
        withdraw_registration(by=home.ruth, registration_id=shop.registrations[0], at=now())
    with pytest.raises(RuleBroken, match="no course"):
        home.do(sign_practice, made, practice_id=practice_id)
    home.do(
        note_practice, made, criterion=criterion_of(shop), token=new_client_id(), **{**said, "by": home.ruth}
    )
    assert len(re.findall("Sign it for the assessor", home.browser.get("/makeovers/MK-0001/days").text)) == 2


def test_after_five_minutes_signing_asks_for_the_password_and_a_wrong_one_is_refused_beside_the_field(
    home: Home,
) -> None:
    shop, made, day_id = learning(home)
    said = {"day_id": day_id, "person_id": home.cast.people["amina"], "words": "Filled a crack"}
    unsure = replace(home.ruth, has_confirmed=False)
    home.do(note_practice, made, criterion=criterion_of(shop), token=new_client_id(), by=unsure, **said)
    home.browser.get("/makeovers/MK-0001/days")
    with transaction():
        fast().run("UPDATE sign_in SET pin_until = NULL")
    page = home.browser.get("/makeovers/MK-0001/days")
    refused = home.browser.submit(page, {"secret": "not hers"}, action="/practice/", status=422)
    assert refused.tree.all("input", name="secret")[0].get("aria-invalid") == "true"
    assert statements_of(shop.registrations[0]) == []
    home.browser.submit(refused, {"secret": PASSWORD}, action="/practice/")
    assert [seen.saw for seen in statements_of(shop.registrations[0])] == ["MK-0001: Filled a crack"]


def test_a_criterion_with_a_number_that_is_none_is_refused_with_words(home: Home) -> None:
    _shop, made, day_id = learning(home)
    said = {"day_id": day_id, "person_id": home.cast.people["amina"], "words": "Cut in along a ceiling"}
    with pytest.raises(RuleBroken, match="no such criterion"):
        home.do(note_practice, made, criterion="HM1 1.²", token=new_client_id(), **said)


def test_practice_is_of_a_day_that_was_with_somebody_who_came(home: Home) -> None:
    shop, made, _ = learning(home)
    ahead, missed = (
        home.do(plan_day, made, on=local_day(now()) + timedelta(days=days), begins="09:30", ends="15:30",
                token=new_client_id())
        for days in (30, 0)
    )  # fmt: skip
    amina = home.cast.people["amina"]
    for day in (ahead, missed):
        day_id = int(day.id)  # type: ignore[attr-defined]
        home.do(put_on_day, made, day_id=day_id, person=home.cast.numbers["amina"], part="trainee")
        said = {"day_id": day_id, "person_id": amina, "words": "Cut in", "token": new_client_id()}
        with pytest.raises(RuleBroken, match="not come yet" if day is ahead else "that they arrived"):
            home.do(note_practice, made, criterion=criterion_of(shop), **said)
    assert statements_of(shop.registrations[0]) == []


def test_only_who_noted_practice_signs_it(home: Home) -> None:
    shop, made, day_id = learning(home)
    unsure = replace(home.ruth, has_confirmed=False)
    said = {"day_id": day_id, "person_id": home.cast.people["amina"], "words": "Filled a crack", "by": unsure}
    home.do(note_practice, made, criterion=criterion_of(shop), token=new_client_id(), **said)
    practice_id = int(fast().rows("SELECT id FROM makeover_practice")[0][0])
    somebody = replace(home.ruth, person_id=home.cast.people["mary"])
    with pytest.raises(RuleBroken, match="Somebody else saw"):
        home.do(sign_practice, made, practice_id=practice_id, by=somebody)
    assert statements_of(shop.registrations[0]) == []
    home.do(sign_practice, made, practice_id=practice_id)
    assert len(statements_of(shop.registrations[0])) == 1
