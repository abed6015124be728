"""What the desk's forms do: one recorded event each, with its photo; a refusal becomes a rule beside a field."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from core.access import Actor, persons_holding
from core.errors import N_, RuleBroken
from core.files import StoredPhoto
from core.ids import read_client_id
from inventory.services.photos import add_photo
from inventory.services.record import Outcome, record_event

FIELD_OF = {
    "destination": "destination",
    "stage": "to",
    "step": "step",
    "filling": "supplier",
    "override": "reason",
    "undo": "event",
    "place": "place",
}
"""The field of a form beside which a refusal's reason is shown."""


def desk_event(
    *, by: Actor, code: str, kind: str, data: dict[str, Any], at: datetime, token: str, how: str = "form"
) -> Outcome:
    """Record one event for a person before the screen; raises RuleBroken where the model refuses it.

    Where a permit would help, the rule names who at this site holds it.
    """
    outcome = record_event(by=by, code=code, kind=kind, data=data, at=at, token=token, how=how)
    if outcome.result == "refused":
        raise _refusal(outcome, by, at)
    return outcome


def _refusal(outcome: Outcome, by: Actor, at: datetime) -> RuleBroken:
    """A refused outcome as a rule that a form can show."""
    field = FIELD_OF.get(outcome.reason, "")
    people = persons_holding(outcome.permit, site_id=by.site_id, at=at) if outcome.permit else []
    if people:
        told = RuleBroken(
            field, outcome.message, N_("Who can help here: %(people)s."), people=", ".join(people)
        )
    else:
        told = RuleBroken(field, outcome.message, outcome.remedy, **outcome.params)
    return told


def photo_id_for(token: str) -> str:
    """The id of the photo that comes with an event: the same for the same press, however often it is sent.

    Raises RuleBroken for what is no client id.
    """
    if read_client_id(token) is None:
        raise RuleBroken("token", N_("This page is out of date."), N_("Load it again and press once more."))
    return str(uuid.uuid5(uuid.UUID(token), "photo"))


def record_photo(
    *, by: Actor, code: str, shelf: str, stored: StoredPhoto, at: datetime, token: str
) -> Outcome:
    """Give a piece a photo (before, after or other) whose bytes are kept already."""
    photo_id = photo_id_for(token)
    data = {"as": shelf, "photo": photo_id}
    outcome = desk_event(by=by, code=code, kind="photographed", data=data, at=at, token=token)
    add_photo(by=by, code=code, photo_id=photo_id, kind=shelf, stored=stored, at=at)
    return outcome


def record_answer(
    *,
    by: Actor,
    code: str,
    question: str,
    said: dict[str, Any],
    stored: StoredPhoto | None,
    at: datetime,
    token: str,
    shown: dict[str, Any] | None = None,
) -> Outcome:
    """Answer one question about a piece, with the photo that shows it where there is one."""
    if stored is not None:
        said = {**said, "photo": photo_id_for(token)}
    data = {"answers": {question: said}, "shown": shown or {}}
    outcome = desk_event(by=by, code=code, kind="answered", data=data, at=at, token=token)
    if stored is not None:
        add_photo(by=by, code=code, photo_id=said["photo"], kind="evidence", stored=stored, at=at)
    return outcome
