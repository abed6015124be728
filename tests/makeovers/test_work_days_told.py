"""A work day told by tablets without a network: each thing once, whatever the order, the tablet and the repetition."""

from __future__ import annotations

import random

import pytest
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from core.clock import now
from core.db import db, fast, transaction
from core.ids import new_client_id
from core.people_roles import end_permit
from factory.makeovers.queries.told import open_day_events
from factory.makeovers.services.days import arrive, call_off_day
from factory.makeovers.services.ending import cancel_makeover
from factory.makeovers.services.photos import give_consent, take_back_consent
from factory.makeovers.services.practice import sign_practice
from factory.makeovers.services.told_waiting import settle_day_event, settle_told
from factory.visits.queries import months_of
from factory.visits.services import Stay, key_in_paper
from tests.front_desk.doors import sign_in
from tests.makeovers.conftest import Home
from tests.makeovers.day_scene import CANARY, WorkDay, make_work_day
from tests.pages import fields_of
from training.queries.evidence import statements_of


@pytest.fixture
def out(app: Flask, home: Home) -> WorkDay:
    """Yesterday at a home."""
    return make_work_day(app, home)


def test_the_pack_holds_codes_people_of_the_plan_and_criteria_and_no_word_of_the_household(
    out: WorkDay,
) -> None:
    fast_words = "Ask for Xavier"
    with transaction():
        fast().run("UPDATE makeover_task SET words = ?", (fast_words,))
        fast().run("UPDATE makeover_room SET words = ?", (fast_words,))
        fast().run("UPDATE makeover_case SET reference = 'REF-CANARY', area = 'Canaryfields'")
    pack = out.pack()
    (day,) = pack["days"]
    assert (day["makeover"], day["kind"], day["day"]) == (out.code, "home", out.token)
    assert [(one["alias"], one["part"], len(one["cards"])) for one in day["people"]] == [
        ("Mary", "lead", 1),
        ("Amina", "helper", 1),
        ("Yusuf", "trainee", 1),
    ]
    assert [(task["kind"], task["done"]) for task in day["tasks"]] == [("paint", False)]
    (first, *_) = pack["criteria"][out.number("yusuf")]
    assert f"{first['unit']} {first['outcome']}.{first['number']}" == out.criterion()
    said = str(pack)
    for word in (*CANARY.split(", "), fast_words, "REF-CANARY", "Canaryfields", "Foleshill"):
        assert word not in said, word
    assert out.pack(out.home.cast.tablets["wolverhampton"])["days"] == [], "each site its own"


def test_a_whole_day_is_told_and_repeated_and_counts_once(out: WorkDay) -> None:
    yusuf = out.number("yusuf")
    told = [
        out.event("arrived", -150),
        out.event("arrived", -140, who="amina"),
        out.event("arrived", -130, person=yusuf),
        out.event("task", 60, task=out.tasks[0], done=True),
        out.event("practice", 90, person=yusuf, criterion=out.criterion(), words="Cut in along a ceiling"),
        out.event("left", 100, who="amina"),
        out.event("left", 200, person=yusuf),
        out.event("left", 210),
    ]
    assert out.results(*told) == ["stored"] * 8
    assert out.results(*told, *told) == ["repeated"] * 16
    assert out.times("mary") == (-150, 210, 360)
    assert out.times("amina") == (-140, 100, 240)
    assert out.times("yusuf") == (-130, 200, 330)
    assert out.practices() == [(yusuf, out.criterion(), "Cut in along a ceiling")]
    assert statements_of(out.shop.registrations[0]) == [], "a card says; a PIN signs"
    assert all(out.row(one["id"]).words == "" for one in told), "the words stand in the practice alone"
    assert open_day_events(out.home.cast.sites["coventry"]) == []


@pytest.mark.parametrize("seed", range(8))
def test_every_order_from_two_tablets_comes_to_the_same(out: WorkDay, seed: int) -> None:
    yusuf, second = out.number("yusuf"), out.second_tablet()
    told = [
        (out.event("arrived", -150), ""),
        (out.event("arrived", -120, person=yusuf), ""),
        (out.event("arrived", -125, who="yusuf"), second),
        (out.event("practice", 30, person=yusuf, criterion="", words="Filled a crack"), second),
        (out.event("task", 60, task=out.tasks[0], done=True), ""),
        (out.event("task", 70, task=out.tasks[0], done=False), second),
        (out.event("task", 80, task=out.tasks[0], done=True), ""),
        (out.event("left", 90, person=yusuf), second),
        (out.event("left", 200, who="yusuf"), ""),
        (out.event("left", 205), second),
    ]
    again = random.Random(seed).sample(told, 5)
    sent = [*told, *again]
    random.Random(seed + 50).shuffle(sent)
    for event, tablet in sent:
        assert set(out.results(event, secret=tablet)) <= {"stored", "repeated", "stray"}
    assert out.times("yusuf") == (-125, 200, 325)
    assert out.times("mary") == (-150, 205, 355)
    assert out.practices() == [(yusuf, "", "Filled a crack")]
    done = fast().row("SELECT done_at FROM makeover_task WHERE token = ?", (out.tasks[0],))
    assert done is not None and done[0] is not None
    assert {state for _, state in out.states()} == {"done"}


