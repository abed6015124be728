"""Photos before and after that a tablet took on a work day: sealed there, kept here only while the household agrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.access import Actor
from core.db import db, fast
from core.errors import N_, EcoError, RuleBroken
from core.files import StoredPhoto
from core.tablets import Receipt, Tablet
from core.told import hash_of, receipt_of_known, receipt_of_problem
from factory.makeovers.models.referral import MakeoverRoom
from factory.makeovers.models.told import WorkDayEvent
from factory.makeovers.services.photos import keep_makeover_photo
from factory.makeovers.services.told_effects import NotYet, There, Told, find_day, refuse_unless_leading
from factory.makeovers.services.told_events import keep_row, new_row, proven
from factory.makeovers.words import SHOWN_PARTS


@dataclass(frozen=True)
class PhotoTold:
    """A sealed photo as it came: of which day and room ("day room", by their tokens), which part, who proves it."""

    id: str
    of: str
    part: str
    at: datetime
    digest: str
    named: Mapping[str, Any] | None
    message: str


@dataclass(frozen=True)
class _Found:
    here: There
    by: Actor
    room_id: int


def look_at_photo(photo: PhotoTold, *, tablet: Tablet, arrived: datetime) -> Receipt | None:
    """What a tablet is told of a photo before its bytes are stored; None where they may be.

    One that can never be kept goes on the coordinator's list, without its bytes. Raises NotYet where nobody has heard
    that the household agrees: the tablet keeps it, for its own word of that may come behind it.
    """
    known = db.session.get(WorkDayEvent, photo.id)
    if known is not None:
        return receipt_of_known(photo.id, is_same=_is_same(known, photo, tablet))
    row = _row(photo, tablet, arrived)
    try:
        _find(photo, row, tablet, arrived)
    except NotYet:
        raise
    except EcoError as problem:
        keep_row(row, "refused" if row.by_id else "unproven", problem.message)
        return receipt_of_problem(photo.id, problem, is_live=False)
    return None


def keep_day_photo(photo: PhotoTold, *, stored: StoredPhoto, tablet: Tablet, arrived: datetime) -> Receipt:
    """Keep a photo whose bytes are stored. Raises where it may not be kept any more."""
    known = db.session.get(WorkDayEvent, photo.id)
    if known is not None:
        return receipt_of_known(photo.id, is_same=_is_same(known, photo, tablet))
    row = _row(photo, tablet, arrived)
    found = _find(photo, row, tablet, arrived)
    keep_makeover_photo(
        by=found.by,
        makeover_id=found.here.day.makeover_id,
        part=photo.part,
        stored=stored,
        at=photo.at,
        token=photo.id,
        room_id=found.room_id,
        right="work_at_makeovers",
    )
    keep_row(row, "done", "")
    return Receipt(photo.id, "stored")


def _row(photo: PhotoTold, tablet: Tablet, arrived: datetime) -> WorkDayEvent:
    row = new_row(photo.id, tablet, arrived, _hash(photo))
    row.kind, row.at, row.body = "photo", photo.at, {"part": photo.part[:20]}
    return row


def _is_same(known: WorkDayEvent, photo: PhotoTold, tablet: Tablet) -> bool:
    return known.body_hash == _hash(photo) and known.device_id == tablet.device_id


def _hash(photo: PhotoTold) -> str:
    return hash_of(photo.of, photo.part, photo.digest)


def _find(photo: PhotoTold, row: WorkDayEvent, tablet: Tablet, arrived: datetime) -> _Found:
    by = proven(photo.named, photo.message, row, tablet, arrived)
    told = Told(id=photo.id, kind="photo", said={}, by=by, at=photo.at, site_id=tablet.site_id)
    day, _, room = photo.of.partition(" ")
    here = find_day(told, row, day)
    refuse_unless_leading(by, here.day)
    if photo.part not in SHOWN_PARTS:
        raise RuleBroken("part", N_("Say whether it is before or after."))
    _refuse_without_consent(here.day.makeover_id)
    query = select(MakeoverRoom.id).where(
        MakeoverRoom.token == room[:60], MakeoverRoom.makeover_id == here.day.makeover_id
    )
    return _Found(here, by, (db.session.scalar(query) or 0) if room else 0)


def _refuse_without_consent(makeover_id: int) -> None:
    rows = fast().rows("SELECT withdrawn_at FROM makeover_consent WHERE makeover_id = ?", (makeover_id,))
    if any(row[0] is None for row in rows):
        return
    if rows:
        raise RuleBroken("picture", N_("The household took its consent back."), N_("The photo was not kept."))
    raise NotYet(
        "picture",
        N_("The household has not agreed to photos before and after."),
        N_("Ask them, and press that they agree."),
    )
