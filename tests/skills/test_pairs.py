"""Pairs: proposed by who offers what somebody newer wants, begun and ended at the desk, counted by themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from core.clock import local_day, month_of, now, today
from core.db import db, fast, transaction
from core.errors import NotFound, RuleBroken
from core.ids import new_client_id
from core.people import Person
from factory.clockwork import tick
from factory.programme.queries.periods import adjustments
from factory.programme.services.periods import close_month
from factory.programme.spans import month_by_name
from factory.skills.queries.pairs import pair_by_id
from factory.skills.queries.skills import proposed_pairs
from factory.skills.queries.time_together import counted_days, reckoned
from factory.skills.services import (
    add_meeting,
    count_pairs,
    end_pair,
    set_own_skills,
    set_skills_for,
    strike_meeting,
)
from tests.front_desk.doors import sign_in
from tests.inventory.conftest import Desk

YESTERDAY = timedelta(days=1)
Paired = Callable[..., int]


def came_earlier(desk: Desk, *names: str) -> None:
    """These people of the cast came a year before the others."""
    with transaction():
        for name in names:
            person = db.session.get_one(Person, desk.scene.cast.people[name])
            person.made_at -= timedelta(days=365)


def says(desk: Desk, name: str, offers: tuple[str, ...] = (), wants: tuple[str, ...] = ()) -> None:
    with transaction():
        set_own_skills(by=desk.scene.cast.actor(name, strength="card"), offers=offers, wants=wants, at=now())


def test_who_offers_what_somebody_newer_wants_is_proposed_with_the_language_in_common(desk: Desk) -> None:
    came_earlier(desk, "dev", "grace")
    says(desk, "dev", offers=("upholstery", "language:ar"))
    says(desk, "grace", offers=("upholstery",))
    says(desk, "amina", wants=("upholstery",))
    says(desk, "yusuf", wants=("upholstery",))
    site = desk.scene.cast.sites["coventry"]
    found = [(one.guide.called, one.newcomer.called, one.languages) for one in proposed_pairs(site, now())]
    assert found == [("Dev", "Yusuf", ("en",)), ("Dev", "Amina", ("ar",))]
    page = desk.get("/pairs")
    assert "Whom you could pair" in page.text and "Grace" not in page.text
    shown = desk.browser.submit(page, action="/pairs", button="Upholstery, Dev, Yusuf")
    assert shown.heading == "Dev, Yusuf" and "They are paired." in shown.text
    left = [one.newcomer.called for one in proposed_pairs(site, now())]
    assert left == ["Amina"]


def test_a_newcomer_is_not_proposed_as_the_guide_of_somebody_who_came_before(desk: Desk) -> None:
    came_earlier(desk, "dev")
    says(desk, "yusuf", offers=("sewing",))
    says(desk, "dev", wants=("sewing",))
    assert proposed_pairs(desk.scene.cast.sites["coventry"], now()) == []


def test_work_at_one_piece_together_counts_for_the_pair_and_a_refused_scan_does_not(
    desk: Desk, paired: Paired
) -> None:
    cast, code = desk.scene.cast, desk.scene.bring("checked", ago=timedelta(hours=9))
    pair = paired("dev", "amina", local_day(now() - YESTERDAY * 2))
    began, beside = now() - timedelta(hours=4), (cast.people["dev"], cast.people["yusuf"])
    if local_day(began) != local_day(began + timedelta(hours=1)):
        began -= timedelta(hours=3)
    desk.scene.take(code, "moved", {"to": "in_work", "step": "repair"}, "amina", at=began, with_ids=beside)
    desk.scene.take(
        code, "weighed", {"grams": 6900}, "yusuf", at=began + timedelta(minutes=30),
        with_ids=(cast.people["amina"], cast.people["dev"]),
    )  # fmt: skip
    desk.scene.take(
        code, "released", {"destination": "sale"}, "ruth", at=began + timedelta(minutes=40), with_ids=beside,
        keep_refused=True,
    )  # fmt: skip
    with transaction():
        assert count_pairs() == 1 and count_pairs() == 0
    line = pair_by_id(pair, cast.sites["coventry"])
    assert line is not None and line.minutes == 45 and line.days == 1
    assert "45 minutes" in desk.get(f"/pairs/{pair}").text
    assert reckoned() == counted_days()


def test_a_meeting_is_typed_once_a_day_and_struck_out_when_it_is_wrong(desk: Desk, paired: Paired) -> None:
    pair = paired("dev", "amina", today() - YESTERDAY)
    page = desk.get(f"/pairs/{pair}")
    page = desk.browser.submit(page, {"minutes": "90"}, action="/meetings", button="Keep it")
    assert "1 hour 30 minutes" in page.text
    again = desk.browser.submit(page, {"minutes": "20"}, action="/meetings", button="Keep it", status=422)
    assert "written down already" in again.text
    page = desk.browser.submit(desk.get(f"/pairs/{pair}"), action="/strike")
    assert "Struck out" in page.text and "0 minutes" in page.text
    row = fast().row("SELECT COUNT(*), COUNT(struck_by_id) FROM pair_meeting")
    assert row is not None and tuple(row) == (1, 1)


def test_a_meeting_lies_within_the_days_of_its_pair(desk: Desk, paired: Paired) -> None:
    pair, by = paired("dev", "amina", today() - YESTERDAY * 3), desk.scene.cast.actor("ruth")
    days = {"day": today() - YESTERDAY * 4, "minutes": 30}
    for values in (days, {"day": today() + YESTERDAY, "minutes": 30}, {"day": today(), "minutes": 4}):
        with pytest.raises(RuleBroken), transaction():
            add_meeting(by=by, pair_id=pair, at=now(), token=new_client_id(), **values)  # type: ignore[arg-type]
    with transaction():
        add_meeting(by=by, pair_id=pair, day=today() - YESTERDAY, minutes=30, at=now(), token=new_client_id())
    with pytest.raises(RuleBroken, match="last meeting"), transaction():
        end_pair(by=by, pair_id=pair, ended_on=today() - YESTERDAY * 2, at=now())
    with transaction():
        end_pair(by=by, pair_id=pair, ended_on=today() - YESTERDAY, at=now())
    with pytest.raises(RuleBroken), transaction():
        add_meeting(by=by, pair_id=pair, day=today(), minutes=30, at=now(), token=new_client_id())


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE pair SET guide_id = newcomer_id",
        "UPDATE pair SET begun_on = '2020-01-01'",
        "INSERT INTO pair_meeting (token, pair_id, day, minutes, made_at) "
        "SELECT 'x', id, '2001-01-01', 30, made_at FROM pair",
        "UPDATE pair_meeting SET minutes = 60",
        "INSERT INTO pair_day (pair_id, day, amount_ms) SELECT id, '2020-01-01', 0 FROM pair",
    ],
)
def test_the_database_refuses_what_no_pair_may_be(desk: Desk, paired: Paired, wrong: str) -> None:
    pair, by = paired("dev", "amina", today()), desk.scene.cast.actor("ruth")
    with transaction():
        add_meeting(by=by, pair_id=pair, day=today(), minutes=30, at=now(), token=new_client_id())
    with pytest.raises(DatabaseError), transaction():
        db.session.execute(text(wrong))


def test_a_press_repeated_pairs_nobody_twice_and_nobody_is_paired_with_themselves(
    desk: Desk, paired: Paired
) -> None:
    paired("dev", "amina", today())
    with pytest.raises(RuleBroken, match="paired for this already"):
        paired("dev", "amina", today())
    with pytest.raises(RuleBroken, match="two people"):
        paired("dev", "dev", today())
    with pytest.raises(RuleBroken, match="no such person here"):
        paired("dev", "grace", today())
    by, token = desk.scene.cast.actor("ruth"), new_client_id()
    pair = paired("dev", "tomasz", today())
    for _ in range(2):
        with transaction():
            add_meeting(by=by, pair_id=pair, day=today(), minutes=30, at=now(), token=token)
    row = fast().row("SELECT COUNT(*) FROM pair_meeting")
    assert row is not None and row[0] == 1


def test_a_month_that_closes_before_the_next_quarter_of_an_hour_holds_what_a_tablet_just_brought(
    desk: Desk, paired: Paired
) -> None:
    month = month_of(today().replace(day=1) - YESTERDAY)
    first, cast = month_by_name(month).starts_on, desk.scene.cast
    pair, by = paired("dev", "amina", first), cast.actor("ruth")
    with transaction():
        add_meeting(by=by, pair_id=pair, day=first, minutes=30, at=now(), token=new_client_id())
        fast().run(
            "INSERT INTO pair_meeting (token, pair_id, day, minutes, made_at) VALUES ('sent-late', ?, ?, 60, ?)",
            (pair, first + YESTERDAY, now()),
        )
    with transaction():
        close_month(month=month, site_ids=(cast.sites["coventry"],), by=by, at=now(), token=new_client_id())
    assert sum(counted_days().values()) == 90 * 60_000
    later = now().replace(minute=0) + YESTERDAY
    assert not any("late truths" in line for line in tick(later)) and not adjustments()
    with transaction():
        fast().run(
            "INSERT INTO pair_meeting (token, pair_id, day, minutes, made_at) VALUES ('later', ?, ?, 60, ?)",
            (pair, first + 2 * YESTERDAY, now()),
        )
    tick(later + YESTERDAY)
    assert [late.amount for late in adjustments() if late.key.indicator == "pair_hours"] == [60 * 60_000]


def test_another_site_sees_and_changes_nothing_of_a_pair(desk: Desk, paired: Paired) -> None:
    pair, stranger = paired("dev", "amina", today()), desk.scene.cast.actor("oluwaseun")
    assert pair_by_id(pair, stranger.site_id) is None
    with pytest.raises(NotFound), transaction():
        end_pair(by=stranger, pair_id=pair, ended_on=today(), at=now())
    with pytest.raises(NotFound), transaction():
        strike_meeting(by=stranger, pair_id=pair, meeting_id=1, at=now())
    with pytest.raises(NotFound), transaction():
        set_skills_for(
            by=stranger, number=desk.scene.cast.numbers["dev"], offers=("tea",), wants=(), at=now()
        )


def test_mentoring_stands_apart_from_pairs(desk: Desk, paired: Paired) -> None:
    paired("mary", "amina", today(), topic="enterprise", kind="mentoring")
    assert "Amina" not in desk.get("/pairs").text
    page = desk.get("/pairs?kind=mentoring")
    assert page.heading == "Mentoring" and "Amina" in page.text and "Starting a business" in page.text
    sheet = desk.browser.client.get("/pairs.csv?kind=mentoring").get_data(as_text=True)
    assert desk.scene.cast.numbers["amina"] in sheet and "Amina" not in sheet


def test_an_older_volunteer_says_skills_by_pictures_and_a_trainer_says_them_for_somebody(desk: Desk) -> None:
    sign_in(desk.browser, "mary")
    page = desk.get("/me/skills")
    assert page.heading == "Show and learn"
    page = desk.browser.submit(
        page, {"offers": ["sanding", "language:en"], "wants": ["laser"]}, action="/me/skills"
    )
    rows = fast().rows("SELECT skill, way FROM person_skill WHERE ended_at IS NULL ORDER BY skill")
    assert [tuple(row) for row in rows] == [
        ("language:en", "offers"),
        ("laser", "wants"),
        ("sanding", "offers"),
    ]
    number = desk.scene.cast.numbers["amina"]
    page = desk.browser.submit(
        desk.get(f"/people/{number}/skills"), {"offers": ["sewing"], "wants": []}, action="/skills"
    )
    assert "Kept." in page.text and page.heading == "Skills of Amina"
    db.session.rollback()
    page = desk.browser.submit(
        desk.get("/me/skills"), {"offers": [], "wants": ["laser"]}, action="/me/skills"
    )
    row = fast().row("SELECT COUNT(*), COUNT(ended_at) FROM person_skill")
    assert row is not None and tuple(row) == (4, 2)


def test_a_site_adds_a_skill_of_its_own_and_another_site_has_none_of_it(desk: Desk) -> None:
    page = desk.browser.submit(desk.get("/skills"), {"name": "Basket weaving"}, button="Add it")
    assert "Basket weaving" in page.text
    row = fast().row("SELECT id FROM site_skill")
    assert row is not None
    slug = f"own:{row[0]}"
    says(desk, "amina", wants=(slug,))
    with pytest.raises(RuleBroken, match="not on the list"):
        says(desk, "grace", wants=(slug,))
    page = desk.browser.submit(desk.get("/skills"), action="/off")
    assert "offered no more" in page.text and "1 person" in page.text
    says(desk, "amina", wants=(slug,), offers=("tea",))