def test_what_waits_for_an_arrival_is_done_when_the_desk_says_it(out: WorkDay) -> None:
    left = out.event("left", 100, who="amina")
    assert out.results(left) == ["stray"]
    (line,) = open_day_events(out.home.cast.sites["coventry"])
    assert (line.kind, line.whom, line.makeover) == ("left", "Amina", out.code)
    amina = out.home.cast.people["amina"]
    out.home.do(arrive, out.makeover, day_id=out.day_id, person_id=amina, at=out.at(-60))
    with transaction():
        assert settle_told(at=now()) == 1
        assert settle_told(at=now()) == 0
    assert out.times("amina") == (-60, 100, 160)
    assert open_day_events(out.home.cast.sites["coventry"]) == []


def test_hours_count_once_where_a_visit_and_the_work_day_lie_over_each_other(out: WorkDay) -> None:
    cast = out.home.cast
    with transaction():
        key_in_paper(
            by=cast.actor("ruth"), person=cast.numbers["amina"], stay=Stay(out.at(-200), out.at(160), "bench"),
            at=now(), token=new_client_id(),
        )  # fmt: skip
    told = [out.event("arrived", -140, who="amina"), out.event("left", 220, who="amina")]
    out.results(*told, *told)
    by_work = months_of(cast.people["amina"])[0].by_work
    minutes = {work: round(ms / 60_000) for work, ms in by_work.items()}
    assert minutes == {"makeover": 360, "bench": 60}, "420 minutes there, each once"


def test_what_is_foreign_late_or_not_theirs_goes_on_the_coordinators_list(out: WorkDay) -> None:
    site = out.home.cast.sites["coventry"]
    odd = [
        out.event("arrived", -100, day="no such day"),
        out.event("arrived", -100, who="tomasz"),
        out.event("arrived", -100, person=out.number("yusuf"), who="amina"),
        out.event("arrived", -100, person="P-0"),
        out.event("arrived", 24 * 60 - 30),
        out.event("task", 10, task=out.tasks[0], done=True, who="amina"),
        out.event("task", 10, task="none", done=True),
        out.event("consent", 10, who="amina"),
        out.event("practice", 10, person=out.number("amina"), words="Swept"),
    ]
    assert out.results(*odd) == ["stray"] * 9
    assert out.times("amina") == (None, None, 0) and out.practices() == []
    assert len(open_day_events(site)) == 9
    assert out.results(*odd) == ["repeated"] * 9
    elsewhere = out.event("arrived", -100, who="grace")
    assert out.results(elsewhere, secret=out.home.cast.tablets["wolverhampton"]) == ["stray"]
    assert len(open_day_events(site)) == 9, "the other site has its own list"


def test_before_the_screen_it_is_refused_at_once_and_nothing_is_kept(out: WorkDay) -> None:
    events = [out.event("left", 10, who="amina"), out.event("arrived", -100, who="tomasz")]
    answers = out.send(*events, live=True).get_json()["answers"]
    assert [one["result"] for one in answers] == ["refused", "refused"]
    assert "arrived" in answers[0]["message"] and "not on this work day" in answers[1]["message"]
    assert out.states() == []


def test_a_day_called_off_or_over_takes_only_what_happened_before(out: WorkDay) -> None:
    before = out.event("arrived", -100)
    out.home.do(cancel_makeover, out.makeover, reason="withdrawn")
    assert out.results(before) == ["stored"], "it was live then: work that was done counts"
    with transaction():
        fast().run("UPDATE makeover_case SET state_at = ?", (out.at(-50),))
    assert out.results(out.event("arrived", 0, who="amina")) == ["stray"]


def test_a_day_that_was_called_off_meanwhile_is_for_the_coordinator(out: WorkDay) -> None:
    out.home.do(call_off_day, out.makeover, day_id=out.day_id)
    assert out.results(out.event("arrived", -100)) == ["stray"]


