"""Many pieces moved at once: each by its own event, each with its own verdict; nobody gets round a gate."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.access import Actor, require
from core.db import db
from core.errors import N_, EcoError, RuleBroken
from core.ids import read_client_id
from inventory.event_data import clean_data
from inventory.facts import Already, PieceEvent, Refusal
from inventory.fold import apply
from inventory.services.record import powers_of, record_event, state_of
from inventory.services.resolve import resolve_links


@dataclass(frozen=True)
class RowVerdict:
    """What became (or would become) of one piece: "stored", "already", "repeated" or "refused", with the reason."""

    code: str
    result: str
    category: str = ""
    title: str = ""
    stage: str = ""
    message: str = ""
    remedy: str = ""
    params: dict[str, Any] | None = None

    @property
    def is_good(self) -> bool:
        """True unless it was refused."""
        return self.result != "refused"


def row_token(token: str, code: str) -> str:
    """The id of one piece's event in a press that moves many: the same press again repeats the same ids.

    Raises RuleBroken for a page that carries no client id.
    """
    if read_client_id(token) is None:
        raise RuleBroken("token", N_("This page is out of date."), N_("Load it again and press once more."))
    return str(uuid.uuid5(uuid.UUID(token), code))


def foresee_moves(
    *, by: Actor, codes: list[str], data: dict[str, Any], at: datetime, token: str
) -> list[RowVerdict]:
    """What the moves would do, by the same fold that does them; writes nothing."""
    require(by, "move_pieces")
    cleaned = clean_data("moved", data)
    resolved = resolve_links("moved", cleaned, site_id=by.site_id, by_id=by.person_id, at=at, token=token)
    return [_foreseen(by, code, resolved, at, token) for code in codes]


def _foreseen(by: Actor, code: str, data: dict[str, Any], at: datetime, token: str) -> RowVerdict:
    state = state_of(code)
    if state is None:
        return RowVerdict(
            code, "refused", message=N_("This is not one of our pieces."), remedy=N_("Leave it out.")
        )
    event = PieceEvent(
        id=token, kind="moved", at=at, site=by.site_id, by=by.person_id, powers=powers_of(by), data=data
    )
    known = (state.category, state.title, state.stage)
    verdict = apply(state, event)
    if isinstance(verdict, Refusal):
        return RowVerdict(code, "refused", *known, verdict.message, verdict.remedy, verdict.params)
    return RowVerdict(code, "already" if isinstance(verdict, Already) else "stored", *known)


def move_many(
    *, by: Actor, codes: list[str], data: dict[str, Any], at: datetime, token: str
) -> list[RowVerdict]:
    """Move each piece by an event of its own; the same token again changes nothing."""
    return [_moved(by, code, data, at, row_token(token, code)) for code in codes]


def _moved(by: Actor, code: str, data: dict[str, Any], at: datetime, token: str) -> RowVerdict:
    try:
        with db.session.begin_nested():
            done = record_event(by=by, code=code, kind="moved", data=data, at=at, token=token, how="many")
    except EcoError as problem:
        return RowVerdict(
            code, "refused", message=problem.message, remedy=problem.remedy, params=problem.params
        )
    piece = done.piece
    return RowVerdict(
        code, done.result, piece.category, piece.title, piece.stage, done.message, done.remedy, done.params
    )
