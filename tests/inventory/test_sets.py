"""Sets: pieces kept together at the desk; who belongs is said where one of them is kept, given out or shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from core.clock import local_day, now
from core.db import db, fast, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.ids import new_client_id
from inventory.models.sets import PieceSet, PieceSetMember
from inventory.queries.pack import pieces_for_tablet
from inventory.queries.sets import set_of, set_size, sets_broken
from inventory.services.set_release import release_with_set
from inventory.services.sets import keep_together, leave_set, undo_set
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.inventory.scene import Scene, make_scene
from tests.pages import Page, PageClient


@pytest.fixture
def scene(app_context: Flask, cast: Cast) -> Iterator[Scene]:
    yield make_scene(cast)


def together(
    scene: Scene, code: str, *others: str, name: str = "", token: str = "", who: str = "ruth"
) -> str:
    """Keep pieces together; the number of the set."""
    with transaction():
        return keep_together(
            by=scene.cast.actor(who),
            code=code,
            others=others,
            name=name,
            at=now(),
            token=token or new_client_id(),
        ).number


def codes_with(code: str) -> list[str]:
    found = set_of(code)
    return [piece.code for piece in found.pieces] if found else []


def test_pieces_are_kept_together_joined_by_more_and_let_go(scene: Scene) -> None:
    table, *chairs = sorted(scene.bring("ready") for _ in range(4))
    number = together(scene, table, chairs[0], name="Table and chairs")
    assert codes_with(table) == [table, chairs[0]] and set_size(chairs[0]) == 2
    assert together(scene, chairs[0], chairs[1], chairs[2].lower()) == number, (
        "they join the set that is there"
    )
    assert codes_with(chairs[2]) == sorted([table, *chairs])
    with transaction():
        leave_set(by=scene.cast.actor("ruth"), code=chairs[0], at=now())
    assert set_of(chairs[0]) is None and set_size(table) == 3
    with transaction():
        undo_set(by=scene.cast.actor("ruth"), code=table, at=now())
        undo_set(by=scene.cast.actor("ruth"), code=table, at=now())
    assert [set_of(code) for code in (table, *chairs)] == [None] * 4
    assert fast().rows("SELECT COUNT(*), COUNT(left_at) FROM piece_set_member")[0] == (4, 4), (
        "it stays on record"
    )
    assert together(scene, table, chairs[0]) != number


def test_of_two_one_that_leaves_leaves_no_set_of_one(scene: Scene) -> None:
    table, chair = scene.bring("ready"), scene.bring("ready")
    together(scene, table, chair)
    with transaction():
        leave_set(by=scene.cast.actor("ruth"), code=chair, at=now())
    assert set_of(table) is None and fast().rows(
        "SELECT COUNT(*) FROM piece_set_member WHERE left_at IS NULL"
    )[0] == (0,)


def test_the_same_press_twice_is_one_set(scene: Scene) -> None:
    table, chair, token = scene.bring("ready"), scene.bring("ready"), new_client_id()
    assert together(scene, table, chair, token=token) == together(scene, table, chair, token=token)
    assert fast().rows("SELECT COUNT(*) FROM piece_set")[0] == (1,)


def test_what_cannot_be_is_refused_with_the_code_and_nothing_is_half_done(scene: Scene) -> None:
    table, chair, gone = scene.bring("ready"), scene.bring("ready"), scene.bring("released")
    other, stool = scene.bring("ready"), scene.bring("ready")
    together(scene, other, stool)
    for others in ([], [table], [gone], [stool], [scene.label()], ["nothing"], [chair, "9999999"]):
        with pytest.raises(RuleBroken):
            together(scene, table, *others)
        assert set_of(table) is None and set_of(chair) is None
    with pytest.raises(RuleBroken):
        together(scene, table, chair, name="x" * 81)
    with pytest.raises(NotAllowed):
        together(scene, table, chair, who="amina")
    assert fast().rows("SELECT COUNT(*) FROM piece_set")[0] == (1,)


def test_nobody_of_another_site_makes_or_undoes_a_set(scene: Scene) -> None:
    table, chair = scene.bring("ready"), scene.bring("ready")
    with pytest.raises(NotFound):
        together(scene, table, chair, who="oluwaseun")
    together(scene, table, chair)
    with pytest.raises(NotFound), transaction():
        undo_set(by=scene.cast.actor("oluwaseun"), code=table, at=now())
    assert set_size(table) == 2


def test_the_database_lets_a_piece_into_one_set_only(scene: Scene) -> None:
    table, chair = scene.bring("ready"), scene.bring("ready")
    together(scene, table, chair)
    with pytest.raises(IntegrityError), transaction():
        row = PieceSet(
            token=new_client_id(), number="S-99999", site_id=scene.cast.sites["coventry"], made_at=now()
        )
        db.session.add(row)
        db.session.flush()
        piece = fast().rows("SELECT id, life FROM piece WHERE code = ?", (table,))[0]
        db.session.add(PieceSetMember(set_id=row.id, piece_id=piece[0], life=piece[1], joined_at=now()))
        db.session.flush()


def test_a_piece_that_comes_back_in_another_life_belongs_to_no_set_and_may_join_one(scene: Scene) -> None:
    table, chair, other = scene.bring("ready"), scene.bring("ready"), scene.bring("ready")
    together(scene, table, chair)
    scene.take(chair, "released", {"destination": "sale"})
    assert codes_with(table) == sorted([table, chair]), "given out, it is still known where it belonged"
    with transaction():
        fast().run("UPDATE piece SET life = 2, stage = 'ready' WHERE code = ?", (chair,))
    assert set_of(chair) is None and set_of(table) is None
    together(scene, chair, other)
    assert codes_with(chair) == sorted([chair, other])


def test_the_set_is_given_out_whole_or_not_at_all(scene: Scene) -> None:
    table, chair, stool = scene.bring("ready"), scene.bring("ready"), scene.bring("in_work")
    together(scene, table, chair, stool)
    by, token = scene.checker("ruth"), new_client_id()
    data = {"destination": "sale", "terms": "gift"}
    for _ in range(2):
        with transaction():
            outcome, others = release_with_set(by=by, code=table, data=data, at=now(), token=token)
    assert outcome.result == "repeated"
    assert [scene.stage(code) for code in (table, chair, stool)] == ["released", "released", "in_work"]
    assert scene.events(chair) == scene.events(table)


def test_one_that_may_not_go_keeps_the_whole_set(scene: Scene) -> None:
    table, chair = scene.bring("ready"), scene.bring("ready")
    together(scene, table, chair)
    with transaction():
        held = fast().rows("SELECT id FROM piece WHERE code = ?", (chair,))[0][0]
        fast().run(
            "UPDATE piece SET folded = ? WHERE id = ?", ('{"stage": "ready", "site": 1, "life": 1}', held)
        )
    with pytest.raises(RuleBroken) as told, transaction():
        release_with_set(
            by=scene.checker("ruth"),
            code=table,
            data={"destination": "sale"},
            at=now(),
            token=new_client_id(),
        )
    assert told.value.field == "with_set" and told.value.params["code"] == chair
    assert scene.stage(table) == "ready"


def test_of_some_that_go_it_is_said_who_stays(scene: Scene) -> None:
    table, chair, stool, alone = (scene.bring("ready") for _ in range(4))
    together(scene, table, chair, stool)
    [(one, along, staying)] = sets_broken([table, alone])
    assert [piece.code for piece in along] == [table] and one.size == 3
    assert sorted(piece.code for piece in staying) == sorted([chair, stool])
    assert sets_broken([table, chair, stool, alone]) == [] == sets_broken([])


def test_a_tablet_knows_the_size_of_a_set_without_a_line(scene: Scene) -> None:
    table, chair, alone = scene.bring("ready"), scene.bring("ready"), scene.bring("ready")
    together(scene, table, chair)
    told = {
        piece["code"]: piece["set"]
        for piece in pieces_for_tablet(scene.cast.sites["coventry"], local_day(now()))
    }
    assert (told[table], told[chair], told[alone]) == (2, 2, 0)


def test_the_desk_makes_says_gives_out_and_undoes_a_set(scene: Scene, page_client: PageClient) -> None:
    table, chair, stool = (scene.bring("ready", ago=timedelta(hours=hours)) for hours in (5, 4, 3))
    sign_in(page_client, "Ruth")
    page = page_client.get(f"/pieces/{table}")
    refused = page_client.submit(page, {"codes": "nothing", "name": "Table"}, action="/set", status=422)
    assert "is no piece of this site" in refused.text
    kept = page_client.submit(page, {"codes": f"{chair}, {stool}", "name": "Garden table"}, action="/set")
    assert (
        "One of a set of 3" in kept.text and "Garden table" in kept.text and f"/pieces/{stool}" in kept.links
    )
    assert "One of a set of 3" in page_client.get(f"/pieces/{chair}").text
    given = page_client.submit(kept, {"destination": "sale"}, action="/releases")
    assert "Of its set stay here" in given.text and chair in given.text
    whole = page_client.submit(
        page_client.get(f"/pieces/{chair}"), {"destination": "sale", "with_set": "y"}, action="/releases"
    )
    assert "Of its set went along" in whole.text and scene.stage(stool) == "released"
    page_client.post(f"/pieces/{chair}/set/end", {"which": "whole", "csrf_token": csrf(kept)})
    assert set_of(chair) is None


def csrf(page: Page) -> str:
    found = page.tree.all("input")
    return str(next(one.get("value") for one in found if one.get("name") == "csrf_token"))
