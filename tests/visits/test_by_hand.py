"""Visits by hand: corrected with who and why and nothing lost, from paper, heads, and what another site sees."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from core.access import Actor
from core.db import db, fast, transaction
from core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from core.visiting import keep_seen
from core.visits import Visit, VisitEntry
from factory.clockwork import tick
from factory.visits.fire_list import fire_list
from factory.visits.queries import months_of, story_of, visit_at
from factory.visits.services import Stay, correct_visit, count_heads, key_in_paper
from tests.cast import Cast, make_cast

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOON = MORNING + timedelta(hours=3)
NEXT = MORNING + timedelta(days=1)


@pytest.fixture
def cast(app_context: Flask) -> Cast:
    return make_cast(MORNING - timedelta(days=30))


def seen(cast: Cast, name: str, kind: str, at: datetime, work: str = "", site: str = "coventry") -> None:
    with transaction():
        keep_seen(
            event_id=new_client_id(),
            person_id=cast.people[name],
            site_id=cast.sites[site],
            kind=kind,
            at=at,
            now=at,
            how="card",
            work=work,
        )


def the_visit(cast: Cast, name: str = "amina") -> Visit:
    db.session.expire_all()
    query = db.select(Visit).where(Visit.person_id == cast.people[name], ~Visit.is_void)
    return db.session.scalars(query.order_by(Visit.id.desc())).first() or pytest.fail("no visit")


def correct(by: Actor, visit: Visit, came: datetime, left: datetime | None, **more: object) -> None:
    values = {"why": "Forgot the card", "is_dropped": False, "at": NEXT, "token": new_client_id(), **more}
    with transaction():
        correct_visit(by=by, visit_id=visit.id, stay=Stay(came, left, "bench"), **values)  # type: ignore[arg-type]


@pytest.fixture
def forgotten(cast: Cast) -> Visit:
    """Amina came and never said that she went; the night closed her visit."""
    seen(cast, "amina", "came", MORNING)
    tick(NEXT)
    return the_visit(cast)


def test_a_coordinator_puts_an_estimate_right_and_what_was_known_is_kept(
    cast: Cast, forgotten: Visit
) -> None:
    assert forgotten.left_how == "estimated"
    correct(cast.actor("ruth", at=NEXT), forgotten, MORNING, MORNING + timedelta(hours=6))
    visit = the_visit(cast)
    assert (visit.id, visit.left_at, visit.left_how, visit.work) == (
        forgotten.id,
        MORNING + timedelta(hours=6),
        "typed",
        "bench",
    )
    row = visit_at(visit.id, cast.sites["coventry"])
    assert row is not None
    assert [(one.kind, one.by) for one in story_of(row)] == [("came", ""), ("corrected", "Ruth")]


def test_a_second_correction_keeps_the_first(cast: Cast, forgotten: Visit) -> None:
    ruth = cast.actor("ruth", at=NEXT)
    correct(ruth, forgotten, MORNING, MORNING + timedelta(hours=6))
    correct(ruth, forgotten, MORNING, MORNING + timedelta(hours=5), why="Left earlier")
    assert the_visit(cast).left_at == MORNING + timedelta(hours=5)
    assert db.session.query(VisitEntry).count() == 2


def test_a_late_card_says_nothing_against_what_a_person_said(cast: Cast, forgotten: Visit) -> None:
    correct(cast.actor("ruth", at=NEXT), forgotten, MORNING, MORNING + timedelta(hours=6))
    with transaction():
        keep_seen(
            event_id=new_client_id(),
            person_id=cast.people["amina"],
            site_id=cast.sites["coventry"],
            kind="went",
            at=MORNING + timedelta(hours=4),
            now=NEXT,
            how="card",
        )
    assert the_visit(cast).left_at == MORNING + timedelta(hours=6)
    assert db.session.query(Visit).filter_by(is_void=False).count() == 1


def test_the_same_correction_pressed_twice_is_one(cast: Cast, forgotten: Visit) -> None:
    token = new_client_id()
    for _ in range(2):
        correct(cast.actor("ruth", at=NEXT), forgotten, MORNING, NOON, token=token)
    assert db.session.query(VisitEntry).count() == 1


def test_a_correction_under_the_token_of_another_is_refused(cast: Cast, forgotten: Visit) -> None:
    ruth, token = cast.actor("ruth", at=NEXT), new_client_id()
    correct(ruth, forgotten, MORNING, NOON, token=token)
    seen(cast, "mary", "came", MORNING)
    tick(NEXT)
    for visit, left in ((the_visit(cast, "mary"), NOON), (forgotten, NOON - timedelta(hours=1))):
        with pytest.raises(Conflict, match="other contents"):
            correct(ruth, visit, MORNING, left, token=token)
    with pytest.raises(Conflict, match="other contents"):
        correct(ruth, forgotten, MORNING, NOON, token=token, is_dropped=True)
    assert db.session.query(VisitEntry).count() == 1


def test_one_may_put_ones_own_estimate_right_but_neither_a_seen_time_nor_anybody_elses(
    cast: Cast, forgotten: Visit
) -> None:
    with pytest.raises(NotFound):
        correct(cast.actor("tomasz", at=NEXT), forgotten, MORNING, NOON)
    with pytest.raises(NotAllowed):
        correct(cast.actor("amina", strength="card", at=NEXT), forgotten, MORNING, NOON)
    correct(cast.actor("amina", at=NEXT), forgotten, MORNING, NOON)
    assert the_visit(cast).left_at == NOON
    with pytest.raises(NotAllowed):
        correct(cast.actor("amina", at=NEXT), forgotten, MORNING, MORNING + timedelta(hours=9))
    with pytest.raises(NotAllowed):
        correct(cast.actor("tomasz", at=NEXT), _own(cast, "tomasz"), MORNING, NOON, is_dropped=True)


def _own(cast: Cast, name: str) -> Visit:
    seen(cast, name, "came", MORNING)
    tick(NEXT)
    return the_visit(cast, name)


def test_another_sites_coordinator_finds_nothing_to_correct(cast: Cast, forgotten: Visit) -> None:
    with pytest.raises(NotFound):
        correct(cast.actor("oluwaseun", at=NEXT), forgotten, MORNING, NOON)


@pytest.mark.parametrize(
    ("came", "left", "field"),
    [
        (MORNING, MORNING, "left_at"),
        (MORNING, MORNING - timedelta(hours=1), "left_at"),
        (MORNING, None, "left_at"),
        (MORNING, MORNING + timedelta(days=1), "left_at"),
        (MORNING - timedelta(days=1), NOON, "came_at"),
    ],
)
def test_times_that_cannot_be_are_refused_beside_their_field(
    cast: Cast, forgotten: Visit, came: datetime, left: datetime | None, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        correct(cast.actor("ruth", at=NEXT), forgotten, came, left)
    assert refused.value.field == field


def test_a_reason_is_wanted_and_no_identity_number_in_it(cast: Cast, forgotten: Visit) -> None:
    for why in ("  ", "QQ 12 34 56 C was here"):
        with pytest.raises(RuleBroken) as refused:
            correct(cast.actor("ruth", at=NEXT), forgotten, MORNING, NOON, why=why)
        assert refused.value.field == "why"


def test_a_visit_that_never_was_is_in_no_list_and_its_story_stays(cast: Cast, forgotten: Visit) -> None:
    correct(cast.actor("ruth", at=NEXT), forgotten, MORNING, NOON, is_dropped=True)
    row = visit_at(forgotten.id, cast.sites["coventry"])
    assert row is not None and row.is_void and story_of(row)[-1].kind == "dropped"
    assert months_of(cast.people["amina"]) == []


def paper(cast: Cast, person: str, came: datetime, left: datetime | None, token: str = "") -> int:
    with transaction():
        return key_in_paper(
            by=cast.actor("ruth", at=NEXT),
            person=person,
            stay=Stay(came, left, "makeover"),
            at=NEXT,
            token=token or new_client_id(),
        )


def test_a_line_of_a_pad_is_a_visit_from_paper_once(cast: Cast) -> None:
    token = new_client_id()
    first = paper(cast, cast.numbers["tomasz"], MORNING, NOON, token)
    assert paper(cast, cast.numbers["tomasz"], MORNING, NOON, token) == first
    visit = the_visit(cast, "tomasz")
    assert (visit.came_how, visit.left_how, visit.role, visit.work) == (
        "paper",
        "paper",
        "volunteer",
        "makeover",
    )
    assert months_of(cast.people["tomasz"])[0].by_work == {"makeover": 3 * 3_600_000}


def test_a_pad_may_not_put_somebody_in_two_places(cast: Cast) -> None:
    seen(cast, "amina", "came", MORNING)
    seen(cast, "amina", "went", NOON)
    with pytest.raises(RuleBroken) as refused:
        paper(cast, cast.numbers["amina"], MORNING + timedelta(hours=1), NOON)
    assert refused.value.field == "came_at"
    paper(cast, cast.numbers["amina"], NOON, NOON + timedelta(hours=1))
    with pytest.raises(NotFound):
        paper(cast, cast.numbers["grace"], MORNING, NOON)


def test_the_fire_list_holds_who_came_and_did_not_go_with_visitors_heads(cast: Cast) -> None:
    for name in ("amina", "tomasz", "dev"):
        seen(cast, name, "came", MORNING)
    seen(cast, "tomasz", "went", MORNING + timedelta(hours=1))
    seen(cast, "grace", "came", MORNING, site="wolverhampton")
    mary = cast.actor("mary", at=MORNING)
    with transaction():
        assert count_heads(by=mary, heads=4, at=MORNING, token=new_client_id()) == 4
        assert count_heads(by=mary, heads=-1, at=NOON, token=new_client_id()) == 3
    found = fire_list(cast.sites["coventry"], NOON)
    assert [one.called for one in found.people] == ["Amina", "Dev"]
    assert (found.heads, found.total) == (3, 5)
    with pytest.raises(RuleBroken), transaction():
        count_heads(by=mary, heads=-9, at=NOON, token=new_client_id())
    assert fire_list(cast.sites["coventry"], NEXT).total == 0, "yesterday's are not inside today"


def test_forgetting_is_estimated_by_what_was_done_last(cast: Cast) -> None:
    seen(cast, "amina", "came", MORNING)
    with time_machine.travel(NOON, tick=False), transaction():
        fast().run(
            "INSERT INTO sign_in (id, public_id, person_id, site_id, device_id, method, started_at, last_seen_at, "
            "with_ids) VALUES ('s', 'p', ?, ?, ?, 'card', ?, ?, '[]')",
            (
                cast.people["amina"],
                cast.sites["coventry"],
                cast.tablet_ids["coventry"],
                MORNING,
                MORNING + timedelta(hours=5),
            ),
        )
    tick(NEXT)
    assert the_visit(cast).left_at == MORNING + timedelta(hours=5)


def test_a_coordinator_leaves_no_visit_of_their_own_out_at_another_site(cast: Cast) -> None:
    seen(cast, "ruth", "came", MORNING, site="wolverhampton")
    tick(NEXT)
    visit, ruth = the_visit(cast, "ruth"), cast.actor("ruth", at=NEXT)
    assert visit.site_id != ruth.site_id and ruth.may("edit_visits")
    with pytest.raises(NotAllowed, match="Only a coordinator"):
        correct(ruth, visit, MORNING, NOON, is_dropped=True)
    correct(ruth, visit, MORNING, NOON)
    assert the_visit(cast, "ruth").left_at == NOON