def test_who_lost_the_permit_to_enter_homes_is_not_let_in_by_tablet_nor_desk(out: WorkDay) -> None:
    amina = out.home.cast.people["amina"]
    row = fast().row("SELECT id FROM permit WHERE person_id = ? AND kind = 'enter:homes'", (amina,))
    assert row is not None
    with transaction():
        end_permit(by=out.home.ruth, person_id=amina, permit_id=row[0], at=now())
    (answer,) = out.send(out.event("arrived", -100, who="amina"), live=True).get_json()["answers"]
    assert answer["result"] == "refused" and "permit to enter homes has ended" in answer["message"]
    assert out.results(out.event("arrived", -100, who="amina")) == ["stray"]
    with pytest.raises(Exception, match="permit to enter homes has ended"):
        out.home.do(arrive, out.makeover, day_id=out.day_id, person_id=amina, at=out.at(-100))


def test_practice_told_by_a_card_is_practice_and_waits_for_the_pin_of_who_saw_it(out: WorkDay) -> None:
    yusuf, words = out.number("yusuf"), "Cut in along a ceiling"
    said = {"person": yusuf, "criterion": out.criterion(), "words": words, "task": out.tasks[0]}
    out.results(out.event("arrived", -150, person=yusuf), out.event("practice", 0, **said))
    row = fast().row("SELECT id, task_id, by_id FROM makeover_practice")
    assert row is not None and row[1] is not None and row[2] == out.home.cast.people["mary"]
    assert statements_of(out.shop.registrations[0]) == []
    with transaction():
        sign_practice(by=out.home.cast.actor("mary"), makeover_id=out.makeover, practice_id=row[0], at=now())
    (seen,) = statements_of(out.shop.registrations[0])
    assert seen.saw == f"{out.code}: {words}"


def test_a_consent_told_late_does_not_revive_one_that_was_taken_back_since(out: WorkDay) -> None:
    told = out.event("consent", 0)
    out.home.do(give_consent, out.makeover, token=new_client_id())
    out.home.do(take_back_consent, out.makeover)
    assert out.results(told) == ["stored"]
    assert fast().rows("SELECT id FROM makeover_consent WHERE withdrawn_at IS NULL") == []


def test_the_database_itself_keeps_what_was_told_as_it_was(out: WorkDay) -> None:
    done, waits = out.event("arrived", -100), out.event("left", 10, who="amina")
    out.results(done, waits)
    for sql in (
        "UPDATE work_day_event SET at = received_at",
        f"UPDATE work_day_event SET state = 'refused' WHERE id = '{done['id']}'",
        "UPDATE work_day_event SET person_id = NULL",
        "DELETE FROM work_day_event",
    ):
        with pytest.raises(SQLAlchemyError), transaction():
            db.session.execute(db.text(sql))
        db.session.rollback()
    with transaction():
        db.session.execute(db.text("UPDATE work_day_event SET words = '—'"))


def test_a_coordinator_settles_what_could_not_be_done_and_a_trainer_does_not(out: WorkDay) -> None:
    event = out.event("arrived", -100, who="tomasz")
    assert out.results(event) == ["stray"]
    page = out.home.browser.get("/makeovers")
    assert "They are not on this work day." in page.text and "Tomasz" in page.text
    form = page.form(f"/work-days/told/{event['id']}")
    unsaid = out.home.browser.client.post(form.get("action") or "", data={**fields_of(form), "how": "x"})
    assert unsaid.status_code == 303
    assert "Say what became of it." in out.home.browser.get("/makeovers").text
    answer = out.home.browser.client.post(
        form.get("action") or "", data={**fields_of(form), "how": "by_hand"}
    )
    assert answer.status_code == 303
    assert "Told from work days" not in out.home.browser.get("/makeovers").text
    late = out.event("left", 10, who="amina")
    out.results(late)
    sign_in(out.home.browser, "Mary")
    assert "Told from work days" not in out.home.browser.get("/makeovers").text


def test_what_a_coordinator_settled_is_not_done_by_an_arrival_after_it(out: WorkDay) -> None:
    left = out.event("left", 100, who="amina")
    out.results(left)
    with transaction():
        settle_day_event(by=out.home.ruth, event_id=left["id"], how="not_so", at=now())
    assert out.results(out.event("arrived", -100, who="amina")) == ["stored"]
    assert out.times("amina") == (-100, None, 0)
