"""Station mode without a script: what a scan does is chosen once, then each code is one event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.access import Actor
from core.errors import N_, RuleBroken
from core.ids import Scanned, read_qr
from inventory.queries.desk_lists import place_by_code
from inventory.services.desk import desk_event
from inventory.services.record import Outcome
from inventory.stages import STEPS

STATION_STAGES = ("checked", "stored", "quality_check", "quarantine")


@dataclass(frozen=True)
class Station:
    """What every scan does: a work step, a stage, or a place; `word` is what the wall card of it says."""

    word: str
    kind: str
    data: dict[str, Any]
    stage: str
    step: str = ""
    place: str = ""


def station_of(word: str, site_id: int) -> Station | None:
    """The station that a wall card's word names: STEP.REPAIR, STAGE.STORED, or a place's code; None for another."""
    group, _, rest = word.partition(".")
    name = rest.lower().replace("-", "_")
    if group == "STEP" and name in STEPS:
        return Station(word, "moved", {"to": "in_work", "step": name}, "in_work", step=name)
    if group == "STAGE" and name in STATION_STAGES:
        return Station(word, "moved", {"to": name}, name)
    place = place_by_code(word, site_id) if word and not rest else None
    if place is None:
        return None
    if place.kind == "bench" and place.step:
        data = {"to": "in_work", "step": place.step, "place": place.id}
        return Station(word, "moved", data, "in_work", step=place.step, place=place.name)
    return Station(word, "placed", {"place": place.id}, "stored", place=place.name)


def station_scan(*, by: Actor, station: Station, text: str, at: datetime, token: str) -> Outcome:
    """Do what the station does to the piece whose label was scanned or typed. Raises RuleBroken on "code"."""
    scanned = read_qr(text)
    if scanned is None or scanned.kind != "piece":
        raise RuleBroken("code", *_not_a_piece(scanned))
    how = "typed" if text.strip().isalnum() else "station"
    return desk_event(
        by=by, code=scanned.value, kind=station.kind, data=station.data, at=at, token=token, how=how
    )


def _not_a_piece(scanned: Scanned | None) -> tuple[str, str]:
    if scanned is not None and scanned.kind == "card":
        return N_("This is a person's card."), N_("Show it under «Who are you?».")
    return N_("Not one of ours."), N_("Show an EcoWorks label, a wall card or your card.")


def undo_station_scan(*, by: Actor, code: str, event: str, at: datetime, token: str) -> Outcome:
    """Take back a scan of the running list."""
    return desk_event(
        by=by, code=code, kind="undone", data={"event": event}, at=at, token=token, how="station"
    )
