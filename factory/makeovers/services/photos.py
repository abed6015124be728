"""Photos of rooms: before and after with a consent that stands; what is taken away is deleted after the commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from core.access import Actor, require
from core.db import db
from core.errors import N_, Conflict, NotFound, RuleBroken
from core.files import StoredPhoto
from core.notice import NOTICE_VERSION
from factory.makeovers.models.ending import MakeoverConsent, MakeoverPhoto
from factory.makeovers.models.referral import MakeoverCase, MakeoverRoom
from factory.makeovers.services.cases import case_then, note, own_case, refuse_over
from factory.makeovers.words import PHOTO_PARTS, SHOWN_PARTS


def give_consent(
    *, by: Actor, makeover_id: int, at: datetime, token: str, right: str = "edit_makeovers"
) -> MakeoverConsent:
    """The household agrees to photos before and after. While one stands, a second changes nothing.

    `right` is another where whoever leads a work day says so; told late, `at` may lie before its end.
    """
    row, _ = case_then(by, makeover_id, at, right)
    there = _consent(makeover_id)
    if there is not None:
        return there
    known = db.session.scalar(select(MakeoverConsent).where(MakeoverConsent.token == token))
    if known is not None:
        return known
    consent = MakeoverConsent(
        token=token, makeover_id=makeover_id, notice=NOTICE_VERSION, given_at=at, given_to_id=by.person_id
    )
    db.session.add(consent)
    note("give_photo_consent", row, by, at, ["given_at"])
    return consent


def take_back_consent(*, by: Actor, makeover_id: int, at: datetime) -> list[str]:
    """The household takes its consent back, at any time: photos before and after go; their pictures, to delete."""
    row, _ = own_case(by, makeover_id)
    there = _consent(makeover_id)
    if there is None:
        return []
    there.withdrawn_at = max(at, there.given_at)
    gone = remove_photos(makeover_id, SHOWN_PARTS)
    note("take_back_photo_consent", row, by, at, ["withdrawn_at"])
    return gone


def check_makeover_photo(*, by: Actor, makeover_id: int, part: str, room_id: int = 0) -> None:
    """Ask, before a picture is stored, what `keep_makeover_photo` asks; reads only. Raises RuleBroken."""
    require(by, "edit_makeovers")
    refuse_over(db.session.get_one(MakeoverCase, makeover_id))
    _refuse_photo(makeover_id, part, room_id)


def _refuse_photo(makeover_id: int, part: str, room_id: int) -> None:
    if part not in PHOTO_PARTS:
        raise RuleBroken("part", N_("Say whether it is of the survey, before or after."))
    if part in SHOWN_PARTS and _consent(makeover_id) is None:
        raise RuleBroken(
            "picture",
            N_("The household has not agreed to photos before and after."),
            N_("Ask them, and press that they agree."),
        )
    room = db.session.get(MakeoverRoom, room_id) if room_id else None
    if room_id and (room is None or room.makeover_id != makeover_id):
        raise RuleBroken("room", N_("This room is not of this makeover."), N_("Choose it from the list."))


def keep_makeover_photo(
    *, by: Actor, makeover_id: int, part: str, stored: StoredPhoto, at: datetime, token: str, room_id: int = 0,
    right: str = "edit_makeovers",
) -> None:  # fmt: skip
    """Keep a photo of a room. Before and after need a consent that stands. Same token: the same photo.

    `right` is another where whoever leads a work day took it; told late, `at` may lie before the makeover's end.

    Raises RuleBroken without it, Conflict for a token that belongs to another photo.
    """
    row, _ = case_then(by, makeover_id, at, right)
    _refuse_photo(makeover_id, part, room_id)
    known = db.session.get(MakeoverPhoto, token)
    if known is not None:
        if (known.makeover_id, known.part, known.sha256) != (makeover_id, part, stored.sha256):
            raise Conflict(N_("This was sent before with other contents."), N_("Load the page again."))
        return
    db.session.add(
        MakeoverPhoto(
            id=token,
            makeover_id=makeover_id,
            room_id=room_id or None,
            part=part,
            sha256=stored.sha256,
            width=stored.width,
            height=stored.height,
            taken_at=at,
            by_id=by.person_id,
        )
    )
    note("keep_makeover_photo", row, by, at, ["part"])


def remove_makeover_photo(*, by: Actor, makeover_id: int, photo_id: str, at: datetime) -> list[str]:
    """Take a photo away for good; its picture, to delete after the commit. Raises NotFound."""
    row, _ = own_case(by, makeover_id)
    photo = db.session.get(MakeoverPhoto, photo_id)
    if photo is None or photo.makeover_id != makeover_id:
        raise NotFound()
    gone = _gone([photo])
    note("remove_makeover_photo", row, by, at, ["part"])
    return gone


def remove_photos(makeover_id: int, parts: tuple[str, ...]) -> list[str]:
    """The photos of these parts go; their pictures, to delete after the commit."""
    query = select(MakeoverPhoto).where(
        MakeoverPhoto.makeover_id == makeover_id, MakeoverPhoto.part.in_(parts)
    )
    return _gone(db.session.scalars(query).all())


def purge_survey_photos() -> list[str]:
    """Photos of the survey of makeovers that are over go; their pictures, to delete. For the clock."""
    over = select(MakeoverCase.makeover_id).where(MakeoverCase.state.in_(("signed_off", "cancelled")))
    query = select(MakeoverPhoto).where(MakeoverPhoto.part == "survey", MakeoverPhoto.makeover_id.in_(over))
    return _gone(db.session.scalars(query.limit(200)).all())


def _gone(photos: Sequence[MakeoverPhoto]) -> list[str]:
    hashes = [photo.sha256 for photo in photos]
    for photo in photos:
        db.session.delete(photo)
    db.session.flush()
    return hashes


def _consent(makeover_id: int) -> MakeoverConsent | None:
    query = select(MakeoverConsent).where(
        MakeoverConsent.makeover_id == makeover_id, MakeoverConsent.withdrawn_at.is_(None)
    )
    return db.session.scalars(query).one_or_none()
