"""Somebody under 18 has a flag and no birth date; without a guardian's permission they are booked on nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from core.access import system_actor
from core.clock import now, today
from core.db import fast, transaction
from core.errors import RuleBroken
from core.young import check_permission, set_young, young_person
from tests.cast import Cast
from tests.front_desk.doors import sign_in
from tests.pages import PageClient


def test_nobody_under_18_is_booked_before_somebody_saw_a_permission(app_context: Flask, cast: Cast) -> None:
    by, yusuf = system_actor(cast.sites["coventry"]), cast.people["yusuf"]
    check_permission(yusuf)
    with transaction():
        set_young(by=by, person_id=yusuf, is_young=True, permitted_on=None, at=now())
    with pytest.raises(RuleBroken):
        check_permission(yusuf)
    with pytest.raises(RuleBroken), transaction():
        set_young(by=by, person_id=yusuf, is_young=True, permitted_on=today() + timedelta(days=1), at=now())


def test_the_desk_notes_the_day_and_who_saw_it(app: Flask, page_client: PageClient, cast: Cast) -> None:
    sign_in(page_client, "ruth")
    number = cast.numbers["yusuf"]
    page = page_client.get(f"/people/{number}/kept")
    values = {"is_young": "yes", "permitted_on": today().isoformat()}
    page_client.submit(page, values, action="/young", status=303)
    with app.app_context():
        check_permission(cast.people["yusuf"])
        row = young_person(cast.people["yusuf"])
        assert row is not None
        assert (row.permitted_on, row.seen_by_id) == (today(), cast.people["ruth"])
        columns = (
            {column[1] for column in fast().rows("PRAGMA table_info(young_person)")}
            if fast().is_sqlite
            else set()
        )
        assert not any("born" in column or "birth" in column for column in columns)
    late = {"is_young": "yes", "permitted_on": (today() + timedelta(days=3)).isoformat()}
    page = page_client.get(f"/people/{number}/kept")
    wrong = page_client.submit(page, late, action="/young", status=422)
    assert wrong.tree.all("p", class_="error")
    page_client.submit(page, {"is_young": "no", "permitted_on": ""}, action="/young", status=303)
    with app.app_context():
        assert young_person(cast.people["yusuf"]) is None
