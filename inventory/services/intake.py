"""Taking a piece in from one form: the fact, and the photos that it names."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.access import Actor
from core.errors import N_, RuleBroken
from core.files import StoredPhoto
from inventory.services.photos import add_photo
from inventory.services.record import Outcome, record_event

HEAVIEST_KG = 500


@dataclass(frozen=True)
class Intake:
    """What the form of an intake says. `grams` 0 means the usual weight of its kind."""

    token: str
    code: str
    category: str
    grams: int
    answers: dict[str, str]
    photo: StoredPhoto | None
    evidence: dict[str, StoredPhoto] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)


def kilograms_as_grams(text: str) -> int:
    """Grams of kilograms as typed, 0 for nothing. Raises RuleBroken."""
    if not text.strip():
        return 0
    try:
        kilograms = float(text.replace(",", "."))
    except ValueError:
        kilograms = -1.0
    if not 0 < kilograms <= HEAVIEST_KG:
        raise RuleBroken("kilograms", N_("Write kilograms, such as 6.4"))
    return round(kilograms * 1000)


def _photo_id(token: str, name: str) -> str:
    """The id of a photo of this intake: the same form sent again names the same photos."""
    return str(uuid.uuid5(uuid.UUID(token), name))


def take_in_piece(*, intake: Intake, by: Actor, at: datetime) -> Outcome:
    """Record the intake and its photos; the same form again answers the same and changes nothing."""
    answers: dict[str, Any] = {slug: {"answer": answer} for slug, answer in intake.answers.items()}
    for slug in intake.evidence:
        if slug in answers:
            answers[slug]["photo"] = _photo_id(intake.token, slug)
    before = [_photo_id(intake.token, "before")] if intake.photo else []
    data: dict[str, Any] = {
        "category": intake.category,
        "photos": before,
        "answers": answers,
        "shown": intake.shown,
    }
    data.update({"grams": intake.grams} if intake.grams else {"weight": "average"})
    outcome = record_event(
        by=by, code=intake.code, kind="intake", data=data, at=at, token=intake.token, how="form"
    )
    if outcome.result in ("refused", "already"):
        return outcome
    if intake.photo:
        _add(intake, "before", "before", intake.photo, by, at)
    for slug, stored in intake.evidence.items():
        _add(intake, slug, "evidence", stored, by, at)
    return outcome


def _add(intake: Intake, name: str, kind: str, stored: StoredPhoto, by: Actor, at: datetime) -> None:
    add_photo(
        by=by, code=intake.code, photo_id=_photo_id(intake.token, name), kind=kind, stored=stored, at=at
    )
