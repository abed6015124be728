"""What of makeovers, merges and webhooks is really there in the house that every route is tried in."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask

from core.access import Actor
from core.clock import now
from core.db import fast, transaction
from core.ids import new_client_id
from core.people import CHECK_PERMITS
from core.people_services import add_person
from factory.makeovers.services.pieces import allocate_piece
from factory.privacy.services.merging import merge_people
from inventory.services.record import record_event
from tests.every_route.college import _actor
from tests.inventory.scene import _fresh
from tests.inventory.stories import way_to_ready

OF_A_RULE = (
    ("/makeovers/", "code", "kept_piece"),
    ("/makeovers/", "person", "day_person"),
    ("/makeovers/", "word", "tap"),
)
"""Names that mean different things in different addresses of makeovers."""
_ONE = (
    "(SELECT m.id FROM makeover m JOIN makeover_case c ON c.makeover_id = m.id WHERE m.site_id = ? "
    "AND c.state IN ('in_work', 'finished') ORDER BY m.id LIMIT 1)"
)
"""The makeover of a site that has everything."""
THERE = {
    "makeover": f"SELECT code FROM makeover WHERE id = {_ONE}",
    "sheet": f"SELECT MIN(number) FROM makeover_run_sheet WHERE makeover_id = {_ONE}",
    "task_id": f"SELECT MIN(id) FROM makeover_task WHERE makeover_id = {_ONE}",
    "material_id": f"SELECT MIN(id) FROM makeover_material WHERE makeover_id = {_ONE}",
    "day_id": f"SELECT MIN(id) FROM makeover_day WHERE makeover_id = {_ONE}",
    "makeover_photo": f"SELECT MIN(id) FROM makeover_photo WHERE makeover_id = {_ONE}",
    "kept_piece": "SELECT p.code FROM makeover_piece k JOIN piece p ON p.id = k.piece_id "
    f"WHERE k.makeover_id = {_ONE} ORDER BY CASE k.state WHEN 'allocated' THEN 0 ELSE 1 END, k.id LIMIT 1",
    "practice_id": "SELECT MIN(q.id) FROM makeover_practice q JOIN makeover_day d ON d.id = q.day_id "
    f"WHERE d.makeover_id = {_ONE}",
    "day_person": "SELECT p.number FROM makeover_day_person x JOIN makeover_day d ON d.id = x.day_id "
    f"JOIN person p ON p.id = x.person_id WHERE d.makeover_id = {_ONE} ORDER BY x.id LIMIT 1",
    "tap": "SELECT 'arrived' WHERE ? > 0",
}


def leave_ends_of_homes(app: Flask) -> None:
    """Helen keeps a ready piece for a makeover and reads two numbers as one; something waits for the city's hub."""
    with app.app_context(), transaction():
        helen = _actor("Helen")
        _keep_a_piece(helen)
        _practise(helen)
        _hear_from_the_van(helen)
        _hear_from_a_work_day(helen)
        _merge_two(helen)
        _tell_the_hub(helen)


def _keep_a_piece(by: Actor) -> None:
    makeover = fast().row(f"SELECT id FROM makeover WHERE id = {_ONE}", (by.site_id,))
    blank = fast().row(
        "SELECT code FROM label WHERE site_id = ? AND state = 'printed' ORDER BY batch_id, position LIMIT 1",
        (by.site_id,),
    )
    assert makeover is not None and blank is not None
    for event in way_to_ready():
        is_checked = "quality_check" in event.data.get("answers", {})
        who = replace(_actor("Brian") if is_checked else by, permits=frozenset(CHECK_PERMITS))
        said = {"code": blank[0], "kind": event.kind, "data": _fresh(event.data), "token": new_client_id()}
        outcome = record_event(by=who, at=now(), **said)
        assert outcome.result == "stored", outcome
    allocate_piece(by=by, makeover_id=makeover[0], code=blank[0], at=now(), token=new_client_id())


def _practise(by: Actor) -> None:
    """Who comes along to the first day practised something."""
    fast().run(
        "INSERT INTO makeover_practice (token, day_id, person_id, criterion, words, at) SELECT ?, x.day_id, "
        "MIN(x.person_id), '', 'Filled a crack', ? FROM makeover_day_person x WHERE x.day_id = "
        f"(SELECT MIN(id) FROM makeover_day WHERE makeover_id = {_ONE}) GROUP BY x.day_id",
        (new_client_id(), now(), by.site_id),
    )


def _hear_from_the_van(by: Actor) -> None:
    """A tablet told of a delivery that nobody knows."""
    fast().run(
        "INSERT INTO van_event (id, site_id, kind, body, body_hash, at, received_at, state, message) "
        "VALUES (?, ?, 'left', '{}', '', ?, ?, 'refused', 'This delivery is not known here.')",
        (new_client_id(), by.site_id, now(), now()),
    )


def _hear_from_a_work_day(by: Actor) -> None:
    """A tablet told of a work day that nobody knows."""
    fast().run(
        "INSERT INTO work_day_event (id, site_id, kind, about, is_confirmed, body, words, body_hash, at, received_at, "
        "state, message) VALUES (?, ?, 'left', '', ?, '{}', '', '', ?, ?, 'refused', "
        "'This work day is not known here.')",
        (new_client_id(), by.site_id, False, now(), now()),
    )


def _merge_two(by: Actor) -> None:
    """Somebody who was written down twice."""
    one, two = (
        add_person(by=by, called=called, at=now(), token=new_client_id()) for called in ("Zofia", "Zosia")
    )
    merge_people(by=by, person_id=two.id, into_id=one.id, at=now(), token=new_client_id())


def _tell_the_hub(by: Actor) -> None:
    """A delivery waits for the site's first webhook, which is paused."""
    fast().run(
        "INSERT INTO webhook_delivery (public_id, webhook_id, event, subject, facts, state, attempts, made_at, due_at, "
        "fault) SELECT ?, MIN(id), 'month_closed', '2026-01', '{}', 'waiting', 0, ?, ?, '' FROM webhook "
        "WHERE site_id = ?",
        (new_client_id(), now(), now(), by.site_id),
    )
