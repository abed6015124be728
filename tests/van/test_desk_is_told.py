"""The desk hears of a van that is overdue, once each, and settles what a tablet told and could not be done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.clock import now
from core.db import db, fast, transaction
from core.errors import NotFound
from factory.van.queries.deliveries import open_van_events
from factory.van.services.overdue import tell_van_overdue
from factory.van.services.settling import settle_van_event
from tests.pages import PageClient
from tests.van.scene import VanDay


def told_at(van: VanDay, later: timedelta) -> int:
    """How many messages go out at a time after the van should be away from there."""
    due = van.row(str(fast().rows("SELECT number FROM delivery")[0][0])).due_at
    with transaction():
        return tell_van_overdue(due + later)


def test_an_overdue_van_is_told_to_the_desk_once_and_never_after_it_left(
    van: VanDay, ruth: PageClient
) -> None:
    [code] = van.ready(1)
    number = van.delivery(code)
    assert told_at(van, timedelta(hours=1)) == 0, "it never set out"
    van.send(van.event("loaded", delivery=number, code=code, ago=5))
    assert told_at(van, timedelta(minutes=10)) == 0, "nobody asks so soon"
    first = told_at(van, timedelta(hours=1))
    assert first >= 1 and told_at(van, timedelta(hours=2)) == 0
    page = ruth.get("/to-tell")
    assert f"the van left the delivery {number}" in page.text
    van.send(van.event("left", delivery=number))
    assert told_at(van, timedelta(hours=3)) == 0


def test_what_could_not_be_done_is_settled_by_the_desk_once(van: VanDay, ruth: PageClient) -> None:
    assert van.results(van.event("left", delivery="D-99999")) == ["stray"]
    (line,) = open_van_events(van.site)
    page = ruth.get("/van")
    assert "Told from the van" in page.text
    ruth.submit(page, action=f"/told/{line.id}", button="Put right by hand")
    assert open_van_events(van.site) == []
    assert "Told from the van" not in ruth.get("/van").text
    with transaction():
        settle_van_event(by=van.cast.actor("ruth"), event_id=line.id, how="not_so", at=now())
    assert [row[0] for row in fast().rows("SELECT how FROM van_event_settled")] == ["by_hand"]
    with pytest.raises(NotFound), transaction():
        settle_van_event(by=van.cast.actor("oluwaseun"), event_id=line.id, how="not_so", at=now())
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(text("DELETE FROM van_event_settled"))
