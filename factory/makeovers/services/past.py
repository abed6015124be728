"""A makeover of earlier years: its whole way from a list at once, counted on its day; and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.exc import DBAPIError

from core.access import Actor
from core.db import db
from factory.makeovers.models.past import MakeoverPast
from factory.makeovers.services.cases import note, own_case, take_step
from factory.makeovers.words import TRACK

_SAID = ("reference", "area", "agency_id", "partner_id", "referred_on")


def close_past(*, by: Actor, makeover_id: int, told: Mapping[str, Any], at: datetime, token: str) -> None:
    """Bring a makeover that was just stored to its end, as a list tells it. Never an address, never a name."""
    row, case = own_case(by, makeover_id)
    for name in _SAID:
        if told.get(name):
            setattr(case, name, told[name])
    case.begins_on, case.ends_on = told["began_on"], told["ended_on"]
    for state in TRACK[1:-1]:
        take_step(case, state, at)
        db.session.flush()
    day = told["signed_on"]
    db.session.add(
        MakeoverPast(token=token, makeover_id=makeover_id, signed_on=day, at=at, by_id=by.person_id)
    )
    db.session.flush()
    case.signed_off_on = day
    take_step(case, TRACK[-1], at)
    row.is_open = False
    note("bring_makeover", row, by, at, ["signed_off_on"])


def take_back_past(*, by: Actor, makeover_id: int, at: datetime) -> bool:
    """Take a makeover that a list brought away again; False where something was built upon it since."""
    row, case = own_case(by, makeover_id)
    past = db.session.get(MakeoverPast, makeover_id)
    if past is None:
        return False
    try:
        with db.session.begin_nested():
            note("take_back_makeover", row, by, at, ["signed_off_on"])
            for thing in (past, case, row):
                db.session.delete(thing)
                db.session.flush()
    except DBAPIError:
        return False
    return True
