"""The demo's year of machines: every sitting is somebody's, every job counted, and what is due and broken is there."""

from __future__ import annotations

from flask import Flask

from core.clock import now
from core.db import transaction
from factory.demo.machine_year import fill_machines
from factory.demo.world import Tokens, make_world
from tests.hardware.workshop import rows


def test_a_year_of_machines_is_told_and_counted(app: Flask) -> None:
    token, at = Tokens(7), now()
    with app.app_context():
        with transaction():
            world = make_world(at, token)
        found = fill_machines(world, at, token, 7)
        assert {one.plan.site for one in found} == {"fablab", "coventry"}
        assert rows("SELECT COUNT(*) FROM machine_job WHERE session_id IS NULL OR NOT is_counted") == [(0,)]
        sat, ended = rows("SELECT COUNT(*), COUNT(ended_at) FROM machine_session")[0]
        assert sat == ended > 500
        assert rows("SELECT COUNT(*) FROM machine_fault WHERE ended_at IS NULL") == [(2,)]
        became = dict(rows("SELECT state, COUNT(*) FROM machine_booking GROUP BY state"))
        assert min(became[word] for word in ("booked", "used", "no_show")) > 0
        assert rows("SELECT COUNT(*) FROM maintenance_done") == [(len(found),)]
