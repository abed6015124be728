"""The clockwork does what is due, once, however often it is run."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from flask import Flask

from core.access import Actor, system_actor
from core.clock import local_day, now, start_of_day
from core.db import as_instant, fast, transaction
from core.devices import add_device, make_pairing_code
from core.people_services import add_person
from core.sign_ins import LONGEST, start_sign_in
from core.sites import Site
from factory.clockwork import tick
from factory.founding import add_site
from inventory.services.labels import make_batch
from inventory.services.record import look_up, record_event


def new_id() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def site(app_context: Flask) -> Site:
    with transaction():
        return add_site(by=None, slug="north", name="North", at=now())


@pytest.fixture
def by(site: Site) -> Actor:
    return system_actor(site.id)


def sign_in(by: Actor, at: datetime, device_id: int | None = None) -> str:
    with transaction():
        person = add_person(by=by, called="Ana", at=at, token=new_id())
        return start_sign_in(
            person_id=person.id, site_id=by.site_id, device_id=device_id, method="password", at=at
        )


def ended_at(sign_in_id: str) -> datetime | None:
    row = fast().row("SELECT ended_at FROM sign_in WHERE id = ?", (sign_in_id,))
    return as_instant(row[0]) if row and row[0] else None


def test_a_desk_left_alone_is_signed_out(by: Actor) -> None:
    at = now()
    left, fresh = sign_in(by, at - timedelta(hours=1)), sign_in(by, at - timedelta(minutes=5))
    assert "1 forgotten sign-ins ended" in tick(at)
    assert ended_at(left) == at and ended_at(fresh) is None


def test_a_tablets_sign_in_keeps_its_eight_hours_for_what_waits_in_its_queue(by: Actor) -> None:
    at = now()
    with transaction():
        device, _ = add_device(site_id=by.site_id, name="Door", by_id=None, at=at, public_id=new_id())
        device_id = device.id
    begun = at - timedelta(hours=3)
    left = sign_in(by, begun, device_id)
    tick(at)
    assert ended_at(left) is None
    tick(at + timedelta(hours=6))
    assert ended_at(left) == begun + LONGEST


def test_attempts_and_pairing_codes_go_after_a_day(by: Actor) -> None:
    at = now()
    with transaction():
        fast().run(
            "INSERT INTO attempt (kind, key, at) VALUES ('pin-person', 'x', ?)", (at - timedelta(hours=25),)
        )
        fast().run(
            "INSERT INTO attempt (kind, key, at) VALUES ('pin-person', 'y', ?)", (at - timedelta(hours=2),)
        )
        make_pairing_code(site_id=by.site_id, name="Old", by_id=None, at=at - timedelta(hours=30))
        make_pairing_code(site_id=by.site_id, name="New", by_id=None, at=at)
    tick(at)
    assert fast().rows("SELECT key FROM attempt") == [("y",)]
    assert fast().rows("SELECT name FROM pairing_code") == [("New",)]


def practice_piece(at: datetime) -> str:
    with transaction():
        ground = add_site(by=None, slug="practice", name="Practice", is_practice=True, at=at)
        by = system_actor(ground.id)
        make_batch(
            by=by, stationery_name="L7160", count=1, start=1, host="eco.example", at=at, token=new_id()
        )
        code = fast().row("SELECT code FROM label WHERE site_id = ?", (ground.id,))[0]
        data = {
            "category": "bookcase-or-shelving",
            "weight": "average",
            "photos": [new_id()],
            "answers": {"intent": "yes", "infestation": "no"},
        }
        record_event(by=by, code=code, kind="intake", data=data, at=at, token=new_id(), how="scan")
    return str(code)


def test_practice_lives_end_at_night_by_an_event_and_only_once(app_context: Flask) -> None:
    midnight = start_of_day(local_day(now()))
    code = practice_piece(midnight - timedelta(hours=4))
    assert tick(midnight - timedelta(minutes=5)) == []
    assert tick(midnight + timedelta(minutes=1)) == ["1 practice pieces closed"]
    assert tick(midnight + timedelta(minutes=2)) == []
    view = look_up(code)
    assert view is not None and view.stage == "recycled"
    assert fast().row("SELECT COUNT(*) FROM piece_event WHERE kind = 'closed'") == (1,)
    assert fast().row("SELECT COUNT(*) FROM count_entry") == (0,)
