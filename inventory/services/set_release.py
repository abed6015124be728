"""Giving out a set: a piece and all of its set that are ready, to one recipient, or none of them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from core.access import Actor
from core.errors import N_, RuleBroken
from inventory.queries.sets import set_of
from inventory.services.desk import desk_event
from inventory.services.record import Outcome


def release_with_set(
    *, by: Actor, code: str, data: dict[str, Any], at: datetime, token: str
) -> tuple[Outcome, list[str]]:
    """Give out a piece and what is ready of its set; what became of the piece itself, and the codes of the others.

    Each is asked its own gates. Raises RuleBroken for the first that may not go, and then, in the caller's
    transaction, nothing goes. The same token again gives out nothing twice.
    """
    found = set_of(code)
    others = [piece.code for piece in found.others(code) if piece.stage == "ready"] if found else []
    outcome = desk_event(by=by, code=code, kind="released", data=data, at=at, token=token)
    for other in others:
        try:
            own = str(uuid.uuid5(uuid.UUID(token), other))
            desk_event(by=by, code=other, kind="released", data=data, at=at, token=own)
        except RuleBroken as problem:
            params = {**problem.params, "code": other}
            raise RuleBroken(
                "with_set",
                N_("%(code)s of the set may not go."),
                N_("Open it to see why, or give out this one alone."),
                **params,
            ) from problem
    return outcome, others
