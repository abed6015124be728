"""A piece kept for a makeover goes to nobody else: by the services, by inventory's release, and by SQL."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.clock import now
from core.db import db, fast, transaction
from core.errors import NotFound, RuleBroken
from core.ids import new_client_id
from factory.makeovers.services.ending import cancel_makeover
from factory.makeovers.services.pieces import (
    allocate_piece,
    bring_back,
    load_piece,
    pick_piece,
    take_off,
    want_pieces,
)
from inventory.queries.pack import recipients_for_tablet
from tests.makeovers.conftest import Home


def keep(home: Home, makeover_id: int, code: str) -> None:
    home.do(allocate_piece, makeover_id, code=code, token=new_client_id())


def state_of(code: str) -> list[tuple[str, str]]:
    db.session.rollback()
    rows = fast().rows(
        "SELECT k.state, k.reason FROM makeover_piece k JOIN piece p ON p.id = k.piece_id WHERE p.code = ? "
        "ORDER BY k.id",
        (code,),
    )
    return [(row[0], row[1]) for row in rows]


def test_only_a_ready_piece_of_the_site_is_kept(home: Home) -> None:
    made = home.refer()
    with pytest.raises(RuleBroken, match="ready"):
        keep(home, made, home.scene.bring("in_work"))
    with pytest.raises(NotFound):
        keep(home, made, "NOTHERE")
    code = home.scene.bring("ready")
    keep(home, made, code)
    keep(home, made, code)
    assert state_of(code) == [("allocated", "")]


def test_a_kept_piece_is_refused_to_everybody_else_and_delivered_to_its_own(home: Home) -> None:
    first, second = home.refer(), home.refer(reference="CV-2")
    code = home.scene.bring("ready")
    keep(home, first, code)
    with pytest.raises(RuleBroken, match="MK-"):
        keep(home, second, code)
    for said in ({"destination": "sale"}, {"destination": "makeover", "makeover_id": second}):
        with pytest.raises(RuleBroken, match="kept for the makeover"):
            home.scene.take(code, "released", said)
    assert home.scene.stage(code) == "ready"
    assert (
        home.scene.take(code, "released", {"destination": "makeover", "makeover_id": first}).result
        == "stored"
    )
    assert state_of(code) == [("delivered", "")] and home.scene.stage(code) == "released"


def test_an_undelivered_piece_is_free_again_with_its_reason(home: Home) -> None:
    made, code = home.refer(), home.scene.bring("ready")
    keep(home, made, code)
    home.do(load_piece, made, code=code)
    home.do(load_piece, made, code=code)
    with pytest.raises(RuleBroken):
        home.do(bring_back, made, code=code, reason="because")
    home.do(bring_back, made, code=code, reason="nobody_in")
    home.do(bring_back, made, code=code, reason="nobody_in")
    assert state_of(code) == [("came_back", "nobody_in")]
    assert home.scene.take(code, "released", {"destination": "sale"}).result == "stored"


def test_a_delivered_piece_comes_back_only_once_its_release_was_taken_back(home: Home) -> None:
    made, code = home.refer(), home.scene.bring("ready")
    keep(home, made, code)
    given = home.scene.take(code, "released", {"destination": "makeover", "makeover_id": made})
    with pytest.raises(RuleBroken, match="given out"):
        home.do(bring_back, made, code=code, reason="damaged")
    home.scene.take(code, "undone", {"event": given.event_id})
    home.do(bring_back, made, code=code, reason="undone")
    assert state_of(code) == [("came_back", "undone")]
    keep(home, made, code)


def test_a_cancelled_makeover_frees_its_pieces(home: Home) -> None:
    made, on_shelf, on_van = home.refer(), home.scene.bring("ready"), home.scene.bring("ready")
    for code in (on_shelf, on_van):
        keep(home, made, code)
    home.do(load_piece, made, code=on_van)
    home.do(cancel_makeover, made, reason="moved_away")
    assert state_of(on_shelf) == [("taken_off", "cancelled")] and state_of(on_van) == [
        ("came_back", "cancelled")
    ]
    assert home.scene.take(on_van, "released", {"destination": "sale"}).result == "stored"
    with pytest.raises(RuleBroken, match="over"):
        keep(home, made, on_shelf)


def test_what_the_household_points_at_is_a_wish_and_no_promise(home: Home) -> None:
    made, code = home.refer(), home.scene.bring("ready")
    home.do(pick_piece, made, code=code, is_wanted=True)
    home.do(pick_piece, made, code=code, is_wanted=True)
    page = home.browser.get("/makeovers/MK-0001/choose")
    assert page.tree.one("button", aria_pressed="true")
    home.do(pick_piece, made, code=code, is_wanted=False)
    assert not home.browser.get("/makeovers/MK-0001/choose").tree.all("button", aria_pressed="true")
    home.do(want_pieces, made, category_slug="dining-table", quantity=2, token=new_client_id())
    keep(home, made, code)
    home.do(take_off, made, code=code)
    home.do(take_off, made, code=code)
    assert state_of(code) == [("taken_off", "changed")]


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO makeover_piece (token, makeover_id, piece_id, life, state, reason, allocated_at, state_at) "
        "SELECT 't2', :made, piece_id, life, 'allocated', '', allocated_at, state_at FROM makeover_piece",
        "UPDATE makeover_piece SET state = 'delivered'",
        "UPDATE makeover_piece SET makeover_id = :other",
        "UPDATE makeover_piece SET state = 'came_back'",
    ],
)
def test_the_database_refuses_what_the_services_refuse(home: Home, sql: str) -> None:
    made, other = home.refer(), home.refer(reference="CV-2")
    keep(home, made, home.scene.bring("ready"))
    with pytest.raises(DBAPIError), transaction():
        known = {"made": made, "other": other}
        db.session.execute(text(sql), {name: value for name, value in known.items() if f":{name}" in sql})


def test_the_database_refuses_a_piece_that_is_not_ready(home: Home) -> None:
    made = home.refer()
    home.scene.bring("in_work")
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(
            text(
                "INSERT INTO makeover_piece (token, makeover_id, piece_id, life, state, reason, allocated_at, "
                "state_at) SELECT 't', :made, id, life, 'allocated', '', since, since FROM piece"
            ),
            {"made": made},
        )


def test_the_database_refuses_a_release_of_a_kept_piece(home: Home) -> None:
    """By SQL past every service: a finished release's row is copied to another destination."""
    made, other, code = home.refer(), home.refer(reference="CV-2"), home.scene.bring("ready")
    keep(home, made, code)
    control = home.scene.bring("released")
    db.session.rollback()
    for given, allowed in ((code, False), (control, True)):
        copied = (
            "INSERT INTO release (event_id, piece_id, life, released_on, destination, makeover_id, terms, price_pence, "
            "quality_answer_id, intent_answer_id, stable_answer_id, after_photo_id, infestation_answer_id) "
            "SELECT (SELECT e.id FROM piece_event e WHERE e.piece_id = p.id "
            "AND e.id NOT IN (SELECT event_id FROM release) ORDER BY e.id LIMIT 1), p.id, p.life, "
            "'2026-11-01', 'makeover', :other, 'gift', 0, "
            "(SELECT MAX(a.id) FROM check_answer a WHERE a.piece_id = p.id AND a.question = 'quality_check'), NULL, "
            "(SELECT MAX(a.id) FROM check_answer a WHERE a.piece_id = p.id AND a.question = 'stable'), "
            "(SELECT MAX(f.id) FROM photo f WHERE f.piece_id = p.id), "
            "(SELECT MAX(a.id) FROM check_answer a WHERE a.piece_id = p.id AND a.question = 'infestation') "
            "FROM piece p WHERE p.code = :code"
        )
        said = {"other": other, "code": given}
        if allowed:
            with transaction():
                db.session.execute(text(copied), said)
        else:
            with pytest.raises(DBAPIError, match="kept for a makeover"), transaction():
                db.session.execute(text(copied), said)


