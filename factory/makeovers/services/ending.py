"""The end: finished work, the household's sign-off with its faces, or cancelled with a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select

from core.access import Actor
from core.clock import local_day
from core.db import db
from core.errors import N_, Conflict, RuleBroken
from core.recipients import Makeover
from factory.makeovers.models.ending import MakeoverFeedback, MakeoverSignOff
from factory.makeovers.models.pieces import MakeoverWish
from factory.makeovers.models.referral import MakeoverCase
from factory.makeovers.models.work import MakeoverDay, MakeoverDayPerson
from factory.makeovers.services.addresses import forget_address
from factory.makeovers.services.cases import live_case, note, own_case, take_step
from factory.makeovers.services.photos import remove_photos
from factory.makeovers.services.pieces import free_pieces
from factory.makeovers.words import (
    CANCEL_REASONS,
    FACES,
    MARKS,
    PHOTO_PARTS,
    QUESTIONS,
    REFUSAL_REASONS,
    SIGN_OUTCOMES,
)

_DRAWING = re.compile(r"[ML0-9 .,-]{1,20000}")
"""Lines of a finger: moves and lines of an SVG path, nothing else."""


def finish_work(*, by: Actor, makeover_id: int, at: datetime) -> None:
    """The work is done; the household's word is next. Twice changes nothing.

    Raises RuleBroken before work, and while somebody is there.
    """
    row, case = live_case(by, makeover_id)
    if case.state == "finished":
        return
    if case.state != "in_work":
        raise RuleBroken("", N_("No work has begun yet."), N_("Press Arrived on a work day first."))
    if _people_there(makeover_id):
        raise RuleBroken("", N_("Somebody is still there."), N_("Press Left for them first."))
    take_step(case, "finished", at)
    note("finish_work", row, by, at, ["state"])


def sign_off(
    *, by: Actor, makeover_id: int, outcome: str, at: datetime, token: str, drawing: str = "", mark: str = "",
    reason: str = "", faces: Mapping[str, int] | None = None, right: str = "edit_makeovers",
) -> MakeoverSignOff:  # fmt: skip
    """The household's word: a drawn signature, a picture as its mark, or a refusal, which sends it back to work.

    The same token again changes nothing. Signed, the makeover counts on that day; its address, the wishes and photos
    of the survey go, and pieces that were kept and not delivered are free again.
    Raises RuleBroken before work, for no word, and once it is signed; Conflict for a token of another word.
    """
    row, case = own_case(by, makeover_id, right)
    known = db.session.scalar(select(MakeoverSignOff).where(MakeoverSignOff.token == token))
    if known is not None:
        if (known.makeover_id, known.outcome) != (makeover_id, outcome):
            raise Conflict(N_("This was sent before with other contents."), N_("Load the page again."))
        return known
    _check_word(outcome, drawing, mark, reason)
    if case.state == "signed_off":
        raise RuleBroken("outcome", N_("This makeover is signed off already."), N_("It counts once."))
    if case.state == "in_work":
        take_step(case, "finished", at)
    if case.state != "finished":
        raise RuleBroken("outcome", N_("No work has begun yet."), N_("Press Arrived on a work day first."))
    db.session.flush()
    signed = MakeoverSignOff(
        token=token,
        makeover_id=makeover_id,
        outcome=outcome,
        drawing=drawing if outcome == "signed" else "",
        mark=mark if outcome == "marked" else "",
        reason=reason if outcome == "refused" else "",
        signed_on=local_day(at),
        at=at,
        by_id=by.person_id,
        device_id=by.device_id,
    )
    db.session.add(signed)
    db.session.flush()
    _keep_faces(makeover_id, faces or {}, at)
    if outcome == "refused":
        take_step(case, "in_work", at)
    else:
        case.signed_off_on = signed.signed_on
        _end(row, case, "signed_off", by, at)
    note("sign_off_makeover", row, by, at, ["outcome"])
    return signed


def _check_word(outcome: str, drawing: str, mark: str, reason: str) -> None:
    if outcome not in SIGN_OUTCOMES:
        raise RuleBroken("outcome", N_("Choose how they sign, or that they do not."))
    if outcome == "signed" and not _DRAWING.fullmatch(drawing):
        raise RuleBroken("drawing", N_("Nobody has drawn a signature yet."), N_("Draw it with a finger."))
    if outcome == "marked" and mark not in MARKS:
        raise RuleBroken("mark", N_("Choose a picture as the mark."))
    if outcome == "refused" and reason not in REFUSAL_REASONS:
        raise RuleBroken("reason", N_("Choose why they do not sign."))


def _keep_faces(makeover_id: int, faces: Mapping[str, int], at: datetime) -> None:
    for question in QUESTIONS:
        face = faces.get(question)
        if face in FACES:
            there = db.session.get(MakeoverFeedback, (makeover_id, question))
            if there is None:
                there = MakeoverFeedback(makeover_id=makeover_id, question=question)
                db.session.add(there)
            there.face, there.at = face, at


def cancel_makeover(*, by: Actor, makeover_id: int, reason: str, at: datetime) -> list[str]:
    """A makeover that does not happen, with the reason: its pieces are free again, its address and photos go.

    Returns the pictures to delete after the commit.
    Raises RuleBroken without a reason, once signed, and while somebody is there.
    """
    row, case = own_case(by, makeover_id)
    if case.state == "cancelled":
        return []
    if reason not in CANCEL_REASONS:
        raise RuleBroken("reason", N_("Say why it is cancelled."), N_("Choose a reason."))
    if _people_there(makeover_id):
        raise RuleBroken("reason", N_("Somebody is still there."), N_("Press Left for them first."))
    if case.state == "signed_off":
        raise RuleBroken("reason", N_("This makeover is signed off already."), N_("It counts once."))
    case.cancel_reason = reason
    _end(row, case, "cancelled", by, at)
    gone = remove_photos(makeover_id, PHOTO_PARTS)
    note("cancel_makeover", row, by, at, ["state", "cancel_reason"])
    return gone


def _end(row: Makeover, case: MakeoverCase, state: str, by: Actor, at: datetime) -> None:
    take_step(case, state, at)
    row.is_open = False
    db.session.flush()
    free_pieces(row.id, by, at)
    forget_address(row.id)
    db.session.execute(delete(MakeoverWish).where(MakeoverWish.makeover_id == row.id))


def _people_there(makeover_id: int) -> bool:
    query = (
        select(MakeoverDayPerson.id)
        .join(MakeoverDay, MakeoverDay.id == MakeoverDayPerson.day_id)
        .where(
            MakeoverDay.makeover_id == makeover_id,
            MakeoverDayPerson.arrived_at.is_not(None),
            MakeoverDayPerson.left_at.is_(None),
        )
    )
    return db.session.scalars(query.limit(1)).first() is not None
