"""From referral to sign-off: each step by its rule, safe before work, counted once on the day the household signs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.clock import local_day, now, start_of_day
from core.db import db, fast, transaction
from core.errors import Conflict, NotFound, RuleBroken
from core.ids import new_client_id
from factory.makeovers.counted import COUNTED
from factory.makeovers.services.days import (
    arrive,
    call_off_day,
    leave,
    plan_day,
    put_on_day,
    tell_overdue,
)
from factory.makeovers.services.ending import cancel_makeover, finish_work
from factory.makeovers.services.planning import finish_survey, plan_makeover, tick_task
from factory.makeovers.services.practice import note_practice
from tests.makeovers.conftest import SAFE, Home, give_one


def state_of(makeover_id: int) -> str:
    db.session.rollback()
    row = fast().row("SELECT state FROM makeover_case WHERE makeover_id = ?", (makeover_id,))
    return str(row[0]) if row else ""


def counted() -> list[tuple[object, ...]]:
    db.session.rollback()
    return [tuple(row) for row in fast().rows(COUNTED[0].facts, ())]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("area", "CV6 5EF", "whole postcode"),
        ("area", "cv65ef", "whole postcode"),
        ("area", "12 Foleshill Road", "no ward"),
        ("area", "", "no ward"),
        ("reference", "Amina Haddad", "reference only"),
        ("title", "12 High Street", "no address"),
        ("title", "Flat at CV6 5EF", "no address"),
        ("needs", [], "what is needed"),
        ("city", "Paris", "city"),
        ("kind", "ship", "home or of a community"),
    ],
)
def test_a_referral_refuses_what_could_lead_to_a_door(
    home: Home, field: str, value: object, words: str
) -> None:
    with pytest.raises(RuleBroken, match=words) as problem:
        home.refer(**{field: value})  # type: ignore[arg-type]
    assert problem.value.field == field


def test_an_outcode_and_a_ward_are_kept(home: Home) -> None:
    home.refer(area="cv6")
    home.refer(area=" Upper  Stoke ", reference="CV-2")
    assert fast().rows("SELECT area FROM makeover_case ORDER BY makeover_id") in (
        [("CV6",), ("Upper Stoke",)],
        [["CV6"], ["Upper Stoke"]],
    )


def test_it_goes_step_by_step(home: Home) -> None:
    made = home.refer()
    with pytest.raises(RuleBroken, match="no room"):
        home.do(finish_survey, made)
    day = local_day(now())
    with pytest.raises(RuleBroken, match="follows the survey"):
        home.do(plan_makeover, made, begins_on=day, ends_on=day)
    home.survey(made)
    with pytest.raises(RuleBroken, match="nothing to do"):
        home.do(plan_makeover, made, begins_on=day, ends_on=day)
    with pytest.raises(RuleBroken, match="No work has begun"):
        home.sign(made)
    assert state_of(made) == "surveyed"


@pytest.mark.parametrize("to", ["in_work", "signed_off", "cancelled"])
def test_the_database_lets_no_state_be_skipped(home: Home, to: str) -> None:
    made = home.refer()
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(
            text("UPDATE makeover_case SET state = :to, signed_off_on = NULL WHERE makeover_id = :id"),
            {"to": to, "id": made},
        )


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"permission": "unknown"}, "allowed"),
        ({"permission": "refused"}, "allowed"),
        ({"asbestos": "unknown"}, "asbestos"),
        ({"asbestos": "yes"}, "no plan for it"),
        ({"lead_paint": "unknown"}, "lead paint"),
        ({"lead_paint": "yes", "lead_plan": ""}, "no plan for it"),
    ],
)
def test_no_work_day_before_permission_asbestos_and_lead(
    home: Home, asked: dict[str, str], words: str
) -> None:
    made = home.refer()
    home.plan(made, replace(SAFE, **asked))  # type: ignore[arg-type]
    with pytest.raises(RuleBroken, match=words):
        home.day(made)
    with pytest.raises(DBAPIError, match="asbestos and lead"), transaction():
        db.session.execute(
            text(
                "INSERT INTO makeover_day (token, makeover_id, works_on, starts_at, ends_at) "
                "VALUES ('t', :id, '2026-11-20', '2026-11-20T09:00:00.000Z', '2026-11-20T15:00:00.000Z')"
            ),
            {"id": made},
        )


def test_a_home_is_entered_only_with_the_permit_and_the_refusal_names_who_holds_it(home: Home) -> None:
    made = home.refer()
    home.plan(made)
    day = home.day(made)
    with pytest.raises(RuleBroken, match="Mary, Yusuf"):
        home.do(put_on_day, made, day_id=day, person=home.cast.numbers["tomasz"], part="helper")
    home.do(put_on_day, made, day_id=day, person=home.cast.numbers["yusuf"], part="trainee")
    hall = home.refer(kind="community", reference="CV-9")
    home.plan(hall)
    home.do(put_on_day, hall, day_id=home.day(hall), person=home.cast.numbers["tomasz"], part="helper")
    with pytest.raises(RuleBroken, match="of this site"):
        home.do(put_on_day, made, day_id=day, person=home.cast.numbers["grace"], part="helper")


def test_one_tap_to_arrive_one_to_leave_and_the_minutes_count_once(home: Home) -> None:
    made = home.refer()
    day = home.work(made)
    with pytest.raises(RuleBroken, match="was there"):
        home.do(call_off_day, made, day_id=day)
    mary = home.cast.people["mary"]
    home.do(leave, made, day_id=day, person_id=mary)
    row = fast().row("SELECT minutes FROM makeover_day_person WHERE day_id = ?", (day,))
    assert row and row[0] == 95


def test_nobody_leads_a_work_day_without_the_permit_for_it(home: Home) -> None:
    made = home.refer(kind="community")
    home.plan(made)
    day, tomasz = home.day(made), home.cast.numbers["tomasz"]
    with pytest.raises(RuleBroken, match="no permit to lead") as refused:
        home.do(put_on_day, made, day_id=day, person=tomasz, part="lead")
    assert refused.value.params == {"names": "Mary"} and refused.value.field == "person"
    home.do(put_on_day, made, day_id=day, person=tomasz, part="helper")
    with pytest.raises(RuleBroken, match="no permit to lead"):
        home.do(put_on_day, made, day_id=day, person=tomasz, part="lead")
    give_one(home.cast, "tomasz", "lead:work_days", local_day(now()))
    home.do(put_on_day, made, day_id=day, person=tomasz, part="lead")


def test_nobody_taps_for_another_unless_they_lead_or_plan(home: Home) -> None:
    made = home.refer(kind="community")
    home.plan(made)
    day = home.day(made)
    give_one(home.cast, "amina", "lead:work_days", local_day(now()))
    for name, part in (("tomasz", "helper"), ("amina", "lead")):
        home.do(put_on_day, made, day_id=day, person=home.cast.numbers[name], part=part)
    tomasz, amina = home.cast.actor("tomasz"), home.cast.actor("amina")
    with pytest.raises(NotFound):
        home.do(arrive, made, day_id=day, person_id=home.cast.people["amina"], by=tomasz)
    home.do(arrive, made, day_id=day, person_id=home.cast.people["tomasz"], by=tomasz)
    home.do(leave, made, day_id=day, person_id=home.cast.people["tomasz"], by=amina)
    assert state_of(made) == "in_work"


def test_who_is_overdue_is_told_to_the_desk_once(home: Home) -> None:
    made = home.refer(kind="community")
    home.plan(made)
    yesterday = local_day(now()) - timedelta(days=1)
    day = home.do(plan_day, made, on=yesterday, begins="09:30", ends="15:30", token=new_client_id())
    day_id = int(day.id)  # type: ignore[attr-defined]
    home.do(put_on_day, made, day_id=day_id, person=home.cast.numbers["mary"], part="lead")
    with pytest.raises(RuleBroken, match="not the day that was planned"):
        home.do(arrive, made, day_id=day_id, person_id=home.cast.people["mary"])
    then = start_of_day(yesterday) + timedelta(hours=10)
    home.do(arrive, made, day_id=day_id, person_id=home.cast.people["mary"], at=then)
    with pytest.raises(RuleBroken, match="still there"):
        home.do(finish_work, made)
    with transaction():
        assert tell_overdue(at=now()) >= 1
    with transaction():
        assert tell_overdue(at=now()) == 0
    page = home.browser.get("/to-tell")
    assert "Mary should be back" in page.text and "MK-0001" in page.text
    assert "should be back" in home.browser.get("/makeovers").text


def test_practice_is_noted_of_trainees_only_and_names_a_criterion_that_is_there(home: Home) -> None:
    made = home.refer()
    home.plan(made)
    day = home.day(made)
    for name, part in (("mary", "lead"), ("yusuf", "trainee")):
        home.do(put_on_day, made, day_id=day, person=home.cast.numbers[name], part=part)
    said = {"day_id": day, "criterion": "", "words": "Cut in along a ceiling", "token": new_client_id()}
    with pytest.raises(RuleBroken, match="of trainees"):
        home.do(note_practice, made, person_id=home.cast.people["mary"], **said)
    yusuf = home.cast.people["yusuf"]
    home.do(arrive, made, day_id=day, person_id=yusuf)
    with pytest.raises(RuleBroken, match="no such criterion"):
        home.do(note_practice, made, person_id=yusuf, **{**said, "criterion": "XX 1.1"})
    for _ in range(2):
        home.do(note_practice, made, person_id=yusuf, **said)
    with pytest.raises(Conflict, match="other contents"):
        home.do(note_practice, made, person_id=yusuf, **{**said, "words": "Hung a door"})
    assert "Cut in along a ceiling" in home.browser.get("/makeovers/MK-0001").text


def test_it_counts_once_on_the_day_the_household_signs(home: Home) -> None:
    made = home.refer()
    home.work(made)
    assert state_of(made) == "finished" and not counted()
    token = new_client_id()
    home.sign(made, token=token, faces={"home": 5, "people": 4, "pieces": 9})
    home.sign(made, token=token)
    with pytest.raises(RuleBroken, match="signed off already"):
        home.sign(made)
    with pytest.raises(Conflict, match="other contents"):
        home.sign(home.refer(kind="community", reference="CV-8"), token=token)
    day = local_day(now())
    rows = counted()
    assert len(rows) == 1 and str(rows[0][2]) == str(day) and rows[0][3] == "home" and rows[0][0] == "MK-0001"
    assert fast().rows("SELECT COUNT(*) FROM makeover_feedback")[0][0] == 2
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(
            text(
                "INSERT INTO makeover_sign_off (token, makeover_id, outcome, drawing, mark, reason, signed_on, at) "
                "SELECT 't2', makeover_id, outcome, drawing, mark, reason, signed_on, at FROM makeover_sign_off"
            )
        )
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(text("DELETE FROM makeover_sign_off"))


def test_a_household_may_refuse_and_sign_later_with_a_picture(home: Home) -> None:
    made = home.refer()
    home.work(made)
    with pytest.raises(RuleBroken, match="signature"):
        home.sign(made, drawing="<script>")
    with pytest.raises(RuleBroken, match="why they do not"):
        home.sign(made, outcome="refused")
    home.sign(made, outcome="refused", reason="not_finished")
    assert state_of(made) == "in_work" and not counted()
    home.sign(made, outcome="marked", mark="bird")
    assert state_of(made) == "signed_off" and len(counted()) == 1
    page = home.browser.get("/makeovers/MK-0001")
    assert "It is not finished" in page.text and "Bird" in page.text


def test_no_sign_off_by_sql_before_work(home: Home) -> None:
    made = home.refer()
    with pytest.raises(DBAPIError, match="finished"), transaction():
        db.session.execute(
            text(
                "INSERT INTO makeover_sign_off (token, makeover_id, outcome, drawing, mark, reason, signed_on, at) "
                "VALUES ('t', :id, 'marked', '', 'sun', '', '2026-11-20', '2026-11-20T09:00:00.000Z')"
            ),
            {"id": made},
        )


def test_a_cancelled_one_says_why_and_never_counts(home: Home) -> None:
    made = home.refer()
    with pytest.raises(RuleBroken, match="why it is cancelled"):
        home.do(cancel_makeover, made, reason="")
    home.do(cancel_makeover, made, reason="no_contact")
    home.do(cancel_makeover, made, reason="no_contact")
    assert state_of(made) == "cancelled" and not counted()
    assert "Nobody can be reached" in home.browser.get("/makeovers/MK-0001").text
    with pytest.raises(RuleBroken, match="over"):
        home.do(tick_task, made, task_id=1, is_done=True)


def test_a_makeover_of_another_site_is_not_there(home: Home) -> None:
    made = home.refer(by=home.cast.actor("oluwaseun"))
    for path in ("", "/survey", "/plan", "/pieces", "/choose", "/days", "/photos", "/sign", "/referral"):
        assert home.browser.client.get(f"/makeovers/MK-0001{path}").status_code == 404
    with pytest.raises(NotFound):
        home.do(cancel_makeover, made, reason="other")
    assert "MK-0001" not in home.browser.get("/makeovers?state=all").text