def race(app: Flask, home: Home, code: str, makeovers: list[int]) -> list[str]:
    """Two desks keep the same piece at the same time; what each was told."""
    told: list[str] = []
    ready = threading.Barrier(2)
    ruth = home.ruth

    def keep_one(makeover_id: int) -> None:
        with app.app_context():
            ready.wait()
            try:
                with transaction():
                    allocate_piece(
                        by=ruth, makeover_id=makeover_id, code=code, at=now(), token=new_client_id()
                    )
                told.append("kept")
            except (RuleBroken, DBAPIError) as problem:
                told.append(type(problem).__name__)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=keep_one, args=(one,)) for one in makeovers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def test_of_two_desks_at_once_one_keeps_the_piece(app: Flask, home: Home) -> None:
    makeovers = [home.refer(), home.refer(reference="CV-2")]
    code = home.scene.bring("ready")
    db.session.rollback()
    told = race(app, home, code, makeovers)
    assert told.count("kept") == 1 and len(told) == 2
    assert len(state_of(code)) == 1


def test_without_the_index_and_the_look_both_would_keep_it(
    app: Flask, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: neither the service's look nor the database's index, and the piece is promised twice."""
    makeovers = [home.refer(), home.refer(reference="CV-2")]
    code = home.scene.bring("ready")
    with transaction():
        db.session.execute(text("DROP INDEX ix_makeover_piece_held"))
    monkeypatch.setattr("factory.makeovers.services.pieces._held_row", lambda piece_id: None)
    assert race(app, home, code, makeovers) == ["kept", "kept"]
    assert len(state_of(code)) == 2


def test_a_tablet_at_the_desk_knows_makeovers_by_code_and_city_alone(home: Home) -> None:
    home.refer(title="Beds for the Canary family", kind="community")
    told = recipients_for_tablet(home.cast.sites["coventry"])["makeovers"]
    assert [(one["code"], one["kind"], one["name"]) for one in told] == [("MK-0001", "community", "Coventry")]
    assert "Canary" not in str(told)
